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
