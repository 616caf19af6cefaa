"""What stands in a sealed file after a signature: signatures, time stamps, validation data, nothing else.

Every object of the signed revision is compared with what it is now. Catalogue, form, pages and the
lists of their annotations get entries for later signatures: they are compared part by part.
(pyHanko's own analysis follows every path through the structure tree: 13 CPU seconds on 60 pages.)
"""

from io import BytesIO
from typing import Any

import pikepdf
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.seal.errors import SealError

MAY_GROW = ("/AcroForm", "/DSS", "/Extensions", "/Perms")


def check_additions(data: bytes, end: int) -> None:
    """`end`: where the signed revision ends. Raises SealError with what was changed."""
    with pikepdf.open(BytesIO(data[:end])) as before, pikepdf.open(BytesIO(data)) as after:
        _check_objects(before, after)
        _check_catalogue(before, after)
        _check_form(before.Root.get("/AcroForm"), after.Root.get("/AcroForm"))
        _check_pages(before, after)


def _require(condition: bool, otherwise: Sentence, **params: Any) -> None:
    if not condition:
        raise SealError("added", otherwise, **params)


def _check_objects(before: pikepdf.Pdf, after: pikepdf.Pdf) -> None:
    growing = _may_grow(before)
    for thing in before.objects:
        if isinstance(thing, pikepdf.Object) and thing.is_indirect and thing.objgen not in growing:
            same = _content(thing) == _content(after.get_object(thing.objgen))
            number = thing.objgen[0]
            _require(same, _("Object %(number)s was changed after the signature."), number=number)


def _may_grow(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    form, store = pdf.Root.get("/AcroForm"), pdf.Root.get("/DSS")
    parts = [pdf.Root, form, store]
    parts += [form.get("/Fields")] if form is not None else []
    parts += [store.get("/CRLs"), store.get("/Certs")] if store is not None else []
    for page in pdf.pages:
        parts += [page.obj, page.obj.get("/Annots")]
    return {part.objgen for part in parts if isinstance(part, pikepdf.Object) and part.is_indirect}


def _content(thing: pikepdf.Object) -> bytes:
    stream = thing.read_raw_bytes() if isinstance(thing, pikepdf.Stream) else b""
    return bytes(thing.unparse(resolved=True)) + stream


def _value(thing: Any) -> bytes | None:
    """A direct value, or the number of an indirect one, whose content is compared by itself."""
    if isinstance(thing, pikepdf.Object):
        return bytes(thing.unparse())
    return None if thing is None else repr(thing).encode()


def _same_keys(old: Any, new: Any, but: tuple[str, ...], what: Sentence, **params: Any) -> None:
    for key in set(old.keys()) | set(new.keys()):
        if key not in but:
            same = _value(old.get(key)) == _value(new.get(key))
            _require(same, what, key=key, **params)


def _check_catalogue(before: pikepdf.Pdf, after: pikepdf.Pdf) -> None:
    what = _("%(key)s of the document was changed after the signature.")
    _same_keys(before.Root, after.Root, MAY_GROW, what)


def _check_form(old: Any, new: Any) -> None:
    """Fields stay, and what is added are signatures."""
    what = _("The form of the document was changed after the signature.")
    _same_keys(old, new, ("/Fields", "/SigFlags"), what)
    known, now = list(old.Fields), list(new.Fields)
    _require([_value(f) for f in known] == [_value(f) for f in now[: len(known)]], what)
    _require(all(field.get("/FT") == "/Sig" for field in now[len(known) :]), what)


def _check_pages(before: pikepdf.Pdf, after: pikepdf.Pdf) -> None:
    _require(len(before.pages) == len(after.pages), _("Pages were added or removed."))
    what = _("%(key)s of page %(number)s was changed after the signature.")
    for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=True), 1):
        _same_keys(old.obj, new.obj, ("/Annots",), what, number=number)
        known, now = list(old.obj.get("/Annots", [])), list(new.obj.get("/Annots", []))
        stay = [_value(a) for a in known] == [_value(a) for a in now[: len(known)]]
        _require(
            stay and all(map(_is_unseen_signature, now[len(known) :])),
            _("Something was added to page %(number)s after the signature."),
            number=number,
        )


def _is_unseen_signature(widget: Any) -> bool:
    left, low, right, high = (float(side) for side in widget.Rect)
    return bool(widget.get("/FT") == "/Sig" and (left, low) == (right, high))
