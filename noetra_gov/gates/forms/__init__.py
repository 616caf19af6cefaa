"""One form for each action that needs words; the page and the API share them."""

from noetra_gov.gates.forms.base import ActionForm, ReasonForm, TextForm
from noetra_gov.gates.forms.decision import (
    ConditionForm,
    ProposeForm,
    RecommendForm,
    SendBackForm,
    SupplyForm,
)
from noetra_gov.gates.forms.package import AssessForm, FileForm, MilestoneForm, WaiveForm
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
    "AssessForm",
    "CommentForm",
    "ConditionForm",
    "FileForm",
    "InviteForm",
    "MilestoneForm",
    "MinutesForm",
    "NameConflictForm",
    "ProposeForm",
    "QuestionForm",
    "ReasonForm",
    "RecommendForm",
    "ReplyForm",
    "ScoreForm",
    "SendBackForm",
    "SupplyForm",
    "TextForm",
    "WaiveForm",
]
