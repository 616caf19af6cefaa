"""Sentences of the readers, which know no Django, in the language of the reader."""

from django.utils.translation import gettext

from metrics_ingest.errors import BadFile
from metrics_ingest.fleet.columns import REASONS


def sentence_of(wrong: BadFile) -> str:
    """The English sentence is the msgid; its details are filled in afterwards."""
    text = gettext(wrong.template)
    return text % wrong.details if wrong.details else text


def reason_text(reason: str) -> str:
    return gettext(REASONS[reason])
