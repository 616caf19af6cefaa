"""The search stage: one portfolio per property, one simulation answers them all.

It resumes by telling the portfolios the recorded answers again: asked in the same order from the
same seed they propose the same points, so nothing is simulated or counted twice.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..search.portfolio import Portfolio
from .bench import Bench
from .plan import Plan

Report = Callable[[int, int, str], None]
Save = Callable[[dict[str, Any]], None]
_STREAM = 1


class Search:
    """One search over all properties; ``state`` is the JSON checkpoint."""

    def __init__(self, bench: Bench, plan: Plan, seed: int, state: dict[str, Any]) -> None:
        self.bench, self.plan, self.state = bench, plan, state
        count = len(bench.properties)
        self.portfolios = [
            Portfolio(bench.world.space, np.random.SeedSequence([seed, _STREAM, j]), opening=j == 0)
            for j in range(count)
        ]
        corpus = [bench.world.space.to_unit(s) for s in plan["corpus"]]
        self.portfolios[0].queue = corpus
        self.spent = np.zeros(count, int)
        self.found: dict[str, dict[str, Any]] = {}
        self.worst = np.full(count, np.inf)
        self.exercised = np.zeros(count, int)
        self.simulations = self.invalid = 0
        state.setdefault("rounds", [])

    def run(self, report: Report, save: Save) -> dict[str, Any]:
        """All rounds that are left; returns what was found."""
        budget, total = self.plan["budget"], self.plan["budget"] * len(self.portfolios)
        rounds = iter(list(self.state["rounds"]))
        while points := self._ask(budget):
            known = next(rounds, None)
            if known is None:
                known = self._simulate([point for _, point in points])
                self.state["rounds"].append(known)
            self._tell(points, known)
            report(int(self.spent.sum()), total, self._note())
            save(self.state)
        return self._outcome()

    def _note(self) -> str:
        return "violated: " + (", ".join(sorted(self.found)) if self.found else "none yet")

    def _ask(self, budget: int) -> list[tuple[int, np.ndarray]]:
        open_ = [
            j
            for j, p in enumerate(self.bench.properties)
            if p.id not in self.found and self.spent[j] < budget
        ]
        if not open_:
            return []
        share = max(1, self.plan["batch"] // len(open_))
        points = []
        for j in open_:
            for _ in range(min(share, budget - self.spent[j])):
                points.append((j, self.portfolios[j].ask()))
                self.spent[j] += 1
        return points

    def _simulate(self, points: list[np.ndarray]) -> list[list[Any]]:
        """One row per point: robustness (None where invalid), exercised as 0 or 1."""
        scenarios = [self.bench.world.space.from_unit(point) for point in points]
        rows = []
        for at in range(0, len(scenarios), self.plan["batch"]):
            part = scenarios[at : at + self.plan["batch"]]
            traces, rho, used = self.bench.try_all(part)
            rows += [
                [
                    None if traces.invalid[i] else [float(v) for v in rho[i]],
                    [int(v) for v in used[i]],
                ]
                for i in range(len(part))
            ]
        return rows

    def _tell(self, points: list[tuple[int, np.ndarray]], rows: list[list[Any]]) -> None:
        for (owner, point), (rho, used) in zip(points, rows, strict=True):
            self.simulations += 1
            if rho is None:
                self.invalid += 1
                continue
            self.worst = np.minimum(self.worst, rho)
            self.exercised += np.array(used)
            self._keep(point, rho)
            for j, portfolio in enumerate(self.portfolios):
                if self.bench.properties[j].id not in self.found:
                    portfolio.tell(point, rho[j])
            if self.bench.properties[owner].id in self.found:
                self.portfolios[owner].forget(point)

    def _keep(self, point: np.ndarray, rho: list[float]) -> None:
        for j, prop in enumerate(self.bench.properties):
            if rho[j] < 0 and prop.id not in self.found:
                self.found[prop.id] = {
                    "scenario": self.bench.world.space.from_unit(point),
                    "robustness": rho[j],
                    "simulations": self.simulations,
                }

    def _outcome(self) -> dict[str, Any]:
        ids = [p.id for p in self.bench.properties]
        return {
            "simulations": self.simulations,
            "invalid": self.invalid,
            "found": self.found,
            "worst": dict(zip(ids, map(_finite, self.worst), strict=True)),
            "exercised": dict(zip(ids, map(int, self.exercised), strict=True)),
            "budget_spent": dict(zip(ids, map(int, self.spent), strict=True)),
        }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
