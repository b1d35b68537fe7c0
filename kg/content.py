"""Where the content folders are, in an installed package or beside it in a checkout."""

from pathlib import Path
from typing import Literal

from kg.errors import KgError

Folder = Literal["ontology", "data", "queries", "viz"]


def folder(name: Folder) -> Path:
    """The content folder of that name; KgError if the installation lacks it."""
    package = Path(__file__).resolve().parent
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise KgError(f"the folder {name!r} is missing from this installation of kg; reinstall it")


def installed() -> bool:
    """Whether the content is inside an installed package and not beside it, for an editor."""
    return folder("data").parent == Path(__file__).resolve().parent
