"""What kind of file this is, by its first and last bytes: nothing is opened or unpacked."""

from certification.engine.admission.sentences import finding
from certification.engine.faults import Finding

_WINDOW = 2**16
_ARCHIVES = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"(\xb5/\xfd": "zstandard",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
}
_WEIGHTS = {b"GGUF": "GGUF", b"\x89HDF\r\n": "HDF5", b"\x93NUMPY": "NumPy"}
_WASM = b"\x00asm"


def container_findings(data: bytes, wanted: str) -> list[Finding]:
    """Empty when the file may be what the manifest says."""
    found = _wasm(data, wanted) or _archive(data) or _other(data)
    return [found] if found else []


def _wasm(data: bytes, wanted: str) -> Finding | None:
    if data.startswith(_WASM) != (wanted == "wasm"):
        container = "wasm" if data.startswith(_WASM) else "another kind"
        return finding("format", container=container, wanted=wanted)
    return None


def _archive(data: bytes) -> Finding | None:
    kind = next((name for sign, name in _ARCHIVES.items() if data.startswith(sign)), None)
    if data[257:262] == b"ustar":
        kind = "tar"
    if kind == "zip":
        return _zip(data[:_WINDOW] + data[-_WINDOW:])
    return finding("archive", container=kind) if kind else None


def _zip(ends: bytes) -> Finding:
    """The names stand at the file's beginning and again in the directory at its end."""
    if b"constants.pkl" in ends or b"/code/" in ends:
        return finding("torchscript")
    if b"data.pkl" in ends:
        return finding("torch")
    return finding("archive", container="zip")


def _other(data: bytes) -> Finding | None:
    if data[:1] == b"\x80" and 2 <= data[1] <= 5 if len(data) > 1 else False:
        return finding("pickle")
    kind = next((name for sign, name in _WEIGHTS.items() if data.startswith(sign)), None)
    if kind or data[8:10] == b'{"':
        return finding("weights_only", container=kind or "safetensors")
    if data.startswith(b"version https://git-lfs"):
        return finding("lfs_pointer")
    if data[:64].isascii() and data[:64].decode("ascii").isprintable():
        return finding("text")
    return None
