"""Rights over people and organisations."""

from django.utils.translation import gettext_lazy as _

from noetra_gov.people.models import Role
from noetra_gov.people.permission import declare

MANAGE = declare("people.manage", label=_("Manage people and roles"), roles=[Role.ADMINISTRATOR])
MANAGE_ORGANISATIONS = declare(
    "people.manage_organisations",
    label=_("Manage organisations and their ties"),
    roles=[Role.ADMINISTRATOR, Role.NEDO_SECRETARIAT],
)
READ_LOG = declare(
    "audit.read",
    label=_("Read the whole log"),
    roles=[
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.NEDO_SECRETARIAT,
        Role.NEDO_DECIDER,
        Role.METI_REVIEWER,
        Role.METI_DECIDER,
    ],
)
READ_SECURITY_LOG = declare(
    "audit.read_security",
    label=_("Read the security log"),
    roles=[Role.AUDITOR, Role.ADMINISTRATOR],
)
