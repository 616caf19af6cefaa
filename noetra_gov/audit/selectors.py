"""Reading the log."""

from datetime import datetime

from noetra_gov.audit.models import Checkpoint, Entry, TreeState


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def first_checkpoint_after(at: datetime) -> Checkpoint | None:
    """The first head signed later than `at`: what nobody could know then."""
    return Checkpoint.objects.filter(at__gt=at).order_by("size").first()


def first_checkpoint_over(entry: Entry) -> Checkpoint | None:
    """The first head that has the entry under it."""
    leaf = getattr(entry, "leaf", None)
    if leaf is None:
        return None
    return Checkpoint.objects.filter(size__gt=leaf.index).order_by("size").first()


def waiting() -> int:
    """Entries that have no place in the tree yet."""
    return Entry.objects.filter(leaf=None).count()


def tree_size() -> int:
    return TreeState.objects.values_list("size", flat=True).filter(pk=1).first() or 0
