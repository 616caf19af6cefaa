"""manage.py dossier GATE --out FILE.pdf · manage.py dossier --check evidence.json"""

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from noetra_gov.core import clock
from noetra_gov.core.commands import Command as DomainCommand
from noetra_gov.core.commands import writable
from noetra_gov.core.errors import BadInput
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.figures.printing import CannotDraw, close
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import Role, RoleAssignment, User
from reports import bundle as evidence
from reports.models import Audience, Dossier
from reports.services import dossier_issue


class Command(DomainCommand):
    help = (
        "Issues the dossier of a gate: gathers the evidence, enters it in the log, prints it in Japanese and "
        "English, seals it, and writes it to a file. With --check it examines an evidence bundle instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "gate", nargs="?", metavar="GATE", help="the gate's code, for example G1"
        )
        parser.add_argument(
            "--out", type=Path, metavar="FILE.pdf", help="where to write the sealed file"
        )
        parser.add_argument(
            "--public",
            action="store_true",
            help="the public edition: confidential parts are left out",
        )
        parser.add_argument(
            "--as", dest="actor", metavar="USER",
            help="the person who issues it (default: the first of NEDO's secretariat)",
        )  # fmt: skip
        parser.add_argument("--json", metavar="OUT", help="write what was made as JSON (“-”: here)")
        parser.add_argument(
            "--check", type=Path, metavar="FILE.json",
            help="check an evidence bundle: its form, its sums, its references",
        )  # fmt: skip

    def run(self, **options: Any) -> None:
        if options["check"]:
            self._check(options["check"])
            return
        gate, out = _gate(options["gate"]), _out(options["out"])
        began = time.monotonic()
        dossier = self._issue(gate, options)
        shutil.copyfile(dossier.file.path, out.with_name(out.name + ".new"))
        out.with_name(out.name + ".new").replace(out)
        facts = _facts(dossier, out, time.monotonic() - began)
        self.stdout.write("\n".join(f"{name}: {value}" for name, value in facts.items()))
        self.write_json(options["json"], facts)

    def _issue(self, gate: Gate, options: dict[str, Any]) -> Dossier:
        audience = Audience.PUBLIC if options["public"] else Audience.FULL
        try:
            return dossier_issue(
                actor=_actor(options["actor"]),
                gate=gate,
                at=clock.now(),
                audience=audience,
                report=self._tell,
            )
        except (CannotDraw, evidence.BadBundle) as error:
            raise BadInput("dossier", "%(why)s", why=str(error)) from error
        finally:
            close()

    def _tell(self, done: int, total: int, note: str) -> None:
        self.stderr.write(f"{done}/{total} {note}")

    def _check(self, path: Path) -> None:
        try:
            bundle = evidence.read(path.read_bytes())
        except OSError as error:
            raise BadInput(
                "bundle", _("The file %(path)s cannot be read. Check its name."), path=str(path)
            ) from error
        except evidence.BadBundle as error:
            raise BadInput("bundle", "%(why)s", why=str(error)) from error
        self.stdout.write(evidence.digest(bundle))


def _gate(code: str | None) -> Gate:
    if not code:
        raise BadInput("gate", _("Name the gate, for example: manage.py dossier G1 --out G1.pdf"))
    gate = Gate.objects.select_related("panel", "template", "applicant").filter(code=code).first()
    if gate is None:
        known = ", ".join(Gate.objects.values_list("code", flat=True)) or "–"
        raise BadInput(
            "gate",
            _("There is no gate %(code)s. The gates are: %(known)s."),
            code=code,
            known=known,
        )
    return gate


def _out(path: Path | None) -> Path:
    if path is None:
        raise BadInput("out", _("Say where to write the file, for example: --out G1.pdf"))
    return writable(path)


def _actor(name: str | None) -> User:
    if name:
        user = User.objects.filter(username=name).first()
    else:
        held = RoleAssignment.objects.current(tokyo_date(clock.now()))
        holder = held.filter(role=Role.NEDO_SECRETARIAT).order_by("user_id").first()
        user = holder.user if holder else None
    if user is None:
        raise BadInput(
            "actor",
            _("Nobody can issue the dossier: name a person of NEDO's secretariat with --as."),
        )
    return user


def _facts(dossier: Dossier, out: Path, seconds: float) -> dict[str, Any]:
    return {
        "dossier": dossier.number,
        "edition": dossier.audience,
        "state": dossier.state,
        "file": str(out),
        "digest": dossier.file.digest,
        "evidence": dossier.evidence.digest,
        "log_entry": dossier.log_index,
        "pages": dossier.pages,
        "bytes": dossier.file.size,
        "seconds": round(seconds, 1),
    }
