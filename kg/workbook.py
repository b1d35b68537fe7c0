"""Workbooks for spreadsheets: tables as sheets of an .xlsx file, the same bytes on every run."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kg.errors import KgError
from kg.tabular import Column, Table, Tables, Value

if TYPE_CHECKING:
    from openpyxl.cell import Cell

ROWS = 1_048_576
CHARACTERS = 32_767
LINKS = 65_530
"""What a sheet holds of rows, a cell of characters, a sheet of links (Microsoft, Excel limits)."""
_ADDRESS = 2_079  # characters of a link
_WIDEST = {"string": 48, "any": 48, "integer": 12, "number": 14}
_NARROW = 18  # for addresses and links, which nobody reads
_FACE = "Calibri"
_LINE = 100  # characters to a line of the sheet that says what all is
_LEADING = 15  # points from line to line
_HIGHEST = 405  # points to a row
_LEADS = re.compile(r"https?://[^\s;]+")
# XML 1.0 has no word for these; and a workbook takes _x0041_ for the character A.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
ABOUT = "About"
Where: TypeAlias = Literal["first", "last", "none"]


@dataclass(frozen=True, slots=True)
class Styles:
    """How cells look, as openpyxl keeps it."""

    text: Any
    head: Any
    strong: Any
    wrapped: Any
    link: Any


def xlsx(made: Tables, about: Where = "first") -> bytes:
    """A workbook: a sheet that says what it is, and a sheet for each table.

    Each has a frozen head, a filter, and links that lead to web pages. Texts are texts, never
    formulas. Raises KgError for what a workbook cannot hold, and where openpyxl is not there.
    """
    book = _book()
    styles = _styles(book)
    for table in made.tables:
        demand_room(table)
    if about == "first":
        _about(book, styles, made)
    for table in made.tables:
        _sheet(book, styles, table)
    if about == "last":
        _about(book, styles, made)
    return _saved(book)


def plain(sheets: Mapping[str, Iterable[Sequence[Value]]]) -> bytes:
    """A workbook of these sheets, each with its head as its first row, and nothing about them."""
    tables = (_as_table(name, [*map(tuple, rows)]) for name, rows in sheets.items())
    return xlsx(Tables("", (), tuple(tables)), "none")


def demand_room(table: Table) -> None:
    """Raise KgError if the table is larger than a sheet can be."""
    if len(table.rows) >= ROWS:
        raise KgError(
            f"{table.title} has {len(table.rows):,} rows, and a sheet of xlsx holds {ROWS - 1:,}"
            " under its head; take csv, which holds any number"
        )
    longest = max((len(v) for row in table.rows for v in row if isinstance(v, str)), default=0)
    if longest > CHARACTERS:
        raise KgError(
            f"{table.title} has a text of {longest:,} characters, and a cell of xlsx holds"
            f" {CHARACTERS:,}; take csv, which holds any length"
        )
    links = sum(bool(_target(v)) for c in table.columns if c.link for v in table.values(c.name))
    if links > LINKS:
        raise KgError(
            f"{table.title} has {links:,} links, and a sheet of xlsx holds {LINKS:,};"
            " take csv, which holds any number"
        )


def _book() -> Any:
    # With lxml, if that is there, openpyxl writes other bytes, and is no faster.
    os.environ.setdefault("OPENPYXL_LXML", "False")
    try:
        from openpyxl import Workbook
    except ImportError:
        raise KgError('xlsx needs openpyxl: pip install "wessex-kg[xlsx]"') from None
    return Workbook(write_only=True)


def _as_table(name: str, rows: list[tuple[Value, ...]]) -> Table:
    head, *rest = rows or [()]
    columns = tuple(Column(str(title), str(title), "any") for title in head)
    return Table(name, name, "", columns, tuple(rest))


# Sheets


def _sheet(book: Any, styles: Styles, table: Table) -> None:
    sheet = book.create_sheet(table.title)
    sheet.page_setup.orientation, sheet.print_title_rows = "landscape", "1:1"
    for at, column in enumerate(table.columns):
        sheet.column_dimensions[_letter(at)].width = _width(table, at, column)
    sheet.freeze_panes = "B2" if len(table.columns) > 3 else "A2"
    if table.columns:
        sheet.auto_filter.ref = f"A1:{_letter(len(table.columns) - 1)}{len(table.rows) + 1}"
    sheet.append([_cell(sheet, column.title, styles.head) for column in table.columns])
    for row in table.rows:
        sheet.append(_cells(sheet, styles, table.columns, row))


def _cells(
    sheet: Any, styles: Styles, columns: Sequence[Column], row: Iterable[Value]
) -> list[Cell | Value]:
    pairs = zip(columns, row, strict=True)
    return [_linked(sheet, styles, v) if c.link else _valued(sheet, styles, v) for c, v in pairs]


def _valued(sheet: Any, styles: Styles, value: Value) -> Cell | Value:
    return _cell(sheet, value, styles.text) if isinstance(value, str) else value


def _linked(sheet: Any, styles: Styles, value: Value) -> Cell | Value:
    target = _target(value)
    if not target:
        return _valued(sheet, styles, value)
    cell = _cell(sheet, str(value), styles.link)
    cell._hyperlink = _hyperlink(target=target)
    return cell


def _target(value: Value) -> str:
    """The web address with which a text begins, if a link may be so long."""
    found = _LEADS.match(value) if isinstance(value, str) else None
    return found[0] if found and len(found[0]) <= _ADDRESS else ""


def _hyperlink(**leads: str) -> Any:
    from openpyxl.worksheet.hyperlink import Hyperlink

    return Hyperlink(ref="", **leads)


def _cell(sheet: Any, text: str, style: Any) -> Cell:
    """A cell that holds a text, whatever the text looks like."""
    from openpyxl.cell import WriteOnlyCell

    cell: Cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type, cell._style = legal(text), "s", style
    return cell


def legal(text: str) -> str:
    """The text as a workbook can hold it: U+FFFD for control characters, one kind of line end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPE.sub("_x005F_", _NOT_XML.sub("\ufffd", lines))


def _width(table: Table, at: int, column: Column) -> float:
    """Characters that show most of a column's values and all of its heading."""
    if column.address or column.link:
        return _NARROW
    lengths = sorted(len(str(row[at])) for row in table.rows if row[at] is not None)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    return float(max(8, len(column.title) + 4, min(usual + 2, _WIDEST[column.kind])))


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at + 1))


# What it is


def _about(book: Any, styles: Styles, made: Tables) -> None:
    sheet = book.create_sheet(ABOUT)
    for letter, width in {"A": 24, "B": _LINE, "C": 10}.items():
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for row, (_, text) in enumerate(made.about, 2):
        sheet.row_dimensions[row].height = _height(text)
    sheet.append([_cell(sheet, made.title, styles.strong)])
    for heading, text in made.about:
        sheet.append(_said(sheet, styles, heading, text))
    sheet.append([])
    sheet.append([_cell(sheet, text, styles.head) for text in ("Sheet", "What it holds", "Rows")])
    for table in made.tables:
        lead = _cell(sheet, table.title, styles.link)
        lead._hyperlink = _hyperlink(location=f"'{table.title}'!A1")
        sheet.append([lead, _cell(sheet, table.about, styles.wrapped), len(table.rows)])


def _height(text: str) -> int:
    """The points that a text takes once it is wrapped, as far as a row can be high."""
    lines = sum(1 + len(line) // _LINE for line in text.split("\n"))
    return min(_LEADING * lines, _HIGHEST)


def _said(sheet: Any, styles: Styles, heading: str, text: str) -> list[Cell]:
    cell = _cell(sheet, text, styles.wrapped)
    found = _target(text[text.find("http") :])
    if found and len(text) < _LINE:  # a link does not wrap
        cell._hyperlink = _hyperlink(target=found)
    return [_cell(sheet, heading, styles.strong), cell]


# Looks and bytes


def _styles(book: Any) -> Styles:
    from openpyxl.styles import Alignment, Font, PatternFill

    quoted, top = {"quotePrefix": True}, Alignment(vertical="top")
    wrapped, strong = Alignment(vertical="top", wrap_text=True), Font(name=_FACE, bold=True)
    return Styles(
        text=_style(book, **quoted),
        head=_style(book, font=strong, fill=PatternFill("solid", fgColor="FFE3ECEF"), **quoted),
        strong=_style(book, font=strong, alignment=top, **quoted),
        wrapped=_style(book, alignment=wrapped, **quoted),
        link=_style(book, font=Font(name=_FACE, color="FF0B5C75", underline="single"), **quoted),
    )


def _style(book: Any, **looks: Any) -> Any:
    """The entry of the workbook's table of styles for these looks."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(SimpleNamespace(parent=book))
    for name, look in looks.items():
        setattr(cell, name, look)
    return cell._style


def _saved(book: Any) -> bytes:
    """The workbook's bytes without the moment of writing, so that they are the same each time."""
    import datetime
    import zipfile

    book.properties.creator, book.properties.created = "kg", datetime.datetime(1980, 1, 1)
    file, fixed = io.BytesIO(), io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(info.filename)
            entry.create_system = 3  # as on Unix, wherever it is made
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
