"""The tree in the database: tiles are read as they are needed and kept when they are full."""

from noetra_gov.audit.merkle import consistency, inclusion, root
from noetra_gov.audit.models import Tile
from noetra_gov.audit.tiles import Tiles


class StoredTree(Tiles):
    """The first `size` leaves of the log."""

    def __init__(self, size: int) -> None:
        super().__init__(_load, size)

    def root(self) -> bytes:
        return root(self.node, self.size)

    def inclusion(self, index: int) -> list[bytes]:
        return inclusion(self.node, index, self.size)

    def consistency(self, old: int) -> list[bytes]:
        return consistency(self.node, old, self.size)


def _load(level: int, index: int) -> bytes:
    data = bytes(Tile.objects.values_list("data", flat=True).get(level=level, index=index))
    return data


def stored_tree(size: int) -> StoredTree:
    return StoredTree(size)


def save_changed(tree: Tiles) -> None:
    for level, index in sorted(tree.changed):
        data = tree.tile(level, index)
        Tile.objects.update_or_create(level=level, index=index, defaults={"data": data})
    tree.changed.clear()
