from django.db import migrations

from noetra_gov.core.append_only import append_only

TABLES = (
    "audit_entry",
    "audit_leaf",
    "audit_checkpoint",
    "audit_cosignature",
    "audit_securityevent",
)


class Migration(migrations.Migration):
    dependencies = (("audit", "0001_initial"),)
    operations = tuple(append_only(table) for table in TABLES)
