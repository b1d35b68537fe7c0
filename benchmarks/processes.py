"""Actions that are whole processes: a command, Python with some code, the installed kg."""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from timing import Action


def process(*command: str) -> int:
    """Run a command to its end; returns the number of lines it wrote."""
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.count(b"\n")


def python(code: str, *arguments: str) -> Action:
    """Run code in a new Python."""
    return partial(process, sys.executable, "-c", code, *arguments)


def kg_command(*arguments: str) -> Action:
    """Run the installed kg."""
    found = shutil.which("kg", path=str(Path(sys.executable).parent))
    if not found:
        raise FileNotFoundError(
            "kg is not installed beside this Python: python -m pip install -e ."
        )
    return partial(process, found, *arguments)
