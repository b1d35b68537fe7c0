"""Workbooks for spreadsheets: tables as sheets of an .xlsx file, the same bytes on every run."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, Literal, TypeAlias

from kg.errors import KgError
from kg.tabular import Column, Table, Tables, Value

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
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_EMPTY = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
Where: TypeAlias = Literal["first", "last", "none"]
Cell: TypeAlias = "tuple[Value, int]"
"""A value, and the number of its style."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the workbook's styles, by what they are for."""

    text: int
    head: int
    strong: int
    wrapped: int
    link: int


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in the making: openpyxl makes all but the rows, which it is slow to write."""

    made: Any
    styles: Styles
    pages: list[Page]

    def sheet(self, title: str) -> Page:
        """A new sheet after the others."""
        self.pages.append(Page(self.made.create_sheet(title), [], []))
        return self.pages[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet in the making, with its rows as XML, and its links."""

    made: Any
    rows: list[str]
    links: list[Any]

    def add(self, cells: Iterable[Cell], height: int = 0) -> None:
        """A row below the others; `height` in points, as high as a line where it is 0."""
        number = len(self.rows) + 1
        high = f' ht="{height}" customHeight="1"' if height else ""
        inner = "".join(_xml(f"{_letter(at)}{number}", *cell) for at, cell in enumerate(cells))
        self.rows.append(f'<row r="{number}"{high}>{inner}</row>')

    def lead(self, at: int, **leads: str) -> None:
        """Let a cell of the next row lead to a `target` on the web or a `location` in the book."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        ref = f"{_letter(at)}{len(self.rows) + 1}"
        self.links.append(Hyperlink(ref=ref, **leads))

    def finish(self) -> None:
        """Hand the links to openpyxl, which forgets those of before it begins to write."""
        self.made._get_writer()
        self.made._hyperlinks.extend(self.links)


def xlsx(made: Tables, about: Where = "first") -> bytes:
    """A workbook: a sheet that says what it is, and a sheet for each table.

    Each has a frozen head, a filter, and links that lead to web pages. Texts are texts, never
    formulas. Raises KgError for what a workbook cannot hold, and where openpyxl is not there.
    """
    book = _book()
    for table in made.tables:
        demand_room(table)
    if about == "first":
        _about(book, made)
    for table in made.tables:
        _sheet(book, table)
    if about == "last":
        _about(book, made)
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


def _book() -> Book:
    # With lxml, if that is there, openpyxl writes other bytes.
    os.environ.setdefault("OPENPYXL_LXML", "False")
    try:
        from openpyxl import Workbook
    except ImportError:
        raise KgError('xlsx needs openpyxl: pip install "wessex-kg[xlsx]"') from None
    made = Workbook(write_only=True)
    return Book(made, _styles(made), [])


def _as_table(name: str, rows: list[tuple[Value, ...]]) -> Table:
    head, *rest = rows or [()]
    columns = tuple(Column(str(title), str(title), "any") for title in head)
    return Table(name, name, "", columns, tuple(rest))


# Sheets


def _sheet(book: Book, table: Table) -> None:
    page, styles = book.sheet(table.title), book.styles
    for at, column in enumerate(table.columns):
        page.made.column_dimensions[_letter(at)].width = _width(table, at, column)
    page.made.freeze_panes = "B2" if len(table.columns) > 3 else "A2"
    page.made.page_setup.orientation, page.made.print_title_rows = "landscape", "1:1"
    if table.columns:
        last = f"{_letter(len(table.columns) - 1)}{len(table.rows) + 1}"
        page.made.auto_filter.ref = f"A1:{last}"
    page.add((column.title, styles.head) for column in table.columns)
    links = frozenset(at for at, column in enumerate(table.columns) if column.link)
    for row in table.rows:
        leads = {at: target for at in links if (target := _target(row[at]))}
        for at, target in leads.items():
            page.lead(at, target=target)
        looks = (styles.link if at in leads else styles.text for at in range(len(row)))
        page.add(zip(row, looks, strict=True))


def _xml(place: str, value: Value, style: int) -> str:
    """A cell; a text is told as a text, whatever it looks like."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value:.16g}</v></c>'
    text = legal(value).translate(_MARKS)
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def _target(value: Value) -> str:
    """The web address with which a text begins, if a link may be so long."""
    found = _LEADS.match(value) if isinstance(value, str) else None
    return found[0] if found and len(found[0]) <= _ADDRESS else ""


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


@cache
def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at + 1))


# What it is


def _about(book: Book, made: Tables) -> None:
    page, styles = book.sheet(ABOUT), book.styles
    for letter, width in {"A": 24, "B": _LINE, "C": 10}.items():
        page.made.column_dimensions[letter].width = width
    page.made.page_setup.orientation, page.made.page_setup.fitToHeight = "landscape", 0
    page.made.sheet_properties.pageSetUpPr.fitToPage = True
    page.add([(made.title, styles.strong)])
    for heading, text in made.about:
        found = _target(text[text.find("http") :])
        if found and len(text) < _LINE:  # a link does not wrap
            page.lead(1, target=found)
        page.add([(heading, styles.strong), (text, styles.wrapped)], _height(text))
    page.add([])
    page.add((text, styles.head) for text in ("Sheet", "What it holds", "Rows"))
    for table in made.tables:
        page.lead(0, location=f"'{table.title}'!A1")
        count = (len(table.rows), styles.text)
        page.add([(table.title, styles.link), (table.about, styles.wrapped), count])


def _height(text: str) -> int:
    """The points that a text takes once it is wrapped, as far as a row can be high."""
    lines = sum(1 + len(line) // _LINE for line in text.split("\n"))
    return min(_LEADING * lines, _HIGHEST)


# Looks and bytes


def _styles(made: Any) -> Styles:
    from openpyxl.styles import Alignment, Font, PatternFill

    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    strong = Font(name=_FACE, bold=True)
    return Styles(
        text=_style(made),
        head=_style(made, font=strong, fill=PatternFill("solid", fgColor="FFE3ECEF")),
        strong=_style(made, font=strong, alignment=top),
        wrapped=_style(made, alignment=wrapped),
        link=_style(made, font=Font(name=_FACE, color="FF0B5C75", underline="single")),
    )


def _style(made: Any, **looks: Any) -> int:
    """The number of a style with these looks, in which a text stays one when it is edited."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(SimpleNamespace(parent=made))
    for name, look in {**looks, "quotePrefix": True}.items():
        setattr(cell, name, look)
    return int(cell.style_id)


def _saved(book: Book) -> bytes:
    """The workbook's bytes without the moment of writing, so that they are the same each time."""
    import datetime
    import zipfile

    book.made.properties.creator = "kg"
    book.made.properties.created = datetime.datetime(1980, 1, 1)
    for page in book.pages:
        page.finish()
    file, fixed = io.BytesIO(), io.BytesIO()
    book.made.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename)
            entry.create_system = 3  # as on Unix, wherever it is made
            new.writestr(entry, _whole(book, info.filename, old.read(info)), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _whole(book: Book, name: str, data: bytes) -> bytes:
    """A part of the workbook with its rows, if it is a sheet, and its moment fixed."""
    if name == "docProps/core.xml":
        return _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
    if found := _SHEET.fullmatch(name):
        rows = "".join(book.pages[int(found[1]) - 1].rows)
        before, after = _EMPTY.split(data)
        return b"".join((before, b"<sheetData>", rows.encode(), b"</sheetData>", after))
    return data
