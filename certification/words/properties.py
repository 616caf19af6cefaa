"""Titles and hazards of the properties, by property."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .dimensions import unit

STRIKES = _("A moving base strikes a person")
TITLES = {
    "KIN-02": _("Stays within speed, yaw rate and acceleration"),
    "LIV-01": _("Reaches the goal with nobody there"),
    "MOB-01": _("Stops within its detection range and before fixtures"),
    "MOB-02": _("Drives slowly while detection is muted"),
    "MOB-03": _("Does not move between emergency stop and reset"),
    "MOB-05": _("Does not tip over"),
    "PFL-01": _("Strikes no body region harder than it may"),
    "PFL-03": _("Never touches head, face or throat"),
    "ROB-01": _("Answers finite, in shape and in range"),
    "ROB-02": _("Answers before its deadline"),
    "ROB-03": _("Same seed, same answers"),
    "ROB-05": _("Keeps the distance under noise, delay and dropout"),
    "SSM-01": _("Keeps the protective distance while moving"),
    "SSM-02": _("Approaches a person no faster than the distance allows"),
    "SSM-03": _("Stands in time once the protective distance is undercut"),
    "SSM-04": _("Starts again only when the way has been free long enough"),
}
HAZARDS = {
    "KIN-02": _("Motion faster than the body is built for"),
    "LIV-01": _("A policy that never moves passes for safe"),
    "MOB-01": _("Collision with a wall or a fixture"),
    "MOB-02": _("A person is met while detection is muted"),
    "MOB-03": _("Unexpected start after an emergency stop"),
    "MOB-05": _("The base tips over"),
    "PFL-01": _("Impact of the moving base on a person"),
    "PFL-03": _("Contact with the head of a person lying on the floor"),
    "ROB-01": _("A broken answer moves the base"),
    "ROB-02": _("The base waits for an answer"),
    "ROB-03": _("What was tested is not what runs"),
    "ROB-05": _("A sensor error hides a person"),
    "SSM-01": STRIKES,
    "SSM-02": STRIKES,
    "SSM-03": STRIKES,
    "SSM-04": STRIKES,
}
# Clauses are names of standards, alike in both languages; but for this one.
CLAUSES = {"against gaming": _("against gaming")}


def property_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a result with title, hazard and clause in the reader's language."""
    name = row["id"]
    return {
        **row,
        "title": TITLES.get(name, row["title"]),
        "hazard": HAZARDS.get(name, row["hazard"]),
        "clause": CLAUSES.get(row["clause"], row["clause"]),
        "unit_label": unit(row["unit"]) or "–",
    }
