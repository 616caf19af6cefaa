"""One tensor a policy takes or gives: its name, shape, type, unit, frame and bounds."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from certification.engine.policies.fields import Fields, is_number

DTYPES = ("float32", "float64", "uint8", "int32", "int64", "bool")
TENSOR_NAME = r"[A-Za-z_][A-Za-z0-9_./:-]{0,63}"
TENSOR_NAME_HINT = "a name of at most 64 letters, digits and _ . / : -, beginning with a letter"
LABEL = r"\S(.{0,198}\S)?"
LABEL_HINT = "a text of 1 to 200 characters without space at its ends"
MOST_DIMENSIONS = 4
LARGEST_SIDE = 4096
MOST_ELEMENTS = 4 * 2**20

Bound = float | tuple[float, ...] | None


@dataclass(frozen=True)
class TensorSpec:
    """`shape` is without the batch axis; `low`, `high`, `unit` are one for all or one for each
    element of the last axis; a bound of None is none."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    unit: str | tuple[str, ...]
    frame: str
    low: Bound = field(default=None)
    high: Bound = field(default=None)

    @property
    def elements(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    @cached_property
    def numpy_dtype(self) -> np.dtype[Any]:
        return np.dtype(self.dtype)

    @cached_property
    def lows(self) -> np.ndarray:
        """Broadcastable to `shape`; -inf where there is no bound. In the tensor's own precision,
        so that a policy which stops exactly at its bound is within it."""
        return self._bounds(self.low, -np.inf)

    @cached_property
    def highs(self) -> np.ndarray:
        return self._bounds(self.high, np.inf)

    def _bounds(self, bound: Bound, none: float) -> np.ndarray:
        dtype = self.numpy_dtype if self.numpy_dtype.kind == "f" else np.dtype(np.float64)
        return np.asarray(none if bound is None else bound, dtype=dtype)

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "shape": list(self.shape),
            "dtype": self.dtype,
            "unit": plain(self.unit),
            "frame": self.frame,
            "low": plain(self.low),
            "high": plain(self.high),
        }


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def read_tensor(fields: Fields) -> TensorSpec:
    """Every problem is noted in `fields`; the result is only good when there is none."""
    spec = TensorSpec(
        name=fields.text("name", TENSOR_NAME, TENSOR_NAME_HINT),
        shape=fields.shape("shape", MOST_DIMENSIONS, LARGEST_SIDE),
        dtype=fields.choice("dtype", DTYPES),
        unit=_unit(fields),
        frame=fields.text("frame", LABEL, LABEL_HINT),
        low=_bound(fields, "low"),
        high=_bound(fields, "high"),
    )
    fields.no_others()
    return spec


def _unit(fields: Fields) -> str | tuple[str, ...]:
    value = fields.value.get("unit")
    if not isinstance(value, list):
        return fields.text("unit", LABEL, LABEL_HINT + ' ("1" where there is no unit)')
    fields.take("unit")
    if not value or not all(isinstance(unit, str) and 0 < len(unit) <= 200 for unit in value):
        fields.bad("unit", "must be one unit or a list of units, each a text")
        return ""
    return tuple(value)


def _bound(fields: Fields, name: str) -> Bound:
    value = fields.take(name, None)
    if value is None or is_number(value):
        return None if value is None else float(value)
    if isinstance(value, list) and value and all(is_number(item) for item in value):
        return tuple(float(item) for item in value)
    fields.bad(name, "must be a number, a list of numbers, or null for no bound")
    return None


def check_together(fields: Fields, spec: TensorSpec) -> None:
    """What no schema can say of one tensor; asked only once each part is good by itself."""
    if spec.elements > MOST_ELEMENTS:
        fields.bad("shape", f"has {spec.elements:,} elements; at most {MOST_ELEMENTS:,} are taken")
    last = spec.shape[-1] if spec.shape else 0
    for name in ("unit", "low", "high"):
        value = getattr(spec, name)
        if isinstance(value, tuple) and len(value) != last:
            fields.bad(name, f"has {len(value)} entries, but the last axis of shape has {last}")
            return
    if np.any(spec.lows > spec.highs):
        fields.bad("low", "must not lie above high")
