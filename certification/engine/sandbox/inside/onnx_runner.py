"""Running an ONNX policy: from bytes, on one thread, the same arithmetic every time."""

from typing import Any

import numpy as np
import numpy.random
import onnxruntime

from .refusal import Refusal

_TYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(uint8)": "uint8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
    "tensor(bool)": "bool",
}
# A model of one Identity node. Running it once draws in whatever the runtime loads lazily.
_IDENTITY = bytes.fromhex(
    "080812003a390a100a017812017922084964656e746974791201675a100a0178120b0a09080112050a0312014e"
    "62100a0179120b0a09080112050a0312014e42040a001011"
)


class OnnxRunner:
    """Every tensor has a leading batch axis: open, or fixed at 1 (then rows run one by one)."""

    def __init__(self) -> None:
        onnxruntime.set_default_logger_severity(4)
        numpy.random.Generator(numpy.random.Philox(0)).standard_normal(2, dtype=np.float32)
        session = open_session(_IDENTITY)
        session.run(None, {"x": np.zeros(1, dtype=np.float32)})
        self.inputs = 0

    def versions(self) -> dict[str, str]:
        return {"onnxruntime": onnxruntime.__version__, "numpy": np.__version__}

    def load(self, model: bytes, config: dict[str, Any]) -> None:
        self.config = config
        self.inputs = len(config["observation"])
        try:
            self.session = open_session(model)
        except MemoryError:
            raise
        except Exception as error:
            raise Refusal("load", f"the runtime refuses it ({error})") from None
        self._check_interface()
        self._model = model if config["stochastic"] and not config["noise"] else b""
        self.outputs = [config["action"], *(state["output"] for state in config["recurrent"])]
        self.one_by_one = bool(self._model) or any(
            tensor.shape[:1] == [1] for tensor in self.session.get_inputs()
        )

    def _check_interface(self) -> None:
        given = {tensor.name: _TYPES.get(tensor.type) for tensor in self.session.get_inputs()}
        wanted = {tensor["name"]: tensor["dtype"] for tensor in self.config["observation"]}
        wanted |= {state["input"]: state["dtype"] for state in self.config["recurrent"]}
        if self.config["noise"]:
            wanted[self.config["noise"]["name"]] = "float32"
        if given != wanted:
            raise Refusal("load", f"the model takes {given}, but the manifest says {wanted}")
        missing = {self.config["action"], *(s["output"] for s in self.config["recurrent"])}
        missing -= {tensor.name for tensor in self.session.get_outputs()}
        if missing:
            raise Refusal("load", f"the model has no output named {', '.join(sorted(missing))}")

    def reset(self, seeds: list[int]) -> None:
        rows = len(seeds)
        self.state = {
            state["input"]: np.zeros((rows, *state["shape"]), state["dtype"])
            for state in self.config["recurrent"]
        }
        self.noise = [numpy.random.Generator(numpy.random.Philox(seed)) for seed in seeds]
        self.sessions = [self._seeded(seed) for seed in seeds] if self._model else []
        self.rows = rows

    def _seeded(self, seed: int) -> Any:
        """Random nodes draw from a generator made with the session."""
        onnxruntime.set_seed(seed % 2**31)
        return open_session(self._model)

    def act(self, arrays: list[np.ndarray]) -> np.ndarray:
        names = [tensor["name"] for tensor in self.config["observation"]]
        feed = dict(zip(names, arrays, strict=True))
        if any(array.shape[0] != self.rows for array in arrays):
            raise Refusal("protocol", "the batch has not the number of rows that reset was told")
        feed.update(self.state)
        if self.config["noise"]:
            feed[self.config["noise"]["name"]] = self._draw()
        if self.one_by_one and self.rows > 1:
            results = self._rows(feed)
        else:
            session = self.sessions[0] if self.sessions else self.session
            results = session.run(self.outputs, feed)
        self._remember(results[1:])
        return results[0]

    def _rows(self, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        sessions = self.sessions or [self.session] * self.rows
        each = [
            session.run(self.outputs, {name: array[row : row + 1] for name, array in feed.items()})
            for row, session in enumerate(sessions)
        ]
        return [np.concatenate(parts) for parts in zip(*each, strict=True)]

    def _draw(self) -> np.ndarray:
        noise = self.config["noise"]
        normal = noise["distribution"] == "normal"
        return np.stack(
            [
                (source.standard_normal if normal else source.random)(noise["shape"], np.float32)
                for source in self.noise
            ]
        )

    def _remember(self, states: list[np.ndarray]) -> None:
        for spec, value in zip(self.config["recurrent"], states, strict=True):
            if value.shape != (self.rows, *spec["shape"]) or value.dtype != spec["dtype"]:
                raise Refusal(
                    "shape",
                    f"the state {spec['output']} came back as {value.dtype}{list(value.shape)}, "
                    f"declared is {spec['dtype']}{spec['shape']} for each row",
                )
            self.state[spec["input"]] = value


def open_session(model: bytes) -> Any:
    """Optimised only by rules that hold on every processor."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.use_deterministic_compute = True
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
