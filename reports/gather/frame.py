"""What every record carries around its content: who issues it, by which clock, made with what."""

from importlib.metadata import version
from typing import Any

from noetra_gov.core import clock
from noetra_gov.figures.printing import versions as drawing
from reports import words

NOTICE = {
    "ja": "この文書はデモンストレーション用の時計とデータで作成したものです。実際の決定ではありません。",
    "en": "Made with a demonstration clock and demonstration data. This is not a real decision.",
}


def issuer() -> dict[str, str]:
    return {
        "ja": "経済産業省・国立研究開発法人新エネルギー・産業技術総合開発機構（NEDO）",
        "en": "Ministry of Economy, Trade and Industry (METI) and NEDO",
    }


def clock_part() -> dict[str, Any]:
    """Whether a demonstration's clock was running, and the notice then shown on every page."""
    demonstration = clock.is_demo()
    return {"demonstration": demonstration, "notice": NOTICE if demonstration else ""}


def versions() -> dict[str, str]:
    """Everything that drew or printed a part of the record."""
    parts = {name: version(name) for name in ("weasyprint", "pikepdf", "django")}
    return {"wording": words.VERSION, **parts, **drawing()}
