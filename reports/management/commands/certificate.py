"""manage.py certificate NUMBER|SUBMISSION --out FILE.pdf"""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from certification.models import Campaign
from noetra_gov.core import clock
from noetra_gov.core.commands import Command as DomainCommand
from noetra_gov.core.errors import BadInput
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.figures.printing import CannotDraw, close
from noetra_gov.people.models import Role, RoleAssignment, User
from reports.tested_services import tested_issue


class Command(DomainCommand):
    help = (
        "Writes the certificate of a tested policy, or its refusal with the counterexample,"
        " as a sealed PDF."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "subject", metavar="CERTIFICATE|SUBMISSION",
            help="the certificate's number (NG-2027-0001) or the submission's number (3)",
        )  # fmt: skip
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
        parser.add_argument(
            "--as", dest="actor", metavar="USER",
            help="the person who issues it (default: the first who decides on certificates)",
        )  # fmt: skip
        parser.add_argument("--json", metavar="OUT", help="write what was made as JSON (“-”: here)")

    def run(self, **options: Any) -> None:
        out: Path = options["out"]
        if not out.absolute().parent.is_dir():
            raise BadInput(
                "out",
                _("The folder %(folder)s does not exist. Make it first."),
                folder=str(out.parent),
            )
        try:
            row = tested_issue(
                actor=_actor(options["actor"]),
                campaign=_campaign(options["subject"]),
                at=clock.now(),
            )
        except CannotDraw as error:
            raise BadInput("drawing", "%(why)s", why=str(error)) from error
        finally:
            close()
        shutil.copyfile(row.file.path, out)
        facts = {
            "record": row.number,
            "file": str(out),
            "digest": row.file.digest,
            "pages": row.pages,
        }
        self.stdout.write("\n".join(f"{name}: {value}" for name, value in facts.items()))
        self.write_json(options["json"], facts)


def _campaign(subject: str) -> Campaign:
    rows = Campaign.objects.select_related("submission")
    found = rows.filter(certificate__number=subject).first()
    if found is None and subject.isdigit():
        found = rows.filter(submission=int(subject)).first()
    if found is None:
        raise BadInput(
            "subject",
            _(
                "There is no tested policy %(subject)s. Give a certificate's or a submission's number."
            ),
            subject=subject,
        )
    return found


def _actor(name: str | None) -> User:
    if name:
        user = User.objects.filter(username=name).first()
    else:
        held = RoleAssignment.objects.current(tokyo_date(clock.now()))
        holder = held.filter(role=Role.CERT_DECIDER).order_by("user_id").first()
        user = holder.user if holder else None
    if user is None:
        raise BadInput(
            "actor", _("Nobody can issue it: name a person who decides on certificates with --as.")
        )
    return user
