"""Write the table of modules in docs/architecture.md anew, from their layers and docstrings."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import kg

TARGET = Path(__file__).with_name("architecture.md")
SETTINGS = TARGET.parent.parent / "setup.cfg"
_TABLE = re.compile(r"(\| layer \| module \| role \|\n\|---\|---\|---\|\n)(?:\|.*\n)+")


def architecture() -> str:
    """docs/architecture.md with the table as the layers of setup.cfg and the modules have it."""
    return _TABLE.sub(lambda found: found[1] + "".join(_rows()), TARGET.read_text("utf-8"))


def _rows() -> Iterator[str]:
    layers = _layers()
    for number, modules in zip(range(len(layers), 0, -1), layers, strict=True):
        for module in modules:
            yield f"| {number} | `{module}` | {_role(module)} |\n"


def _layers() -> list[list[str]]:
    """The modules of each layer, the top one first."""
    parser = configparser.ConfigParser()
    parser.read(SETTINGS, encoding="utf-8")
    lines = parser["importlinter:contract:layers"]["layers"].split("\n")
    return [[module.strip() for module in line.split("|")] for line in lines if line.strip()]


def _role(module: str) -> str:
    """The first sentence of a module's docstring."""
    folder = Path(kg.__file__).parent
    path = folder / f"{module}.py"
    path = path if path.is_file() else folder / module / "__init__.py"
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]


if __name__ == "__main__":
    TARGET.write_text(architecture(), encoding="utf-8")
