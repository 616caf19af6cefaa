"""The whole log as files, in the C2SP forms (tlog-tiles, tlog-proof), to be checked without us."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db.models import QuerySet

from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.audit.proofs import full_note, tlog_proof
from noetra_gov.audit.services import leaf_data
from noetra_gov.audit.store import stored_tree
from noetra_gov.audit.tiles import HASH, WIDTH, Tiles
from noetra_gov.seal.keys import KeyStore

README = Path(__file__).parent / "export_readme.md"
Progress = Callable[[int, int], None]


def path_of(index: int) -> str:
    """An index in groups of three digits, all but the last with an x (tlog-tiles)."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def export(directory: Path, head: Checkpoint, keys: KeyStore, progress: Progress) -> None:
    """Everything under `head`: checkpoint, tiles, entries, keys, proofs and how to check."""
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / "checkpoint", full_note(head).encode())
    _write(directory / "checkpoint.tsr", bytes(head.token))
    _export_keys(directory, keys)
    _export_tiles(directory, head.size)
    _export_entries(directory, head, progress)
    _write(directory / "README.md", README.read_bytes())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _export_keys(directory: Path, keys: KeyStore) -> None:
    public = keys.log_key.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(directory / "log-key.pem", pem)
    _write(directory / "root.pem", keys.root_pem_path.read_bytes())
    _write(directory / "certificates.pem", keys.certificates_pem())


def _export_tiles(directory: Path, size: int) -> None:
    tree = stored_tree(size)
    level, count = 0, size
    while count:
        for index in range((count + WIDTH - 1) // WIDTH):
            width = min(WIDTH, count - index * WIDTH)
            partial = "" if width == WIDTH else f".p/{width}"
            data = _row(tree, level, index, width)
            _write(directory / "tile" / str(level) / f"{path_of(index)}{partial}", data)
        level, count = level + 1, count // WIDTH


def _row(tree: Tiles, level: int, index: int, width: int) -> bytes:
    return tree.tile(level, index)[: width * HASH]


def _entries(size: int) -> QuerySet[Entry]:
    return Entry.objects.filter(leaf__index__lt=size).select_related("leaf").order_by("leaf__index")


def _export_entries(directory: Path, head: Checkpoint, progress: Progress) -> None:
    """entries.jsonl for people and programs; tile/entries/ for those who read tlog-tiles."""
    bundle: list[bytes] = []
    with (directory / "entries.jsonl").open("w", encoding="utf-8") as lines:
        for number, entry in enumerate(_entries(head.size).iterator(chunk_size=1_000), 1):
            leaf = leaf_data(entry)
            line = {"index": number - 1, "leaf": leaf.decode(), "payload": entry.payload}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
            bundle.append(len(leaf).to_bytes(2, "big") + leaf)
            if len(bundle) == WIDTH or number == head.size:
                _export_bundle(directory, (number - 1) // WIDTH, bundle)
                bundle = []
                progress(number, head.size)


def _export_bundle(directory: Path, index: int, bundle: list[bytes]) -> None:
    partial = "" if len(bundle) == WIDTH else f".p/{len(bundle)}"
    _write(directory / "tile" / "entries" / f"{path_of(index)}{partial}", b"".join(bundle))


def export_proofs(directory: Path, head: Checkpoint, indexes: Iterator[int]) -> None:
    """A tlog-proof for each named entry."""
    for index in indexes:
        entry = Entry.objects.select_related("leaf").get(leaf__index=index)
        proof = tlog_proof(entry, head)
        _write(directory / "proofs" / f"{index}.tlog-proof", proof.encode())
