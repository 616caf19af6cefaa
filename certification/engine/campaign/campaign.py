"""A campaign as resumable stages; the command line runs them in a row, the application as jobs."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from ..admission import admit
from ..faults import PolicyFault
from ..policies import PolicyManifest
from ..sandbox import Policy, open_policy
from ..served.policy import ServedPolicy
from ..worlds import open_world
from .bench import Bench
from .conformance import conformance
from .counterexample import counterexample
from .estimating import estimate
from .files import write_json
from .fit import fit
from .plan import Plan
from .replay import replay_elsewhere
from .searching import Report, Save, Search

State = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """A work unit: run it with `Campaign.run`; ``title`` is for people."""

    name: str
    title: str


STAGES = (
    Stage("admission", "Static checks of the submission"),
    Stage("conformance", "Interface, range, time, determinism"),
    Stage("search", "Search for counterexamples"),
    Stage("shrink", "Shrink what was found"),
    Stage("replay", "Replay in another process"),
    Stage("estimate", "Independent samples"),
    Stage("followup", "Shrink and replay what the samples found"),
)


def silent(done: int, total: int, note: str) -> None:
    """A report nobody reads."""


@dataclass
class Campaign:
    """One policy in one world after a locked plan.

    ``outcomes`` holds what each stage gave or has given so far (plain JSON): hand the stored one
    back to resume. ``folder`` receives the counterexample files.
    """

    plan: Plan
    seed: int
    model: Path
    manifest: PolicyManifest
    folder: Path
    tier: Literal["auto", "full", "second"] = "auto"
    outcomes: dict[str, Any] = field(default_factory=dict)

    def stages(self) -> list[Stage]:
        """What is still to do, in order; each stage can make later ones unnecessary."""
        return [s for s in STAGES if not self._done(s.name) and self._needed(s.name)]

    def run(
        self, name: str, report: Report = silent, save: Save = lambda state: None
    ) -> dict[str, Any]:
        """Run one stage to its end; ``save(checkpoint)`` is called after every batch."""
        state = self.outcomes.setdefault(name, {})
        result = getattr(self, f"_{name}")(state, report, save)
        self.outcomes[name] = {**result, "done": True}
        save(self.outcomes[name])
        return self.outcomes[name]

    def run_all(self, report: Callable[[Stage, int, int, str], None]) -> None:
        """Every stage in order; ``report(stage, done, total, note)`` hears of all of them."""
        while stages := self.stages():
            stage = stages[0]
            report(stage, 0, 1, "")
            self.run(stage.name, partial(report, stage))

    def _done(self, name: str) -> bool:
        return bool(self.outcomes.get(name, {}).get("done"))

    def _needed(self, name: str) -> bool:
        if name == "admission":
            return True
        if not self.outcomes.get("admission", {}).get("ok", True):
            return False
        if name in ("shrink", "replay"):
            return not self._done("search") or bool(self.outcomes["search"]["found"])
        if name == "estimate":
            return not self._shown()
        if name == "followup":
            return not self._shown() and (
                not self._done("estimate") or bool(self.outcomes["estimate"]["first"])
            )
        return True

    def _shown(self) -> bool:
        """A counterexample was shown: the policy is refused and no estimate is needed."""
        return bool(self.outcomes.get("shrink", {}).get("files")) or bool(
            self.outcomes.get("conformance", {}).get("fault")
        )

    def _bench(self, policy: Any) -> Bench:
        return Bench.of(self.plan["world"]["name"], policy)

    def _open(self) -> Policy | ServedPolicy:
        return open_policy(self.model, self.manifest, tier=self.tier)

    def _admission(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        admission = admit(self.model, self.manifest, tier=self.tier)
        findings = [f.to_dict() for f in admission.findings]
        findings += [
            f.to_dict() for f in fit(self.manifest, open_world(self.plan["world"]["name"]))
        ]
        if (
            admission.digests.get("policy", self.plan["policy"]["digest"])
            != (self.plan["policy"]["digest"])
        ):
            findings.append(
                {
                    "code": "plan_mismatch",
                    "sentence": "The policy is not the one the plan was locked for.",
                }
            )
        return {
            "ok": not findings,
            "findings": findings,
            "digests": admission.digests,
            "tier": admission.tier,
        }

    def _conformance(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        try:
            with self._open() as policy:
                found = conformance(self._bench(policy), self.plan, self.seed, report)
                return {**found, "tier": policy.tier, "tier_sentence": policy.tier_sentence}
        except PolicyFault as fault:
            return {"fault": {"kind": fault.kind, "sentence": fault.sentence}, "episodes": 0}

    def _search(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        with self._open() as policy:
            return Search(self._bench(policy), self.plan, self.seed, state).run(report, save)

    def _estimate(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        with self._open() as policy:
            return estimate(self._bench(policy), self.plan, self.seed, state, report, save)

    def _shrink(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        return self._shrink_all(self.outcomes["search"]["found"], state, report, save)

    def _shrink_all(self, found: State, state: State, report: Report, save: Save) -> dict[str, Any]:
        """One file for each property that shows its violation again on its own."""
        files, lost = state.setdefault("files", {}), state.setdefault("lost", [])
        with self._open() as policy:
            bench = self._bench(policy)
            for done, (name, what) in enumerate(sorted(found.items())):
                if name in files or name in lost:
                    continue
                prop = bench.properties[bench.index(name)]
                simpler = [self._read(file)["shrunk"]["scenario"] for file in files.values()]
                document = counterexample(bench, self.plan, prop, what, simpler)
                if document is None:
                    lost.append(name)
                else:
                    files[name] = f"counterexample-{name}.json"
                    write_json(self.folder / files[name], document)
                report(done + 1, len(found), name)
                save(state)
        return state

    def _read(self, file: str) -> dict[str, Any]:
        return json.loads((self.folder / file).read_text(encoding="utf-8"))

    def _replay(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        files = self.outcomes["shrink"].get("files", {})
        return {
            "replays": replay_elsewhere([self.folder / f for f in files.values()]) if files else []
        }

    def _followup(self, state: State, report: Report, save: Save) -> dict[str, Any]:
        state = self._shrink_all(self.outcomes["estimate"]["first"], state, report, save)
        files = [self.folder / f for f in state["files"].values()]
        return {**state, "replays": replay_elsewhere(files) if files else []}
