"""Results side by side: a model release against the one before it, with what forbids the comparison."""

from dataclasses import dataclass

from metrics_ingest.models import BenchmarkFile, Result
from metrics_ingest.rules import Interval, differing, overlap, regressed


@dataclass(frozen=True)
class Comparison:
    """The same metric of two models. `differs` names the conditions that do not agree."""

    before: Result
    after: Result
    differs: list[str]
    verdict: str  # better | worse | same | unknown

    @property
    def change(self) -> float | None:
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


def comparisons(file: BenchmarkFile) -> list[Comparison]:
    """Each result of a file against the latest evidence for another model that was measured before it."""
    found = []
    for result in file.results.select_related("metric", "file"):
        before = _before(result)
        if before is not None:
            found.append(compare(before, result))
    return found


def _before(result: Result) -> Result | None:
    earlier = Result.objects.evidence().filter(
        metric=result.metric, file__measured_on__lte=result.file.measured_on, value__isnull=False
    )
    if result.file.organisation_id is not None:
        earlier = earlier.filter(file__organisation=result.file.organisation_id)
    others = earlier.exclude(file=result.file_id).exclude(file__model=result.file.model)
    return others.select_related("file", "metric").order_by("-file__measured_on", "-pk").first()


def compare(before: Result, after: Result) -> Comparison:
    return Comparison(
        before, after, differing(before.conditions, after.conditions), _verdict(before, after)
    )


def _verdict(before: Result, after: Result) -> str:
    """Beyond chance means that the intervals lie apart; without intervals nothing is claimed."""
    old, new = _interval(before), _interval(after)
    if old is None or new is None:
        return "unknown"
    if overlap(old, new):
        return "same"
    higher = after.metric.direction == "higher"
    return "worse" if regressed(old, new, higher_is_better=higher) else "better"


def _interval(result: Result) -> Interval | None:
    if result.low is None or result.high is None:
        return None
    return Interval(result.low, result.high)
