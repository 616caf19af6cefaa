"""A policy is handed in: its manifest is read, its files are kept by digest, the attempt is counted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certification import rights
from certification.engine.faults import NotAdmitted
from certification.engine.policies import PolicyManifest
from certification.engine.worlds import names as worlds
from certification.models import Submission
from noetra_gov.audit.services import record
from noetra_gov.core.errors import BadInput
from noetra_gov.files.models import StoredFile
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from noetra_gov.programme.models import Field, ModelRelease, RobotBody


@transaction.atomic
def submit(
    *,
    actor: User,
    release: ModelRelease,
    body: RobotBody,
    field: Field,
    world: str,
    level: int,
    policy: StoredFile,
    manifest: StoredFile,
    at: datetime,
) -> Submission:
    """Hand in a policy for a body, a field and a world; the checks inside the sandbox come later."""
    submission = Submission(
        organisation=release.organisation,
        release=release,
        body=body,
        field=field,
        world=world,
        level=level,
        policy=policy,
        manifest=manifest,
        attempt=_attempts(release) + 1,
        submitted_by=actor.ref,
        submitted_at=at,
    )
    require(permitted(actor, rights.SUBMIT, submission))
    _check(world, level, manifest)
    submission.save()
    record(
        actor=actor.ref,
        action="certification.submit",
        obj=f"certification.Submission:{submission.pk}",
        payload=_payload(submission),
        digests={"policy": policy.digest, "manifest": manifest.digest},
        at=at,
    )
    return submission


def _attempts(release: ModelRelease) -> int:
    """Attempts of an organisation with a model are counted and printed on the certificate."""
    return Submission.objects.filter(
        organisation=release.organisation, release__name=release.name
    ).count()


def _check(world: str, level: int, manifest: StoredFile) -> None:
    if level not in (1, 2, 3):
        raise BadInput("level", _("The level is 1, 2 or 3."))
    if world not in worlds():
        sentence = _("There is no world “%(world)s”. Choose one of %(known)s.")
        raise BadInput("world", sentence, world=world, known=", ".join(worlds()))
    try:
        PolicyManifest.load(manifest.path)
    except NotAdmitted as refused:
        said = " ".join(finding.sentence for finding in refused.findings)
        raise BadInput(
            "manifest", _("The manifest cannot be used. %(said)s"), said=said
        ) from refused


def _payload(submission: Submission) -> dict[str, object]:
    return {
        "release": submission.release.code,
        "body": submission.body.code,
        "field": submission.field.number,
        "world": submission.world,
        "level": submission.level,
        "attempt": submission.attempt,
    }
