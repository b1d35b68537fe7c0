"""The text library: folders whose texts are known by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from kg import content
from kg.errors import KgError
from kg.files import reason, write_whole

VARIABLE = "KG_DOCUMENTS"
LARGEST = 20_000_000
"""Bytes beyond which a file is taken for something else than a text."""

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "td", "th", "title", "tr",
    "ul",
))  # fmt: skip
_UNREAD = frozenset(("script", "style", "template", "noscript"))


@dataclass(frozen=True, slots=True)
class Library:
    """Texts at hand: the file of each SHA-256, where several are alike the first."""

    files: Mapping[str, Path]

    def text(self, sha256: str) -> str | None:
        """The text whose bytes have this SHA-256, or None if it is not at hand."""
        path = self.files.get(sha256)
        return None if path is None else read_text(path)

    def other_texts(self, registered: Mapping[str, str]) -> list[tuple[str, Path]]:
        """Documents (slug to SHA-256) in whose name a file stands that is another text."""
        return [
            (path.stem, path)
            for sha256, path in sorted(self.files.items(), key=lambda item: item[1])
            if path.suffix == ".txt" and registered.get(path.stem, sha256) != sha256
        ]


def open_library(folders: Sequence[str | Path] = (), besides: Sequence[str | Path] = ()) -> Library:
    """The texts of the given folders, else of KG_DOCUMENTS, else of the user's data folder.

    Those of `besides` and the demonstration text are always among them. KgError if a named
    folder is missing.
    """
    found: dict[str, Path] = {}
    more = [Path(folder) for folder in besides]
    for path in _texts([*_chosen(folders), *more, content.folder("data") / "demonstration"]):
        found.setdefault(sha256_of(path), path)
    return Library(found)


def user_folder() -> Path:
    """The folder for texts in the user's data folder; it need not exist."""
    from platformdirs import user_data_path

    return user_data_path("wessex-kg", appauthor=False) / "documents"


def sha256_of(path: Path) -> str:
    """The hexadecimal SHA-256 of a file's bytes; KgError if it cannot be read."""
    return hashlib.sha256(_bytes(path)).hexdigest()


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, as `decoded` gives it; KgError if it cannot be read."""
    return decoded(_bytes(path), path)


def decoded(data: bytes, path: Path) -> str:
    """A text from its UTF-8 bytes, each end of line one `\\n`, without byte order mark.

    KgError, naming file, line and byte, if it is not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: not UTF-8 (byte {error.start}); save it as UTF-8 text"
        raise KgError(message) from error
    return re.sub(r"\r\n?", "\n", text)


def read_copy(path: str | Path) -> str:
    """The text of anybody's copy of a document: a text file, or a saved HTML page without tags.

    KgError if the file is missing, empty or not UTF-8.
    """
    text = read_text(Path(path))
    if not text.strip():
        raise KgError(f"{path}: empty; give a copy of the document's text")
    return _untagged(text) if re.match(r"(?i)\s*<(!doctype html|html|\?xml)", text) else text


def add(
    file: str | Path, registered: Mapping[str, str], folders: Sequence[str | Path] = ()
) -> Path:
    """Copy a document's text into the library as `<sha256>.txt` and return its place there.

    `registered` maps the SHA-256 of each known document to its slug. KgError, and nothing
    copied, if the file is none of them.
    """
    source = Path(file)
    sha256 = sha256_of(source)
    if sha256 not in registered:
        raise KgError(
            f"{file}: not the text of a registered document (its SHA-256 is {sha256}); "
            "kg check --against tells what of a document a copy holds"
        )
    target = _target(folders) / f"{sha256}.txt"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"cannot make {target.parent}: {reason(error)}") from error
    write_whole(target, _bytes(source))
    return target


def _chosen(folders: Sequence[str | Path]) -> list[Path]:
    """The folders that the user named, or the user's own if there is one."""
    named = [Path(folder) for folder in folders or _of_environment()]
    for folder in named:
        if not folder.is_dir():
            raise KgError(f"{folder}: no such folder of texts (--documents or {VARIABLE} names it)")
    return named or [folder for folder in [user_folder()] if folder.is_dir()]


def _of_environment() -> list[str]:
    return [name for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name]


def _texts(folders: Iterable[Path]) -> Iterator[Path]:
    """The files below the folders, sorted, that are neither hidden nor too large for a text."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            shown = not any(part.startswith(".") for part in path.relative_to(folder).parts)
            if shown and path.is_file() and path.stat().st_size <= LARGEST:
                yield path


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KgError(f"{path}: cannot be read: {error.strerror}") from error


def _target(folders: Sequence[str | Path]) -> Path:
    named = folders or _of_environment()
    return Path(named[0]) if named else user_folder()


class _Reader(HTMLParser):
    """Gathers what a reader of a page sees, blocks on lines of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unread += tag in _UNREAD
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in _UNREAD and self.unread > 0
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        self.parts.append("" if self.unread else data)


def _untagged(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "".join(reader.parts)
