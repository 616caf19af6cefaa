"""What the policy did, on its way out of the worker."""


class Refusal(Exception):
    """`kind` is one of the fault kinds of `certification.engine.faults`."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
