"""What makes a file unusable as a whole: a stable code, a sentence that says what to do."""


def _(sentence: str) -> str:
    """Marks a sentence for the translators; the readers themselves know no Django."""
    return sentence


class BadFile(Exception):
    """The file cannot be taken; nothing of it is counted. `details` fill the sentence's places."""

    def __init__(self, code: str, sentence: str, **details: object) -> None:
        self.code = code
        self.template = sentence
        self.details = details
        super().__init__(sentence % details if details else sentence)


class MissingFacts(BadFile):
    """The format does not say what must be known: it is asked for, never guessed."""

    def __init__(self, facts: list[str], format_name: str) -> None:
        self.facts = facts
        super().__init__(
            "missing_facts",
            _(
                "A file of the format “%(format)s” does not say %(facts)s. Give it with %(options)s."
            ),
            format=format_name,
            facts=", ".join(fact.replace("_", " ") for fact in facts),
            options=" ".join(f"--{fact.replace('_', '-')} …" for fact in facts),
        )
