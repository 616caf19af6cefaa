"""Looking at a WebAssembly module without running it: valid, no imports, the exports agreed on."""

from typing import Any

import wasmtime

from .wasm_runner import WasmRunner, first_line, interface_problem


class Inspector:
    inputs = 0

    def __init__(self) -> None:
        self.runner = WasmRunner()

    def versions(self) -> dict[str, str]:
        return self.runner.versions()

    def inspect(self, data: bytes, config: dict[str, Any]) -> dict[str, Any]:
        try:
            module = wasmtime.Module(self.runner.engine, data)
        except wasmtime.WasmtimeError as error:
            return {"findings": [("wasm_invalid", {"reason": first_line(error)})], "facts": {}}
        problem = interface_problem(module)
        findings = [(problem[0], {"name": problem[1]})] if problem else []
        return {"findings": findings, "facts": {"exports": len(module.exports)}}
