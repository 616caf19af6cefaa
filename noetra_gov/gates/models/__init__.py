"""Templates, gates, packages, reviews and decisions."""

from noetra_gov.gates.models.after import Appeal, AppealState, ExitRecord
from noetra_gov.gates.models.calendar import PlannedGate
from noetra_gov.gates.models.decision import Condition, ConditionState, Decision, DecisionState
from noetra_gov.gates.models.gate import Gate, GateKind, Outcome
from noetra_gov.gates.models.package import (
    Deliverable,
    FrozenEvidence,
    IntegrityFinding,
    MilestoneReport,
    Package,
    PackageFile,
    SelfAssessment,
)
from noetra_gov.gates.models.review import (
    Draft,
    FactComment,
    Hearing,
    Question,
    Recommendation,
)
from noetra_gov.gates.models.template import (
    Criterion,
    CriterionRole,
    GateTemplate,
    RequiredDeliverable,
)

__all__ = [
    "Appeal",
    "AppealState",
    "Condition",
    "ConditionState",
    "Criterion",
    "CriterionRole",
    "Decision",
    "DecisionState",
    "Deliverable",
    "Draft",
    "ExitRecord",
    "FactComment",
    "FrozenEvidence",
    "Gate",
    "GateKind",
    "GateTemplate",
    "Hearing",
    "IntegrityFinding",
    "MilestoneReport",
    "Outcome",
    "Package",
    "PackageFile",
    "PlannedGate",
    "Question",
    "Recommendation",
    "RequiredDeliverable",
    "SelfAssessment",
]
