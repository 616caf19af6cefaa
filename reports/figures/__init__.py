"""The dossier's charts, from the bundle alone: the same bundle gives the same charts."""

from collections.abc import Callable
from typing import Any

from noetra_gov.figures import Figure
from reports.figures.fleet import fleet_fields, fleet_path
from reports.figures.indicators import indicators, reach
from reports.figures.money import money_cap, money_years
from reports.figures.scores import score_axes
from reports.wording import localised
from reports.words import words

Maker = Callable[[dict[str, Any], str, Any], Figure | None]
MAKERS: tuple[Maker, ...] = (
    money_cap,
    score_axes,
    reach,
    indicators,
    fleet_path,
    fleet_fields,
    money_years,
)


def figures_of(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every chart in each language as plain data, for the bundle's `figures`."""
    return {
        language: [figure.as_dict() for figure in figures(bundle, language)]
        for language in bundle["edition"]["languages"]
    }


def figures(bundle: dict[str, Any], language: str) -> list[Figure]:
    view, say = localised(bundle, language), words(language)
    made = (maker(view, language, say) for maker in MAKERS)
    return [figure for figure in made if figure is not None]
