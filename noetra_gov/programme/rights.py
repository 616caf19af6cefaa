"""Rights over the programme's own facts."""

from django.utils.translation import gettext_lazy as _

from noetra_gov.people.models import Role
from noetra_gov.people.permission import declare

EDIT = declare(
    "programme.edit",
    label=_("Edit facts of the programme"),
    roles=[Role.ADMINISTRATOR, Role.NEDO_SECRETARIAT],
)
