from django.db import migrations

from noetra_gov.core.append_only import append_only

TABLES = ("declaration", "conflictfinding", "scorecard", "absence", "dissent")


class Migration(migrations.Migration):
    dependencies = [("panels", "0001_initial")]
    operations = [append_only(f"panels_{table}") for table in TABLES]
