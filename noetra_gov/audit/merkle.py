"""The Merkle tree of RFC 9162 (the hashes of RFC 6962), without storage.

`node(level, index)` answers the hash of the complete subtree over leaves
[index * 2^level, (index + 1) * 2^level); whoever keeps the tree supplies it.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def join(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def peaks(start: int, size: int) -> list[tuple[int, int]]:
    """The complete subtrees (level, index) that `size` leaves from `start` fall into, left to right."""
    found = []
    while size:
        level = size.bit_length() - 1
        found.append((level, start >> level))
        start, size = start + (1 << level), size - (1 << level)
    return found


def subtree(node: Node, start: int, size: int) -> bytes:
    """The hash over leaves [start, start + size); `start` lies where RFC 9162 splits."""
    parts = peaks(start, size)
    result = node(*parts[-1])
    for level, index in reversed(parts[:-1]):
        result = join(node(level, index), result)
    return result


def root(node: Node, size: int) -> bytes:
    return subtree(node, 0, size) if size else EMPTY_ROOT


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """The siblings from the leaf up (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    path, start = [], 0
    while size > 1:
        half = _split(size)
        if index < half:
            path.append(subtree(node, start + half, size - half))
            size = half
        else:
            path.append(subtree(node, start, half))
            start, index, size = start + half, index - half, size - half
    return path[::-1]


def consistency(node: Node, old: int, new: int) -> list[bytes]:
    """Proof that the tree of `old` leaves is the beginning of the one of `new` (2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"No consistency proof leads from {old} to {new} leaves.")
    path, start, whole = [], 0, True
    while old != new:
        half = _split(new)
        if old <= half:
            path.append(subtree(node, start + half, new - half))
            new = half
        else:
            path.append(subtree(node, start, half))
            start, old, new, whole = start + half, old - half, new - half, False
    if not whole:
        path.append(subtree(node, start, old))
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to (2.1.3.2); None where the proof has the wrong length."""
    if not 0 <= index < size:
        return None
    number, last, result = index, size - 1, leaf
    for sibling in path:
        if not last:
            return None
        if number & 1 or number == last:
            result = join(sibling, result)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            result = join(result, sibling)
        number, last = number >> 1, last >> 1
    return None if last else result


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes
) -> bool:
    return root_from_inclusion(leaf, index, size, path) == expected


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """RFC 9162, 2.1.4.2."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    if old & (old - 1) == 0:
        path = [old_root, *path]
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if not last:
            return False
        if number & 1 or number == last:
            before, after = join(sibling, before), join(sibling, after)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            after = join(after, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
