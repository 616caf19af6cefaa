"""The MJCF of the family, written here: no shadows, people and trolley as mocap bodies."""

from math import cos, pi, sin

from . import body
from .layouts import Box, Layout

_FREE = 'contype="0" conaffinity="0"'


def mjcf(layout: Layout) -> str:
    """The whole model as XML. Contact is off: forces come from pre-impact speed, see PFL-01."""
    fixtures = "".join(_box(f"fixture{i}", box) for i, box in enumerate(layout.fixtures))
    walls = "".join(_box(f"wall{i}", box) for i, box in enumerate(layout.walls))
    people = "".join(_person(i) for i in range(body.PEOPLE))
    return f"""<mujoco model="{layout.name}">
<option timestep="{body.STEP_S}" integrator="Euler" gravity="0 0 0">
<flag contact="disable"/></option>
<visual><quality shadowsize="0"/></visual>
<worldbody><light pos="3 0 6" dir="0 0 -1" castshadow="false"/>
<geom name="floor" type="plane" size="20 20 0.1" {_FREE}/>{walls}{fixtures}
{_trolley(layout)}{people}{_robot()}</worldbody>
<actuator>{_ACTUATORS}</actuator><sensor>{_sensors()}</sensor></mujoco>"""


def _box(name: str, box: Box) -> str:
    x, y, hx, hy, height = box
    return (
        f'<geom name="{name}" type="box" pos="{x} {y} {height / 2}" '
        f'size="{hx} {hy} {height / 2}" {_FREE}/>'
    )


def _trolley(layout: Layout) -> str:
    hx, hy, height = layout.trolley
    return (
        f'<body name="trolley" mocap="true" pos="0 30 {height / 2}">'
        f'<geom name="trolley" type="box" size="{hx} {hy} {height / 2}" {_FREE}/></body>'
    )


def _person(i: int) -> str:
    r = body.PERSON_RADIUS_M
    return (
        f'<body name="person{i}" mocap="true" pos="0 {40 + 5 * i} 0"><geom name="person{i}" '
        f'type="capsule" size="{r}" fromto="0 0 {r} 0 0 1.45" {_FREE}/></body>'
    )


def _robot() -> str:
    rays = "".join(
        f'<site name="ray{i}" pos="0 0 {body.RAY_HEIGHT_M}" '
        f'zaxis="{cos(2 * pi * i / body.RAYS):.9f} {sin(2 * pi * i / body.RAYS):.9f} 0"/>'
        for i in range(body.RAYS)
    )
    inertia = body.YAW_INERTIA_KG_M2
    return f"""<body name="robot"><joint name="x" type="slide" axis="1 0 0"/>
<joint name="y" type="slide" axis="0 1 0"/><joint name="yaw" type="hinge" axis="0 0 1"/>
<inertial pos="0 0 0.3" mass="{body.MASS_KG}" diaginertia="{inertia} {inertia} {inertia}"/>
<geom name="hull" type="capsule" size="{body.RADIUS_M}" fromto="0 0 0.25 0 0 0.9" mass="0" {_FREE}/>
<site name="base"/>{rays}</body>"""


# Site transmissions act in the frame of the base, so the whole drive runs in C.
_ACTUATORS = f"""
<velocity site="base" gear="1 0 0 0 0 0" kv="{body.DRIVE_GAIN_N_S_PER_M}"
 forcerange="-{body.DRIVE_FORCE_N} {body.DRIVE_FORCE_N}"/>
<velocity site="base" gear="0 1 0 0 0 0" kv="{body.SIDE_GAIN_N_S_PER_M}"/>
<velocity site="base" gear="0 0 0 0 0 1" kv="{body.TURN_GAIN_N_M_S}"
 forcerange="-{body.TURN_TORQUE_N_M} {body.TURN_TORQUE_N_M}"/>"""


def _sensors() -> str:
    people = "".join(
        f'<distance name="d{i}" geom1="hull" geom2="person{i}" cutoff="20"/>'
        for i in range(body.PEOPLE)
    )
    rays = "".join(
        f'<rangefinder name="r{i}" site="ray{i}" cutoff="{body.RAY_RANGE_M}"/>'
        for i in range(body.RAYS)
    )
    return (
        people + '<velocimeter name="v" site="base"/><gyro name="w" site="base"/>'
        '<accelerometer name="a" site="base"/>' + rays
    )
