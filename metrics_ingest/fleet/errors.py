"""What makes a file unreadable as a whole: a stable code, a sentence, what to do."""


class BadFile(Exception):
    """The file as a whole cannot be taken. Nothing of it is counted."""

    def __init__(self, code: str, sentence: str, **details: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.details = details
