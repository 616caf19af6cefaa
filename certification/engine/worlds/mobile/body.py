"""The mobile base as built: what the simulator moves and the documents describe (SI units)."""

RADIUS_M = 0.30
MASS_KG = 60.0
YAW_INERTIA_KG_M2 = 3.0
SPEED_MAX_M_PER_S = 1.0
YAW_RATE_MAX_RAD_PER_S = 1.0
# The drive can push and brake with this force, 2.5 m/s²; the limit set guarantees only 2.0.
# (An implicit integrator would spread the force over its gain as well, and brake with 1.7.)
DRIVE_FORCE_N = 150.0
DRIVE_GAIN_N_S_PER_M = 1200.0
SIDE_GAIN_N_S_PER_M = 1200.0
TURN_GAIN_N_M_S = 60.0
TURN_TORQUE_N_M = 12.0
# Below this the base counts as standing.
STANDSTILL_M_PER_S = 0.05
# `clear_s` counts the time since a person was last measured nearer than this.
RESTART_DISTANCE_M = 0.65
RAYS = 16
RAY_HEIGHT_M = 0.30
RAY_RANGE_M = 8.0

PEOPLE = 3
PERSON_RADIUS_M = 0.25
LYING_RADIUS_M = 0.85
# Height of the person above the floor, by kind; what a fixture hides of them follows from it.
KINDS = ("adult", "child", "seated", "lying")
HEIGHT_M = {"adult": 1.70, "child": 1.15, "seated": 1.30, "lying": 0.50}
PERSON_ACCELERATION_M_PER_S2 = 2.0

STEP_S = 0.025
CONTROL_STEPS = 4
CONTROL_HZ = 10.0
HORIZON_S = 12.0
GOAL_RADIUS_M = 0.30
