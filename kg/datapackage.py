"""Data packages: tables as a folder of CSV files with a description that machines check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from kg.tabular import Column, Table, Tables, Value

DESCRIPTION = "datapackage.json"
BOM = "\ufeff"
_QUOTED = re.compile('[",\r\n]')
_TYPES = {"string": "string", "any": "any", "integer": "integer", "number": "number"}


def files(made: Tables, *, bom: bool = False) -> dict[str, bytes]:
    """The files of the folder by their names: a CSV file for each table, and the description.

    With `bom`, each CSV file begins with the mark by which Excel knows UTF-8. Sources: RFC 4180;
    Data Package and Table Schema (Frictionless, version 1).
    """
    data = {f"{table.name}.csv": csv(table, bom=bom) for table in made.tables}
    resources = [_resource(table, data[f"{table.name}.csv"]) for table in made.tables]
    text = json.dumps({**_whole(made), "resources": resources}, ensure_ascii=False, indent=1)
    return {**data, DESCRIPTION: text.encode() + b"\n"}


def csv(table: Table, *, bom: bool = False) -> bytes:
    """A table by RFC 4180: commas, quotes where they are needed, lines that end in CR LF."""
    rows: Iterable[Iterable[Value]] = ([column.name for column in table.columns], *table.rows)
    lines = "".join(",".join(map(_cell, row)) + "\r\n" for row in rows)
    return ((BOM if bom else "") + lines).encode()


def _whole(made: Tables) -> dict[str, Any]:
    """What the description says of all tables together."""
    name, path = made.licence
    return {
        "profile": "tabular-data-package",
        "name": made.name,
        "title": made.title,
        "version": made.version,
        "homepage": made.address,
        "description": "\n\n".join(f"**{heading}.** {text}" for heading, text in made.about),
        "licenses": [{"name": name.replace("CC BY ", "CC-BY-"), "title": name, "path": path}],
        "sources": [{"title": t, **({"path": path} if path else {})} for t, path in made.sources],
    }


def _cell(value: Value) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _resource(table: Table, data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    """What Table Schema says of a table."""
    fields = [_field(column, column.name in table.key) for column in table.columns]
    references = [_reference(column) for column in table.columns if column.refers]
    return {
        "fields": fields,
        "missingValues": [""],
        **({"primaryKey": list(table.key)} if table.key else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _field(column: Column, key: bool) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": column.title,
        **({"description": column.about} if column.about else {}),
        **({"constraints": {"required": True}} if key else {}),
    }


def _reference(column: Column) -> dict[str, Any]:
    return {"fields": column.name, "reference": {"resource": column.refers, "fields": "iri"}}
