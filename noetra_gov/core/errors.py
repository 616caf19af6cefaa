"""What can go wrong in the domain, said in a sentence that a person can act on.

A rule or a service raises one of these; `core.middleware` turns it into a page,
`core.api` into problem+json, a command into one line and an exit status.
"""

from typing import Any

from django.utils.functional import Promise

Sentence = str | Promise


class DomainError(Exception):
    """A refusal with a stable code and a translatable sentence. `status` is the HTTP status."""

    status = 409

    def __init__(self, code: str, sentence: Sentence, /, **params: Any) -> None:
        self.code = code
        self.sentence = sentence
        self.params = params
        super().__init__(code)

    def __str__(self) -> str:
        text = str(self.sentence)
        return text % self.params if self.params else text


class NotAllowed(DomainError):
    """The person lacks the right; the sentence is the reason."""

    status = 403

    def __init__(self, sentence: Sentence, code: str = "not_allowed", **params: Any) -> None:
        super().__init__(code, sentence, **params)


class BadInput(DomainError):
    """What was handed in cannot be used; `row` and `field` say where, when known."""

    status = 400


class Conflict(DomainError):
    """The thing is not in the state that this needs, or somebody was quicker."""

    status = 409


class OverLimit(Conflict):
    """Money would pass a limit; nothing was written."""
