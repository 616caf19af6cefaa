"""What /parts/ shows: made-up values, one for every part, in every state a part has."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from noetra_gov.core.fiscal import TOKYO
from noetra_gov.core.models import Job, JobStatus, Provenance
from noetra_gov.figures import Figure, Table
from noetra_gov.people.permission import Verdict
from noetra_gov.portal.templatetags.parts import TONES
from noetra_gov.portal.worklist import WorkItem, grouped

DAY = date(2027, 10, 1)
DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class SampleForm(forms.Form):
    """A form with one field of each kind."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One or two sentences; they stand in the public record."),
    )
    amount_yen = forms.IntegerField(label=gettext_lazy("Amount in yen"), min_value=1)
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("go", gettext_lazy("Go")), ("hold", gettext_lazy("Hold"))],
        widget=forms.RadioSelect,
    )
    paper = forms.FileField(label=gettext_lazy("Paper"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have no interest in this project"))
    comment = forms.CharField(
        label=gettext_lazy("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@dataclass(frozen=True)
class SampleFact:
    provenance: Provenance
    source: str = ""
    source_conflict: str = ""

    def get_provenance_display(self) -> str:
        return str(self.provenance.label)


def parts(request: HttpRequest) -> dict[str, Any]:
    """The context of /parts/."""
    moment = datetime(2027, 10, 1, 14, 5, tzinfo=TOKYO)
    return {
        "amounts": [0, 12_345, -1_200_000, 387_300_000_000, 1_000_000_000_000, None],
        "day": DAY,
        "moment": moment,
        "tones": [(tone, _tone_label(tone)) for tone in TONES],
        "form": SampleForm(prefix="new"),
        "wrong": SampleForm({"wrong-reason": "", "wrong-amount_yen": "0"}, prefix="wrong"),
        "jobs": [
            _job(1, JobStatus.RUNNING, 412_000),
            _job(2, JobStatus.DONE, 1_000_000),
            _failed(),
        ],
        "figure": figure(),
        "refused": Verdict(False, _("The fact check is open until 15 October.")),
        "digest": DIGEST,
        "facts": facts(),
        "groups": grouped(work(), DAY),
    }


def _tone_label(tone: str) -> str:
    return {
        "neutral": _("Not begun"),
        "info": _("Under way"),
        "success": _("Accepted"),
        "warning": _("Due soon"),
        "danger": _("Overdue"),
    }[tone]


def _job(pk: int, status: JobStatus, done: int) -> Job:
    note = _("rows read") if status == JobStatus.RUNNING else ""
    return Job(pk=pk, kind="sample", status=status, done=done, total=1_000_000, note=note)


def _failed() -> Job:
    error = _("The file ends in the middle of a row. Send it once more, whole.")
    return Job(pk=3, kind="sample", status=JobStatus.FAILED, error=error)


def facts() -> list[SampleFact]:
    conflict = _("One source says that only the first appropriation is locked.")
    return [
        SampleFact(Provenance.PRIMARY, "nippon.com/ja/news/yjj2025122200862"),
        SampleFact(Provenance.SECONDARY, "en.wedoany.com/shortnews/340373.html", conflict),
        SampleFact(Provenance.DERIVED, _("cap less appropriation")),
        SampleFact(Provenance.ASSUMPTION),
        SampleFact(Provenance.DEMONSTRATION),
    ]


def work() -> list[WorkItem]:
    gate = _("Gate G1: countersign the package")
    return [
        WorkItem(gate, "#worklist", date(2027, 9, 28), _("You are the countersigner of Noetra.")),
        WorkItem(_("Settle payment 17"), "#worklist", DAY, _("You did not enter it yourself.")),
        WorkItem(
            _("Score card for gate G1"), "#worklist", date(2027, 10, 6), _("Round 1 is open.")
        ),
        WorkItem(_("Review certificate C-0007"), "#worklist", None, _("Nobody has taken it yet.")),
    ]


def figure() -> Figure:
    """Released money by fiscal year; years not released yet are what is still only possible."""
    import plotly.graph_objects as go

    years, released = [2026, 2027, 2028], [3873, 2100, 900]
    drawn = go.Figure(go.Bar(x=[f"FY{year}" for year in years], y=released, text=released))
    drawn.update_yaxes(title_text=_("100 million yen"))
    rows = [{"year": f"FY{y}", "released": r} for y, r in zip(years, released, strict=True)]
    columns = [("year", _("Fiscal year"), ""), ("released", _("Released"), _("100 million yen"))]
    alt = _(
        "Bars: 3,873 in fiscal year 2026, 2,100 in 2027, 900 in 2028 (100 million yen; made up)."
    )
    return Figure(
        "sample", _("Money released by fiscal year (sample)"), alt, drawn, Table(columns, rows)
    )
