"""The steps of the story, in order; each says what it does, how long it took, and what came of it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from demo import people
from demo.money import tokyo
from demo.worker import workers
from noetra_gov.core import clock
from noetra_gov.programme.services import programme_load


class Story:
    """Runs steps, prints them, and keeps the summary that ends the demonstration."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.steps: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {}

    def say(self, line: str) -> None:
        print(f"    {line}", flush=True)

    def step(self, title: str, run: Callable[["Story"], None]) -> None:
        print(f"\n{len(self.steps) + 1}. {title}", flush=True)
        began = time.monotonic()
        run(self)
        seconds = round(time.monotonic() - began, 1)
        self.steps.append({"title": title, "seconds": seconds})
        print(f"    ({seconds} s)", flush=True)


def tell(home: Path) -> None:
    """The whole story; var/demo/summary.json is written last, so that a broken run starts anew."""
    from demo import certify, dossier, gate, measure

    story = Story(home)
    story.step("Database, keys, programme, people, money of the locked years", prepare)
    with workers(home):
        story.step("Measurements: benchmarks, vehicle states, a million robot-days", measure.run)
        story.step("Certification of two policies", certify.run)
        story.step("Stage gate G1, from draft to published", gate.run)
        story.step(
            "The dossier of G1: written, sealed, verified, and a copy tampered with", dossier.run
        )
    _print_people(story)
    _summary(story)


def prepare(story: Story) -> None:
    """Migrate, make keys, enter programme and people, move the money of the locked years."""
    from demo import money

    clock.set_demo(tokyo(2026, 7, 1))
    call_command("migrate", verbosity=0)
    call_command("seal", "init", verbosity=0)
    programme = programme_load(actor="system:demo", at=clock.now())
    story.facts["people"] = people.make(clock.now())
    money.open_ledger(programme)
    money.spend_the_locked_years()
    story.say(f"{programme.name_en}")
    story.say(
        f"{len(story.facts['people'])} people of every role; the clock stands at {clock.now():%Y-%m-%d}"
    )


def _print_people(story: Story) -> None:
    print("\nWho may sign in (printed once, kept nowhere):")
    for person in people.PEOPLE:
        _user, password = story.facts["people"][person.username]
        print(people.sign_in_line(person, password))


def _summary(story: Story) -> None:
    summary = {
        "demonstration_data": True,
        "clock": clock.now().isoformat(),
        "steps": story.steps,
        "seconds": round(sum(step["seconds"] for step in story.steps), 1),
        **{key: value for key, value in story.facts.items() if key != "people"},
    }
    text = json.dumps(summary, ensure_ascii=False, indent=2, default=str)
    (story.home / "summary.json").write_text(text + "\n", encoding="utf-8")
    print("\nSummary (var/demo/summary.json):")
    print(text, flush=True)
