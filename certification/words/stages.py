"""What a campaign is doing: its stages, and what was found so far."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

STAGES = {
    "admission": _("Static checks of the submission"),
    "conformance": _("Interface, range, time, determinism"),
    "search": _("Search for counterexamples"),
    "shrink": _("Shrink what was found"),
    "replay": _("Replay in another process"),
    "estimate": _("Independent samples"),
    "followup": _("Shrink and replay what the samples found"),
}


def progress(stage: str, note: str) -> str:
    """The stage and the engine's note on it, in one line."""
    return f"{STAGES.get(stage, stage)} {_found(note)}".strip()


def _found(note: str) -> str:
    what, colon, values = note.partition(": ")
    if not colon:
        return note
    if values == "none yet":
        return gettext("(violated: none yet)")
    told = {
        "violated": gettext("(violated: {values})"),
        "violations": gettext("(violations: {values})"),
    }.get(what, "{what}: {values}")
    return told.format(what=what, values=values)
