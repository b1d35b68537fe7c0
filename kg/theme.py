"""The colours of pictures and pages, from the theme of viz/template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from kg import content


@cache
def theme(mode: str = "light") -> Mapping[str, Any]:
    """The colours of a mode (light or dark): paper, ink and such, and those of kinds and lines."""
    path = content.folder("viz") / "template" / "theme.json"
    found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))[mode]
    return found


def of_kind(kind: str, part: str) -> str:
    """The fill, stroke or text of a kind; other kinds look as chips do."""
    kinds = theme()["kinds"]
    return str(kinds.get(kind, kinds[""])[part])


def of_line(kind: str) -> str:
    return str(theme()["lines"].get(kind, theme()["line"]))
