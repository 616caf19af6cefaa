"""The stored pictures of a bundle's charts."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from noetra_gov.figures.printing import PictureStore, key_of, picture
from reports.bundle import Bundle

Step = Callable[[int, int], None]


def store() -> PictureStore:
    return PictureStore(Path(settings.HOME) / "figures")


def pictures_of(bundle: Bundle, step: Step = lambda _done, _total: None) -> dict[str, bytes]:
    """SVG by key; what is stored is read, what is not is drawn once and stored."""
    figures = [figure for half in bundle.get("figures", {}).values() for figure in half]
    drawn, kept = {}, store()
    for number, figure in enumerate(figures, 1):
        drawn[key_of(figure["figure"])] = picture(figure["figure"], kept)
        step(number, len(figures))
    return drawn


def manifest(bundle: Bundle, pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    """Which stored picture was printed for which figure."""
    return [
        {
            "figure": figure["id"],
            "language": language,
            "key": key_of(figure["figure"]),
            "digest": "sha256:" + sha256(pictures[key_of(figure["figure"])]).hexdigest(),
        }
        for language, half in sorted(bundle.get("figures", {}).items())
        for figure in half
    ]
