"""The common look of figures: defined once in each app's `figures.py`, used on pages and in print."""

from noetra_gov.figures.figure import Figure, Table

__all__ = ["Figure", "Table"]
