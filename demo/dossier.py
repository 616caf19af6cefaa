"""Step 6: the dossier of G1 is issued by a worker, verified by two roads; a tampered copy is found."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from demo.worker import result_of
from noetra_gov.core import clock
from noetra_gov.files.services import fetch
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from noetra_gov.seal.keys import default_store
from reports import noetra_verify
from reports.models import Audience
from reports.services import dossier_request
from reports.verification import Report, as_lines, verify_file


def run(story: Any) -> None:
    path, facts = _issued(story.home)
    story.say(f"var/demo/{path.name}: {facts['pages']} pages, {path.stat().st_size / 1e6:.1f} MB")
    trust = story.home / "trust.pem"
    shutil.copyfile(default_store().root_pem_path, trust)
    report = verify_file(path)
    _must(report.genuine, report)
    story.say(f"verify: genuine, {report.level}, {len(report.findings)} findings in order")
    _must(_alone(path, trust) == 0, report)
    story.say("the verifier that needs nothing of ours says the same")
    found = _tampered(path, trust)
    story.say("one byte changed in a copy: " + found)
    story.facts["dossier"] = facts | {"file": f"var/demo/{path.name}", "level": report.level}


def _issued(home: Path) -> tuple[Path, dict[str, Any]]:
    secretary = User.objects.get(username="tanabe")
    gate = Gate.objects.get(code="G1")
    asked = dossier_request(actor=secretary, gate=gate, audience=Audience.FULL, at=clock.now())
    result = result_of(asked)
    path = home / "dossier-G1.pdf"
    shutil.copyfile(fetch(result["digest"]).path, path)
    return path, {"digest": result["digest"], "pages": result["pages"]}


def _alone(path: Path, trust: Path) -> int:
    """The single-file verifier in a process of its own, as an auditor runs it."""
    command = [sys.executable, noetra_verify.__file__, str(path), "--trust", str(trust)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode


def _tampered(path: Path, trust: Path) -> str:
    """Change one byte in the middle of a copy; both verifiers must refuse it. Answers what was said."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    copy = path.with_name("dossier-G1-tampered.pdf")
    copy.write_bytes(content)
    report = verify_file(copy)
    _must(not report.genuine and _alone(copy, trust) == 1, report)
    return next(
        line
        for line, finding in zip(as_lines(report), report.findings, strict=False)
        if not finding.ok
    )


def _must(true: bool, report: Report) -> None:
    if not true:
        raise SystemExit("Verification did not end as it must:\n" + "\n".join(as_lines(report)))
