"""The programme's own facts, and the tables through which upper rooms share theirs."""

from noetra_gov.programme.models.fleet import FleetExposure, Incident, Severity
from noetra_gov.programme.models.programme import (
    Field,
    FiscalYear,
    Programme,
    Target,
    fiscal_year_label,
)
from noetra_gov.programme.models.progress import (
    Direction,
    Indicator,
    IndicatorValue,
    Milestone,
    MilestoneState,
)
from noetra_gov.programme.models.robots import ModelRelease, RobotBody, RobotIdentity

__all__ = [
    "Direction",
    "Field",
    "FiscalYear",
    "FleetExposure",
    "Incident",
    "Indicator",
    "IndicatorValue",
    "Milestone",
    "MilestoneState",
    "ModelRelease",
    "Programme",
    "RobotBody",
    "RobotIdentity",
    "Severity",
    "Target",
    "fiscal_year_label",
]
