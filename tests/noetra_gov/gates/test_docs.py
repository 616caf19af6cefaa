"""What docs/gates.md draws is the flow that runs."""

from pathlib import Path

from django.conf import settings

from noetra_gov.gates.management.commands.gate_states import section


def test_the_diagram_and_the_table_of_states_are_fresh():
    page = (Path(settings.BASE_DIR) / "docs" / "gates.md").read_text(encoding="utf-8")
    assert section() in page, "run: python manage.py gate_states --out docs/gates.md"
