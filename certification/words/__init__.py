"""What the engine says in English, in the reader's language.

The engine knows no Django and speaks English with stable codes. Here each code, property, dimension
and world has its word; what has none is shown as the engine said it.
"""

from .counterexamples import scenario_rows, sentence
from .dimensions import dimension, option, unit, world
from .properties import property_row
from .results import limits, sandbox, seed_source, statement
from .sentences import fault, reason
from .stages import progress

__all__ = [
    "dimension",
    "fault",
    "limits",
    "option",
    "progress",
    "property_row",
    "reason",
    "sandbox",
    "scenario_rows",
    "seed_source",
    "sentence",
    "statement",
    "unit",
    "world",
]
