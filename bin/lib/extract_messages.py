"""Writes every message of the sources into one PO template, without touching the project's own catalogue.

Usage: python bin/lib/extract_messages.py FOLDER  (writes FOLDER/django.pot; called by bin/messages)
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEAVE_OUT = ("var/*", ".venv/*", "tests/*", "bin/*", "docs/*", "locale", "static/*")


def main(folder: str) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "noetra_gov.settings")
    import django
    from django.core.management import call_command
    from django.core.management.commands import makemessages

    django.setup()

    class IntoFolder(makemessages.Command):
        """Django writes into the nearest folder named locale; here all goes into one other folder."""

        def build_potfiles(self) -> list[str]:
            self.locale_paths = [folder]
            self.default_locale_path = folder
            return list(super().build_potfiles())

        def write_po_file(self, potfile: str, locale: str) -> None:
            """The catalogue itself is written by bin/messages."""

    call_command(
        IntoFolder(),
        locale=["ja"],
        ignore_patterns=list(LEAVE_OUT),
        extensions=["html", "txt", "py"],
        no_location=True,
        no_wrap=True,
        keep_pot=True,
        verbosity=0,
    )


if __name__ == "__main__":
    os.chdir(ROOT)
    main(str(Path(sys.argv[1]).resolve()))
