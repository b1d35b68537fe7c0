"""Tables: columns with a name, heading, type and meaning, and how they refer to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Value: TypeAlias = "str | int | float | bool | None"
Row: TypeAlias = "tuple[Value, ...]"
Kind: TypeAlias = Literal["string", "integer", "number", "any"]
Said: TypeAlias = "tuple[str, str]"
"""A heading with the text that belongs to it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` for machines, `title` for people, `about` for both.

    `refers` names the table whose key its values are. `link` says that its values may lead to a
    web page, `address` that they are names of things, for machines.
    """

    name: str
    title: str
    kind: Kind = "string"
    about: str = ""
    refers: str = ""
    link: bool = False
    address: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `key` names the columns by which a row is known, `group` its sort.

    `searched` names the columns that people look for words in.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: tuple[str, ...] = ()
    group: str = ""
    searched: tuple[str, ...] = ()

    def at(self, name: str) -> int:
        """Where the column of that name stands."""
        return [column.name for column in self.columns].index(name)

    def values(self, name: str) -> Iterator[Value]:
        """The values of the column of that name, row by row."""
        at = self.at(name)
        return (row[at] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables that belong together, and what is to be said of them, by headings.

    `licence` and `sources` are names with the addresses that belong to them.
    """

    title: str
    about: tuple[Said, ...]
    tables: tuple[Table, ...]
    name: str = ""
    version: str = ""
    address: str = ""
    licence: Said = ("", "")
    sources: tuple[Said, ...] = ()

    def __getitem__(self, name: str) -> Table:
        return {table.name: table for table in self.tables}[name]
