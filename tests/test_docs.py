"""Every console block of the README and the docs does what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ANY = "…"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# A machine under load takes longer than a second, after which a terminal is told that work goes on.
WORKING = re.compile(r"(?:\r?[\u2800-\u28ff] working \d+:\d\d:\d\d)+[\r\n]*")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal is imitated by a pty")


def blocks() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for found in BLOCK.finditer(page.read_text(encoding="utf-8")):
            line = page.read_text(encoding="utf-8")[: found.start()].count("\n") + 2
            yield f"{page.name}:{line}", found[1]


def sessions(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with what is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def typed(command: str, folder: Path) -> tuple[str, int]:
    """What a terminal of 100 columns shows for a command, and its exit code."""
    import pty

    lead, follow = pty.openpty()
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "xterm",
    }
    with subprocess.Popen(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=follow,
        stderr=follow,
    ) as process:
        os.close(follow)
        shown = b"".join(iter(lambda: received(lead), b""))
    os.close(lead)
    text = STYLE.sub("", shown.decode()).replace("\r\n", "\n")
    return WORKING.sub("", text), process.returncode


def received(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def pattern(shown: str) -> str:
    """A page's text as a regular expression: an ellipsis stands for anything."""
    lines = [line.rstrip() for line in shown.rstrip().splitlines()]
    return "\n".join(re.escape(line).replace(ANY, ".*?") for line in lines) + r"\s*"


@pytest.mark.parametrize(("place", "block"), [pytest.param(*each, id=each[0]) for each in blocks()])
def test_block_shows_what_happens(place: str, block: str, tmp_path: Path) -> None:
    told = list(sessions(block))
    assert told, f"{place}: a console block without a line that begins with $"
    for command, shown in told:
        printed, code = typed(command, tmp_path)
        printed = "\n".join(line.rstrip() for line in printed.splitlines())
        assert code in (0, 1), f"{place}: {command}\n{printed}"
        assert re.fullmatch(pattern(shown), printed, re.S), f"{place}: {command}\n{printed}"


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target} is not there"
