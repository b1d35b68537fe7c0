"""Layouts: ways to place what a drawing tells, a module each with a function `layout`."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.drawing import Drawing
    from kg.scene import Scene


def known() -> tuple[str, ...]:
    """The names of the layouts, in order."""
    return tuple(sorted(each.name for each in pkgutil.iter_modules(__path__)))


def scene(drawing: Drawing) -> Scene:
    """The picture of a drawing by the layout that its view names; KgError for an unknown one."""
    name = drawing.view.layout
    if name not in known():
        raise KgError(f"{drawing.view.source}: no layout {name!r}; there are {', '.join(known())}")
    found: Scene = importlib.import_module(f"kg.layouts.{name}").layout(drawing)
    return found
