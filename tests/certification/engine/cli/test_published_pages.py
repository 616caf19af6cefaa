"""What we publish about the worlds is what the worlds are."""

from pathlib import Path

from certification.engine.cli.markdown import page

PAGE = Path(__file__).parents[4] / "docs" / "formats" / "worlds.md"


def test_the_page_on_worlds_is_the_one_the_engine_writes() -> None:
    """To renew it: python -m certification.engine worlds --markdown > docs/formats/worlds.md"""
    assert PAGE.read_text(encoding="utf-8") == page()
