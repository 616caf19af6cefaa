"""Sentences of the readers, which know no Django, in the language of the reader."""

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from metrics_ingest.errors import BadFile
from metrics_ingest.fleet.columns import REASONS


def sentence_of(wrong: BadFile) -> str:
    """The English sentence is the msgid; its details are filled in afterwards."""
    text = gettext(wrong.template)
    return text % wrong.details if wrong.details else text


def unfit_text(code: str, detail: str) -> str:
    """Why a run is kept as history; `detail` is what its reader said, in English."""
    texts = {
        "limited": _("The run was limited to a part of its samples."),
        "incomplete": _("Not all samples were completed."),
        "run_error": _("The run ended with an error."),
        "run_cancelled": _("The run was cancelled."),
        "run_started": _("The run never came to its end."),
    }
    return str(texts.get(code, detail))


def gap_label(name: str) -> str:
    return {
        "messages": _("Messages"),
        "missing_messages": _("Lost messages (gaps in the numbering)"),
        "repeated_messages": _("Repeated messages"),
        "restarts": _("Restarts of the numbering"),
        "unobserved_minutes": _("Minutes without messages"),
    }.get(name, name)


def fact_label(name: str) -> str:
    return {
        "day": _("Day"),
        "field": _("Field"),
        "model_version": _("Model version"),
        "source": _("Source"),
    }.get(name, name)


def reason_text(reason: str) -> str:
    return gettext(REASONS[reason])
