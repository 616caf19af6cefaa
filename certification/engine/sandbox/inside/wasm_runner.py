"""Running a WebAssembly policy: no imports, so nothing but arithmetic; fuel, memory, stack bounded.

Deterministic by configuration: one form of NaN, no threads, no relaxed vectors. Fuel counts
instructions, so a call that runs too long ends at the same instruction on every machine; the
watchdog outside stays for what fuel does not count.
"""

from importlib import metadata
from typing import Any

import numpy as np
import wasmtime

from .refusal import Refusal

FUEL = 300_000_000
MEMORY = 64 * 2**20
TABLE = 10_000
STACK = 512 * 2**10
EXPORTS: dict[str, tuple[list[str], list[str]]] = {
    "noetra_input": ([], ["i32"]),
    "noetra_output": ([], ["i32"]),
    "noetra_reset": (["i64"], []),
    "noetra_act": ([], []),
}
_OFF = ("threads", "memory64", "multi_memory", "relaxed_simd", "tail_call")
_WARM = '(module (memory (export "memory") 1) (func (export "f") (result i32) (i32.const 1)))'


class WasmRunner:
    """One instance, with a memory of its own, for each row of a batch."""

    def __init__(self) -> None:
        self.inputs = 0
        self.version = metadata.version("wasmtime")  # read now: later no file can be opened
        self.engine = engine()
        module = wasmtime.Module(self.engine, bytes(wasmtime.wat2wasm(_WARM)))
        store, exports = instantiate(self.engine, module)
        exports["f"](store)
        exports["memory"].write(store, exports["memory"].read(store, 0, 8), 0)

    def versions(self) -> dict[str, str]:
        return {"wasmtime": self.version, "numpy": np.__version__}

    def load(self, model: bytes, config: dict[str, Any]) -> None:
        self.config = config
        self.inputs = len(config["observation"])
        self.shape = (config["horizon"], config["dimensions"])
        self.dtype = np.dtype(config["action_dtype"])
        try:
            self.module = wasmtime.Module(self.engine, model)
        except wasmtime.WasmtimeError as error:
            raise Refusal("load", f"the module is malformed ({first_line(error)})") from None
        problem = interface_problem(self.module)
        if problem is not None:
            raise Refusal("load", f"{problem[0]}: {problem[1]}")

    def reset(self, seeds: list[int]) -> None:
        self.rows = [self._row(seed) for seed in seeds]

    def _row(self, seed: int) -> Any:
        try:
            store, exports = instantiate(self.engine, self.module)
            exports["noetra_reset"](store, seed)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            raise refusal(error) from None
        return store, exports

    def act(self, arrays: list[np.ndarray]) -> np.ndarray:
        if any(array.shape[0] != len(self.rows) for array in arrays):
            raise Refusal("protocol", "the batch has not the number of rows that reset was told")
        return np.stack(
            [
                self._act(store, exports, [array[index] for array in arrays])
                for index, (store, exports) in enumerate(self.rows)
            ]
        )

    def _act(self, store: Any, exports: Any, arrays: list[np.ndarray]) -> np.ndarray:
        store.set_fuel(FUEL)
        memory = exports["memory"]
        try:
            at = exports["noetra_input"](store)
            for array in arrays:
                at = write(store, memory, at, array.tobytes())
            exports["noetra_act"](store)
            data = read(store, memory, exports["noetra_output"](store), self._size())
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            raise refusal(error) from None
        return np.frombuffer(data, self.dtype).reshape(self.shape)

    def _size(self) -> int:
        return self.shape[0] * self.shape[1] * self.dtype.itemsize


def engine() -> Any:
    config = wasmtime.Config()
    config.consume_fuel = True
    config.cranelift_nan_canonicalization = True
    config.max_wasm_stack = STACK
    config.parallel_compilation = False
    config.signals_based_traps = False
    config.memory_reservation = 0
    config.memory_reservation_for_growth = 0
    config.memory_guard_size = 0
    config.memory_init_cow = False
    for feature in _OFF:
        setattr(config, f"wasm_{feature}", False)
    return wasmtime.Engine(config)


def instantiate(on: Any, module: Any) -> tuple[Any, Any]:
    store = wasmtime.Store(on)
    store.set_limits(memory_size=MEMORY, table_elements=TABLE, instances=1, tables=4, memories=1)
    store.set_fuel(FUEL)
    return store, wasmtime.Instance(store, module, []).exports(store)


def interface_problem(module: Any) -> tuple[str, str] | None:
    """A code of admission and the name it is about."""
    for item in module.imports:
        return "wasm_import", f"{item.module}.{item.name}"
    found = {item.name: item.type for item in module.exports}
    if not isinstance(found.get("memory"), wasmtime.MemoryType):
        return "wasm_export", "memory"
    for name, (takes, gives) in EXPORTS.items():
        kind = found.get(name)
        if not isinstance(kind, wasmtime.FuncType) or types(kind) != (takes, gives):
            return "wasm_export", name
    if found["memory"].limits.min * 2**16 > MEMORY:
        return "wasm_memory", "memory"
    return None


def types(kind: Any) -> tuple[list[str], list[str]]:
    return [str(item) for item in kind.params], [str(item) for item in kind.results]


def write(store: Any, memory: Any, at: int, data: bytes) -> int:
    """The next free place, at a multiple of 8; the address is the module's word, so checked."""
    if at < 0 or at + len(data) > memory.data_len(store):
        raise Refusal("protocol", "the module's place for the observation is outside its memory")
    memory.write(store, data, at)
    return at + -(-len(data) // 8) * 8


def read(store: Any, memory: Any, at: int, size: int) -> bytes:
    if at < 0 or at + size > memory.data_len(store):
        raise Refusal("protocol", "the module's place for the action is outside its memory")
    return bytes(memory.read(store, at, at + size))


def refusal(error: Exception) -> Refusal:
    code = getattr(error, "trap_code", None)
    if code == wasmtime.TrapCode.OUT_OF_FUEL or "all fuel consumed" in str(error):
        return Refusal("timeout", "the module used up its instructions for one call")
    if "memory" in str(error) and "limit" in str(error):
        return Refusal("memory", first_line(error))
    return Refusal("crash", first_line(error))


def first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
