"""Agreement: how far two groupings of the same things are the same, beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def agreement(one: Sequence[Hashable], two: Sequence[Hashable]) -> float:
    """The adjusted mutual information of two groupings of the same things.

    N. X. Vinh, J. Epps and J. Bailey, J. Mach. Learn. Res. 11, 2837 (2010), normalised by the
    arithmetic mean of the entropies: 1 for the same groups, 0 on average by chance. Where one has
    a single group and the other has not, there is nothing to agree on: 0.
    """
    table = _contingency(one, two)
    if 1 in table.shape:
        return float(table.shape == (1, 1))
    rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
    chance = _expected_information(rows, columns, total)
    most = (_entropy(rows / total) + _entropy(columns / total)) / 2
    shared = 2 * most - _entropy(table.ravel() / total)
    return float((shared - chance) / (most - chance)) if most - chance > 1e-12 else 1.0


def _contingency(one: Sequence[Hashable], two: Sequence[Hashable]) -> NDArray[np.float64]:
    """How many things are in each group of the one and of the other."""
    rows, columns = ({label: at for at, label in enumerate(dict.fromkeys(x))} for x in (one, two))
    table = np.zeros((len(rows), len(columns)))
    for pair, many in Counter(zip(one, two, strict=True)).items():
        table[rows[pair[0]], columns[pair[1]]] = many
    return table


def _entropy(shares: NDArray[np.float64]) -> float:
    """Shannon's entropy in nats."""
    known = shares[shares > 0]
    return float(-(known * np.log(known)).sum())


def _expected_information(
    rows: NDArray[np.float64], columns: NDArray[np.float64], total: float
) -> float:
    """The mutual information to expect of groups of these sizes filled by chance."""
    from scipy.special import gammaln

    found = 0.0
    for (a, many_a), (b, many_b) in product(Counter(rows).items(), Counter(columns).items()):
        both = np.arange(max(1, a + b - total), min(a, b) + 1)
        gone = (a, b, total - a, total - b)
        left = (both, a - both, b - both, total - a - b + both)
        chance = sum(gammaln(x + 1) for x in gone) - gammaln(total + 1)
        chance = np.exp(chance - sum(gammaln(x + 1) for x in left))
        told = both / total * np.log(total * both / (a * b))
        found += many_a * many_b * float((told * chance).sum())
    return found
