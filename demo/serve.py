"""Step 7: the portal on this machine, and who may sign in."""

import secrets
import subprocess
import sys
from pathlib import Path

from demo.people import PEOPLE, sign_in_line
from demo.worker import workers
from noetra_gov.people.models import User


def forever(home: Path, port: int, new_passwords: bool) -> int:
    """Serve until interrupted; the data in var/demo stays for the next time."""
    if new_passwords:
        _print_new_passwords()
    else:
        print("\nSign in with the passwords printed when the demonstration was made.")
        print("Lost them? bin/demo --new-passwords makes new ones.")
    print(f"\nThe portal: http://127.0.0.1:{port}   (Ctrl+C ends it)\n", flush=True)
    command = [sys.executable, "-m", "gunicorn", "noetra_gov.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "4", "--log-level", "warning"]
    with workers(home, count=1), subprocess.Popen(command) as server:
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            return 0


def _print_new_passwords() -> None:
    for person in PEOPLE:
        user = User.objects.get(username=person.username)
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save(update_fields=["password"])
        print(sign_in_line(person, password))
