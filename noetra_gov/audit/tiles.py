"""The tree kept as tiles (C2SP tlog-tiles, height 8), each with the seven levels above its row.

A tile row is 256 hashes; beside them lie 128, 64, … 2, so that a proof rehashes nothing.
Only the last tile of each level is ever rewritten.
"""

from collections.abc import Callable, Iterable

from noetra_gov.audit.merkle import join

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
# Where the hashes of each of the eight levels begin inside a tile, in hashes.
STARTS = [0]
for _level in range(HEIGHT - 1):
    STARTS.append(STARTS[-1] + (WIDTH >> _level))
TILE_BYTES = (STARTS[-1] + 2) * HASH

Load = Callable[[int, int], bytes]


def place(level: int, index: int) -> tuple[int, int, int]:
    """In which tile (tile level, tile index) a node lies, and at which byte."""
    tile_level, inner = divmod(level, HEIGHT)
    width = WIDTH >> inner
    tile_index, position = divmod(index, width)
    return tile_level, tile_index, (STARTS[inner] + position) * HASH


class Tiles:
    """A tree over tiles that `load` supplies; what `extend` changes is in `changed`."""

    def __init__(self, load: Load, size: int = 0) -> None:
        self._load = load
        self.size = size
        self._held: dict[tuple[int, int], bytes | bytearray] = {}
        self.changed: set[tuple[int, int]] = set()

    def node(self, level: int, index: int) -> bytes:
        tile_level, tile_index, at = place(level, index)
        return bytes(self._tile(tile_level, tile_index)[at : at + HASH])

    def tile(self, tile_level: int, tile_index: int) -> bytes:
        return bytes(self._tile(tile_level, tile_index))

    def _tile(self, level: int, index: int) -> bytes | bytearray:
        held = self._held.get((level, index))
        if held is None:
            held = self._held[level, index] = self._load(level, index)
        return held

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        for leaf in leaves:
            self._append(leaf)

    def _append(self, leaf: bytes) -> None:
        level, index, value = 0, self.size, leaf
        self._put(level, index, value)
        while index & 1:
            value = join(self.node(level, index - 1), value)
            level, index = level + 1, index >> 1
            self._put(level, index, value)
        self.size += 1

    def _put(self, level: int, index: int, value: bytes) -> None:
        tile_level, tile_index, at = place(level, index)
        key = (tile_level, tile_index)
        tile = self._writable(key, is_new=at == 0)
        tile[at : at + HASH] = value
        self.changed.add(key)

    def _writable(self, key: tuple[int, int], *, is_new: bool) -> bytearray:
        tile = self._held.get(key)
        if not isinstance(tile, bytearray):
            tile = bytearray(TILE_BYTES) if is_new else bytearray(self._tile(*key))
            self._held[key] = tile
        return tile


def in_memory() -> Tiles:
    """An empty tree that lives in memory."""

    def nothing(level: int, index: int) -> bytes:
        raise LookupError(f"There is no tile {level}/{index}.")

    return Tiles(nothing)
