"""Puts into a site what its pages show: measurements, and gate G1 at two points of its course."""

from pathlib import Path

from django.core.management import call_command

from certification import services
from demo import gate as story
from demo import measurements, policies
from demo.measure import DAY, MODEL
from demo.money import appropriate_the_gated_year, tokyo
from noetra_gov.core import clock
from noetra_gov.files.services import keep
from noetra_gov.gates import services as gates
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import Organisation
from noetra_gov.programme.models import Field
from noetra_gov.programme.services import body_add, release_add


def silent(line: str) -> None:
    """The demonstration prints what it does; a test does not."""


def measure(folder: Path) -> None:
    """One benchmark file and a day of one fleet."""
    clock.set_demo(tokyo(2027, 7, 12))
    files = measurements.write_samples(folder, DAY)
    told = {"model": MODEL, "date": DAY, "organisation": "NOETRA"}
    call_command("ingest", "benchmark", str(files["eval_info.json"]), verbosity=0, **told)
    fleet = {"organisation": "HONDA", "field": 4, "model_version": "nfm-1.1"}
    call_command("ingest", "fleet", str(files["states-2.1.jsonl"]), verbosity=0, **fleet)


def submit_a_policy(folder: Path) -> None:
    """A policy waits for its plan; its campaign is not run here."""
    [careful, _flawed] = policies.build(folder)
    engineer, manifest = story.who("ueda"), policies.manifest_of(careful)
    noetra = Organisation.objects.get(code="NOETRA")
    told = {"actor": "system:test", "at": clock.now(), "organisation": noetra}
    release = release_add(
        code="careful-1", name="careful", version="1", released_on=clock.now().date(), **told
    )
    services.submit(
        actor=engineer, release=release, body=body_add(code="base", name="Base", **told),
        field=Field.objects.get(number=4), world=policies.WORLD, level=1,
        policy=keep(careful, name=careful.name), manifest=keep(manifest, name=manifest.name),
        at=clock.now(),
    )  # fmt: skip


def open_first_round() -> Gate:
    """G1 as its members find it when they score alone."""
    appropriate_the_gated_year()
    gate = story.prepare(silent)
    story.invite(gate, silent)
    story.hand_in(gate, silent)
    office = story.who("tanabe")
    gates.panel_set(actor=office, gate=gate, at=story.go_to(tokyo(2027, 11, 17)))
    gates.scoring_start(actor=office, gate=gate, at=story.go_to(tokyo(2027, 11, 18)))
    return gate


def tell_to_the_end() -> None:
    """G1 from draft to published, with its conditions open."""
    appropriate_the_gated_year()
    gate = story.prepare(silent)
    parts = (story.invite, story.hand_in, story.review, story.hear, story.check_facts)
    for part in (*parts, story.decide, story.publish):
        part(gate, silent)
