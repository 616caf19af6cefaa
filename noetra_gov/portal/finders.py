"""Static files that lie in installed packages: served from there, not copied into the repository."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Address under /static/ → package and the file in it.
PACKAGED = {"vendor/plotly.min.js": ("plotly", "package_data/plotly.min.js")}


def packaged(path: str) -> Path | None:
    package, inside = PACKAGED[path]
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / inside


class RenamedStorage(FileSystemStorage):
    """A storage of one file under the name the site gives it."""

    prefix = ""

    def __init__(self, source: Path, name: str) -> None:
        super().__init__(location=str(source.parent))
        self.source, self.served_as = source, name

    def path(self, name: str) -> str:
        return str(self.source)


class PackageFinder(BaseFinder):
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = packaged(path) if path in PACKAGED else None
        found = str(source) if source and source.is_file() else None
        return ([found] if found else []) if find_all else (found or [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, RenamedStorage]]:
        for name in PACKAGED:
            source = packaged(name)
            if source and source.is_file():
                yield name, RenamedStorage(source, name)
