from django.db import migrations

from noetra_gov.core.append_only import append_only

TABLES = ("packagefile", "frozenevidence", "integrityfinding", "recommendation", "exitrecord")


class Migration(migrations.Migration):
    dependencies = [("gates", "0001_initial")]
    operations = [append_only(f"gates_{table}") for table in TABLES]
