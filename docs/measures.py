"""Write docs/measures.md anew: what each measure of `kg rank` computes."""

from __future__ import annotations

import inspect
from pathlib import Path

from kg.measures import MEASURES, Measure

TARGET = Path(__file__).with_name("measures.md")
HEAD = """\
<!-- Made by `make docs`; do not edit. -->

# Measures

What `kg rank MEASURE --network NAME` computes. Every value equals that of networkx to 1e-9, except
where it says otherwise; the tests compare them on every network of the graph, on random ones and
with published ones. Weights count unless `--unweighted` is given. None is ever negative.

`kg rank` lists things of the first mode before those of the second, and ranks each mode apart.
Another measure is one more function beside its kin (`kg/centrality.py`, `kg/spectral.py`,
`kg/neighbourhood.py`), with an entry in the table of `kg/measures.py`.
"""


def measures() -> str:
    """docs/measures.md: a section for each measure, from its docstring."""
    return "\n".join([HEAD, *map(_section, MEASURES.values())])


def _section(measure: Measure) -> str:
    head, _, rest = (inspect.getdoc(measure.compute) or "").partition("\n\n")
    low = "\n\nThe lowest comes first." if measure.low_is_central else ""
    return f"## {measure.name}\n\n{head}{low}\n\n{rest}\n"


if __name__ == "__main__":
    TARGET.write_text(measures(), encoding="utf-8")
