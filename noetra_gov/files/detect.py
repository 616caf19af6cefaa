"""What a file is, by its content; the name only decides between kinds of text."""

from pathlib import PurePath

from noetra_gov.files.layout import HEAD

SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"\x1f\x8b", "application/gzip"),
    (b"(\xb5/\xfd", "application/zstd"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x00asm", "application/wasm"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
    (b"#!", "text/x-script"),
)
TEXTS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
OFFICE = {
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
UNKNOWN = "application/octet-stream"


def media_type(head: bytes, name: str) -> str:
    """The media type from the first 4 KiB."""
    for signature, found in SIGNATURES:
        if head.startswith(signature):
            return found
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in OFFICE.items() if mark in head), "application/zip")
    if _is_onnx(head):
        return "application/x-onnx"
    return _text_type(head, name)


def _is_onnx(head: bytes) -> bool:
    """An ONNX model begins with its ir_version: field 1, a small number."""
    return len(head) > 4 and head[0] == 0x08 and 3 <= head[1] <= 32 and head[2] in (0x12, 0x3A)


def _text_type(head: bytes, name: str) -> str:
    if b"\x00" in head:
        return UNKNOWN
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(head) < HEAD or error.start < len(head) - 3:  # not a letter cut in two at the end
            return UNKNOWN
        text = head[: error.start].decode("utf-8-sig")
    if text.lstrip().startswith(("{", "[")):
        return "application/json"
    return TEXTS.get(PurePath(name).suffix.lower(), "text/plain" if text else UNKNOWN)
