"""How much of the machine a policy may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Per worker. `act_s` is the watchdog's time for one call when the caller names none."""

    start_s: float = 60.0
    load_s: float = 30.0
    act_s: float = 5.0
    reset_s: float = 10.0
    inspect_s: float = 60.0
    memory_bytes: int = 3 * 2**30
    cpu_s: int = 24 * 3600
    processes: int = 16
    restarts: int = 200
    batch: int = 256
