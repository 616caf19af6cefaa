"""The three places of the family. Boxes are (x, y, half length, half width, height), metres."""

from dataclasses import dataclass

Box = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Layout:
    """A place: the base starts at the origin and its goal lies on the x axis."""

    name: str
    title: str
    half_width_m: float
    goal_m: tuple[float, float]
    fixtures: tuple[Box, ...]
    trolley: tuple[float, float, float]
    trolley_name: str
    trolley_lateral_m: float
    trolley_along_m: tuple[float, float]

    @property
    def walls(self) -> tuple[Box, ...]:
        y = self.half_width_m + 0.1
        return ((4.0, y, 8.0, 0.1, 2.4), (4.0, -y, 8.0, 0.1, 2.4))


CORRIDOR = Layout(
    "mobile-corridor",
    "Mobile base in a corridor with people",
    1.5,
    (3.5, 6.0),
    (),
    (0.40, 0.25, 1.10),
    "trolley",
    1.10,
    (1.5, 4.5),
)
WARD = Layout(
    "mobile-ward",
    "Mobile base in a hospital ward with people",
    2.6,
    (3.5, 6.0),
    tuple((x, side * 1.75, 0.5, 0.85, 0.8) for x in (1.5, 4.5, 7.5) for side in (1, -1)),
    (0.30, 0.25, 1.15),
    "ward cart",
    1.15,
    (2.6, 3.4),
)
SHOP = Layout(
    "mobile-shop",
    "Mobile base on a shop floor with people",
    2.4,
    (3.5, 6.0),
    tuple((x, side * 1.9, 1.1, 0.35, 1.25) for x in (1.4, 5.2) for side in (1, -1)),
    (0.35, 0.30, 1.20),
    "display stand",
    1.20,
    (1.5, 4.5),
)
LAYOUTS = (CORRIDOR, WARD, SHOP)
