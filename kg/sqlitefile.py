"""SQLite files: tables with the references between them, full-text search, and views in words."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from kg.errors import KgError
from kg.tabular import Column, Table, Tables

_TYPES = {"string": "TEXT", "any": "", "integer": "INTEGER", "number": "NUMERIC"}
VIEW = "_in_words"
SEARCH = "_fts"
"""How the names of the views and of the indexes of words end, after their table's."""
FACETS = ("kind", "sort", "status", "scheme", "role")
"""The columns whose few values Datasette counts beside a table."""


def database(made: Tables) -> bytes:
    """An SQLite file of the tables; KgError where it cannot be made.

    Each table that refers to another has a foreign key and an index, each that is searched an
    index of its words (FTS5), each with columns for machines a view without these. Table `about`
    says what all is.
    """
    try:
        with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(":memory:")) as made_:
            _fill(made_, made)
            target = Path(folder) / "made.sqlite"
            # Anew, page by page, so that the same tables give the same bytes.
            made_.execute("VACUUM INTO ?", (str(target),))
            return target.read_bytes()
    except (sqlite3.Error, OSError) as error:
        raise KgError(f"cannot make the SQLite file: {error}") from error


def metadata(made: Tables, name: str) -> dict[str, object]:
    """What Datasette is told of the file of that name (without its ending).

    What its tables are, which column names a row, and by which people sort rows out. What columns
    mean would stand above every table's rows; that is in table `columns`. Source: Datasette,
    Metadata.
    """
    licence, path = made.licence
    tables = {table.name: _told(table) for table in made.tables}
    tables |= {t.name + VIEW: {"title": f"{t.title}, in words", "description": t.about}
               for t in made.tables if _worded(t)}  # fmt: skip
    return {
        "title": made.title,
        "description": " ".join(text for _, text in made.about[:1]),
        "license": licence,
        "license_url": path,
        "source": f"{made.name} {made.version}",
        "source_url": made.address,
        "databases": {name: {"tables": tables}},
    }


def _told(table: Table) -> dict[str, object]:
    names = [column.name for column in table.columns]
    return {
        "title": table.title,
        "description": table.about,
        "label_column": names[0],
        "facets": [name for name in FACETS if name in names],
    }


def _fill(file: sqlite3.Connection, made: Tables) -> None:
    file.execute("PRAGMA page_size = 4096")
    for table in made.tables:
        file.execute(_created(table))
        places = ", ".join("?" * len(table.columns))
        file.executemany(f"INSERT INTO {_name(table.name)} VALUES ({places})", table.rows)
        for statement in (*_indexes(table), *_search(table), *_view(table)):
            file.execute(statement)
    file.execute('CREATE TABLE "about" ("number" INTEGER PRIMARY KEY, "heading" TEXT, "text" TEXT)')
    said = [(number, *each) for number, each in enumerate(made.about, 1)]
    file.executemany('INSERT INTO "about" VALUES (?, ?, ?)', said)
    file.commit()


def _created(table: Table) -> str:
    parts = [_column(column) for column in table.columns]
    if table.key:
        parts.append(f"PRIMARY KEY ({_listed(table.key)})")
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {_name(table.name)} (\n  {body}\n)"


def _column(column: Column) -> str:
    refers = f' REFERENCES {_name(column.refers)} ("iri")' if column.refers else ""
    return f"{_name(column.name)} {_TYPES[column.kind]}{refers}".strip()


def _indexes(table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.refers and column.name not in table.key[:1]:
            name = _name(f"{table.name}_{column.name}")
            yield f"CREATE INDEX {name} ON {_name(table.name)} ({_name(column.name)})"


def _search(table: Table) -> Iterator[str]:
    """An index of the words of the columns that are searched, whatever their accents."""
    if table.searched:
        name = _name(table.name + SEARCH)
        yield (
            f"CREATE VIRTUAL TABLE {name} USING fts5({_listed(table.searched)},"
            f" content={_name(table.name)}, tokenize='unicode61 remove_diacritics 2')"
        )
        yield f"INSERT INTO {name} ({name}) VALUES ('rebuild')"
        yield f"INSERT INTO {name} ({name}) VALUES ('optimize')"


def _view(table: Table) -> Iterator[str]:
    """The columns for people, under their headings."""
    if shown := _worded(table):
        columns = ", ".join(f"{_name(each.name)} AS {_name(each.title)}" for each in shown)
        view = _name(table.name + VIEW)
        yield f"CREATE VIEW {view} AS SELECT {columns} FROM {_name(table.name)}"


def _worded(table: Table) -> list[Column]:
    """The columns for people, if there are others."""
    shown = [column for column in table.columns if not column.address]
    return shown if len(shown) < len(table.columns) else []


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))
