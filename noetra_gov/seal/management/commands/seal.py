from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from noetra_gov.core import clock
from noetra_gov.core.commands import Command as BaseCommand
from noetra_gov.core.errors import BadInput
from noetra_gov.seal import keys


class Command(BaseCommand):
    help = (
        "The keys of this installation. “seal init” makes an own certificate authority, the "
        "programme's seal, the decider's key, a time-stamp authority and the log's key in "
        "NOETRA_HOME/keys. What exists is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["init"], help="init: make the keys")
        parser.add_argument("--at", metavar="ISO", help="the time to go by (default: now)")
        parser.add_argument(
            "--valid-from", metavar="ISO", help="when certificates begin (default: --at)"
        )
        parser.add_argument("--years", type=int, default=20, help="how long they last (20)")
        parser.add_argument("--organisation", default=keys.ORGANISATION)
        parser.add_argument("--origin", default=keys.ORIGIN, help="the log's name, like a URL")

    def run(self, **options: Any) -> None:
        at = _moment(options["at"]) or clock.now()
        store = keys.init(
            Path(settings.HOME) / "keys",
            at=at,
            valid_from=_moment(options["valid_from"]),
            years=options["years"],
            organisation=options["organisation"],
            origin=options["origin"],
        )
        self.stdout.write(_("Keys: %(path)s") % {"path": store.directory})
        self.stdout.write(
            _("Give auditors this certificate: %(path)s") % {"path": store.root_pem_path}
        )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = parse_datetime(text if "T" in text else f"{text}T00:00:00")
    if found is None:
        raise BadInput(
            "bad_time", _("“%(text)s” is no date or time (2027-12-01T10:00)."), text=text
        )
    return found if found.tzinfo else found.replace(tzinfo=UTC)
