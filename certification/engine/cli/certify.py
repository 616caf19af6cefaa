"""certify: a whole campaign from one command."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..campaign import Campaign, Stage, digest_of_file, make_plan, write_json, write_result
from ..faults import HarnessFault, NotAdmitted
from ..policies import PolicyManifest
from ..worlds import UnknownWorld, open_world
from .statuses import STATUS, UsageError

MOST = 10_000_000  # simulations: years on one machine, and no typing error stays unseen


def add_certify(commands: Any) -> None:
    command = commands.add_parser(
        "certify",
        help="test a policy and give a verdict",
        description="Check a policy, search for counterexamples, shrink and replay what is found, "
        "estimate the probability of a violation, and give a verdict. Writes plan.json, "
        "result.json and a file for each counterexample to the output folder.",
    )
    _add_subject(command)
    _add_size(command)
    _add_surroundings(command)
    command.set_defaults(run=run_certify)


def _add_subject(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", type=Path, metavar="MODEL", help="the policy, an ONNX file")
    command.add_argument(
        "--manifest",
        type=Path,
        required=True,
        metavar="FILE",
        help="its manifest (JSON, see docs/formats)",
    )
    command.add_argument("--world", required=True, metavar="NAME", help="see: worlds")


def _add_size(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--budget",
        type=_positive,
        default=50,
        metavar="N",
        help="simulations of the search for each property (default 50)",
    )
    command.add_argument(
        "--samples",
        type=_positive,
        metavar="N",
        help="independent samples (default: what the level needs)",
    )
    command.add_argument(
        "--level",
        type=int,
        choices=(1, 2, 3),
        default=1,
        help="1: p <= 1e-2, 2: p <= 1e-3, 3: p <= 1e-4 (default 1)",
    )
    command.add_argument(
        "--seed",
        type=_natural,
        metavar="N",
        help="seed of search and samples (default: from the locked plan)",
    )


def _add_surroundings(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="output folder (default: certification-NAME of the policy)",
    )
    command.add_argument(
        "--tier",
        choices=("auto", "full", "second"),
        default="auto",
        help="sandbox: full or nothing, or what this machine can give (auto)",
    )
    command.add_argument("--json", action="store_true", help="print result.json to stdout")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {MOST:,}")
    return int(text)


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def run_certify(options: argparse.Namespace) -> int:
    campaign_or_status = _prepare(options)
    if isinstance(campaign_or_status, int):
        return campaign_or_status
    campaign = campaign_or_status
    _lock(campaign)
    try:
        campaign.run_all(_progress)
    except HarnessFault as fault:
        print(f"error: {fault.sentence}", file=sys.stderr)
        return STATUS["inconclusive"]
    document, path = write_result(campaign)
    _tell(document, path, as_json=options.json)
    return STATUS[document["verdict"]]


def _lock(campaign: Campaign) -> None:
    """Write the plan down: the first thing that shows whether the output folder can be written."""
    document = {**campaign.plan.document, "digest": campaign.plan.digest}
    try:
        write_json(campaign.folder / "plan.json", document)
    except OSError as error:
        raise UsageError(
            f"the folder {campaign.folder} cannot be written ({error.strerror}); "
            "name another with --out"
        ) from None


def _prepare(options: argparse.Namespace) -> Campaign | int:
    """The campaign, or the exit status when the submission cannot even be planned."""
    try:
        open_world(options.world)
    except UnknownWorld as error:
        raise UsageError(str(error)) from None
    for path in (options.model, options.manifest):
        if not path.is_file():
            raise UsageError(f"there is no file {path}")
    try:
        manifest = PolicyManifest.load(options.manifest)
        digest = _digest(options.model)
    except NotAdmitted as error:
        for finding in error.findings:
            print(f"not admitted: {finding.sentence}", file=sys.stderr)
        return STATUS["not admitted"]
    plan = make_plan(
        policy_digest=digest,
        manifest=manifest,
        world=options.world,
        level=options.level,
        budget=options.budget,
        samples=options.samples,
        seed_source="plan digest" if options.seed is None else "command line",
    )
    folder = options.out or Path(f"certification-{options.model.stem}")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder with --out")
    seed = plan.default_seed if options.seed is None else options.seed
    return Campaign(plan, seed, options.model, manifest, folder, tier=options.tier)


def _digest(model: Path) -> str:
    try:
        return digest_of_file(model)
    except OSError as error:
        raise UsageError(f"{model} cannot be read ({error.strerror})") from None


def _progress(stage: Stage, done: int, total: int, note: str) -> None:
    tail = f", {note}" if note else ""
    print(
        f"{stage.name:12} {done}/{total}{tail}" if done else f"{stage.name:12} {stage.title}",
        file=sys.stderr,
        flush=True,
    )


def _tell(document: dict, path: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        print(document["verdict"].upper() + (" (provisional)" if document["provisional"] else ""))
        for reason in document["reasons"]:
            print(f"  {reason['sentence']}")
        for row in document["properties"]:
            if row["counterexample"]:
                print(f"  {row['id']}: {row['counterexample']['sentence']}")
        print(f"  Sandbox: {document['sandbox']['tier'] or 'not used'}")
    print(f"Result: {path}", file=sys.stderr)
