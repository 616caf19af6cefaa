"""One form for each action that needs words; the page and the API share them."""

from noetra_gov.gates.forms.base import ActionForm, ReasonForm, TextForm
from noetra_gov.gates.forms.decision import (
    AppealForm,
    ConditionForm,
    ExtraordinaryForm,
    ProposeForm,
    RecommendForm,
    RecycleForm,
    SendBackForm,
    SupplyForm,
)
from noetra_gov.gates.forms.package import AssessForm, FileForm, MilestoneForm, WaiveForm
from noetra_gov.gates.forms.prepare import GateForm, from_calendar
from noetra_gov.gates.forms.review import (
    AbsenceForm,
    AnswerForm,
    CommentForm,
    InviteForm,
    MinutesForm,
    NameConflictForm,
    QuestionForm,
    ReplyForm,
    ScoreForm,
)

__all__ = [
    "AbsenceForm",
    "ActionForm",
    "AnswerForm",
    "AppealForm",
    "AssessForm",
    "CommentForm",
    "ConditionForm",
    "ExtraordinaryForm",
    "FileForm",
    "GateForm",
    "InviteForm",
    "MilestoneForm",
    "MinutesForm",
    "NameConflictForm",
    "ProposeForm",
    "QuestionForm",
    "ReasonForm",
    "RecommendForm",
    "RecycleForm",
    "ReplyForm",
    "ScoreForm",
    "SendBackForm",
    "SupplyForm",
    "TextForm",
    "WaiveForm",
    "from_calendar",
]
