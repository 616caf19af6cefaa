"""bin/demo: tells the whole story on real files, then serves the portal.

python -m demo [--once] [--port N]
"""

import argparse
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "var" / "demo"


def main() -> int:
    # Ended by its process id it ends its workers and its server too, as on Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = _options()
    if not options.once and not _is_free(options.port):
        sys.stderr.write(
            f"Port {options.port} of this machine is in use: end what serves there, "
            "or name another with --port.\n"
        )
        return 1
    finished = HOME / "summary.json"
    if options.once or not finished.exists():
        shutil.rmtree(HOME, ignore_errors=True)
    _environment()
    import django

    django.setup()
    from demo import serve, story

    if not finished.exists():
        story.tell(HOME)
    if options.once:
        return 0
    return serve.forever(HOME, options.port, options.new_passwords)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Carries real files from submission to a sealed dossier, then serves the portal "
        "on this machine. Everything it makes lies in var/demo and says that it is demonstration data.",
    )
    parser.add_argument(
        "--once", action="store_true", help="tell the story on a fresh database and stop"
    )
    parser.add_argument("--port", type=_port, default=8000, help="port of the portal (8000)")
    parser.add_argument(
        "--new-passwords", action="store_true", help="make and print new passwords before serving"
    )
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is no port; name one from 1 to 65535")
    return int(text)


def _is_free(port: int) -> bool:
    """Asked before the story is told: whoever waited for it wants to see the portal."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _environment() -> None:
    """What the demonstration and its workers share: its own home, database, broker and clock."""
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "noetra_gov.settings",
            "NOETRA_ENV": "demo",
            "NOETRA_HOME": str(HOME),
            "NOETRA_DEMO_CLOCK": str(HOME / "clock.json"),
            "NOETRA_BROKER": "filesystem://localhost",
            "DATABASE_URL": f"sqlite:///{HOME / 'db.sqlite3'}",
        }
    )


if __name__ == "__main__":
    sys.exit(main())
