"""The course of a gate as text for the documentation, drawn from the same table that the pages use."""

from django.utils import translation

from noetra_gov.core.workflow import Step
from noetra_gov.gates.flow import FLOW, STATES

HEAD = "stateDiagram-v2"
AUTO = "gates.system"


def mermaid() -> str:
    """A Mermaid state diagram, in English."""
    with translation.override("en"):
        names = [f"  {state.code} : {state.label}" for state in STATES]
        steps = [f"  {s.source} --> {s.target} : {_label(s)}" for s in FLOW]
        return "\n".join([HEAD, "  [*] --> draft", *names, *steps, "  closed --> [*]"])


def _label(step: Step) -> str:
    label = str(step.label)
    return f"{label} (system)" if step.right == AUTO else label


def table() -> str:
    """States with both names and the right that leads on, as a Markdown table."""
    with translation.override("en"):
        rows = [
            f"| `{s.code}` | {s.label} | {s.public_label} | {_rights(s.code)} |" for s in STATES
        ]
    head = "| state | staff read | the applicant reads | leads on with the right |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def _rights(state: str) -> str:
    return ", ".join(f"`{s.right}` → {s.target}" for s in FLOW if s.source == state) or "–"
