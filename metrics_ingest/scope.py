"""What a page looks at: the filters of its address, in the language of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from metrics_ingest.models import FleetDay, Result
from metrics_ingest.selectors import latest_day
from noetra_gov.core.errors import BadInput
from noetra_gov.people.models import User

WINDOW_DAYS = 30


@dataclass(frozen=True)
class Scope:
    """A window of days, as known at an instant, for one person's eyes."""

    user: User
    at: datetime
    days: int = WINDOW_DAYS
    field: int | None = None
    organisation: str = ""
    model_version: str = ""
    last: date | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str], user: User, at: datetime) -> "Scope":
        try:
            known_at = datetime.fromisoformat(asked["known_at"]) if asked.get("known_at") else at
            if known_at.tzinfo is None:
                known_at = known_at.replace(tzinfo=at.tzinfo)
            return cls(
                user,
                min(known_at, at),
                min(max(int(asked.get("days") or WINDOW_DAYS), 1), 3660),
                int(asked["field"]) if asked.get("field") else None,
                asked.get("organisation", ""),
                asked.get("model_version", ""),
                date.fromisoformat(asked["last"]) if asked.get("last") else None,
            )
        except ValueError:
            raise BadInput(
                "bad_filter",
                _(
                    "A filter in the address cannot be read: days, field and last must be "
                    "numbers and a day (2027-09-30)."
                ),
            ) from None

    def versions(self) -> QuerySet[FleetDay]:
        """The versions of the window's days."""
        every = self._visible()
        last = self.last or latest_day(every)
        if last is None:
            return every.none()
        return every.filter(day__lte=last, day__gt=last - timedelta(days=self.days))

    def results(self) -> QuerySet[Result]:
        found = (
            Result.objects.evidence().visible_to(self.user).filter(file__received_at__lte=self.at)
        )
        if self.organisation:
            found = found.filter(file__organisation__code=self.organisation)
        return found.filter(file__model=self.model_version) if self.model_version else found

    def points(self) -> list[tuple[date, int]]:
        """Robots of each day over the sources that reported it."""
        sums = self._visible().values_list("day").annotate(robots=Sum("robots")).order_by("day")
        return [(day, robots) for day, robots in sums]

    def _visible(self) -> QuerySet[FleetDay]:
        found = FleetDay.objects.visible_to(self.user).as_known(self.at)
        if self.organisation:
            found = found.filter(organisation__code=self.organisation)
        return found.select_related("file", "organisation")
