"""The example in the engine's README runs and finds what it says."""

import re
from pathlib import Path

README = Path(__file__).parents[4] / "certification" / "engine" / "README.md"


def test_the_example_finds_a_schedule_that_goes_too_high(capsys) -> None:
    example = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert example is not None
    names: dict = {}
    exec(example.group(1), names)
    assert names["result"].falsified
    assert "True" in capsys.readouterr().out
