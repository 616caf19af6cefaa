"""What both kinds of files share: who acts, the raw file, errors in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from metrics_ingest.errors import BadFile, _
from metrics_ingest.rights import INGEST
from metrics_ingest.words import sentence_of
from noetra_gov.core.errors import BadInput
from noetra_gov.people.models import Organisation, User
from noetra_gov.people.permission import permitted, require


def ref_of(actor: User | str, organisation: Organisation | None) -> str:
    """The name of who acts. A person needs the right; a command of the operator names itself."""
    if isinstance(actor, str):
        return actor
    require(permitted(actor, INGEST, organisation))
    return actor.ref


@contextmanager
def said() -> Iterator[None]:
    """A fault of a file becomes a domain error with its sentence."""
    try:
        yield
    except BadFile as wrong:
        raise BadInput(wrong.code, sentence_of(wrong)) from wrong


def there(path: Path) -> Path:
    """The path of a file that can be read, or a sentence."""
    if not path.exists():
        raise BadFile("missing", _("There is no file %(path)s. Check the name."), path=path)
    if not path.is_file():
        raise BadFile("not_a_file", _("%(path)s is not a file. Name one file."), path=path)
    if path.stat().st_size == 0:
        raise BadFile("empty", _("The file is empty. Send the file as it was written."))
    return path
