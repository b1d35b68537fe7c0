"""Settings of measures: whether weights count, whose ways are followed, how walkers go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_ALPHA, MOST_ALPHA = 1e-12, 1e12
MOST_DAMPING = 0.999


@dataclass(frozen=True, slots=True)
class How:
    """The settings of measures: whether weights count, attenuation of katz, damping of pagerank.

    `sources` are the nodes whose ways are followed (all if None) to estimate what those of all
    would give; `exact` forbids that, `seed` draws them. Raises KgError for an attenuation or
    damping with which nothing can be computed.
    """

    weighted: bool = True
    alpha: float | None = None
    damping: float = 0.85
    exact: bool = False
    seed: int = 0
    sources: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.alpha is not None and not LEAST_ALPHA <= self.alpha <= MOST_ALPHA:
            raise KgError(
                f"an attenuation (--alpha) of {self.alpha:g} tells nothing; give a number above 0,"
                " such as 0.1"
            )
        if self.damping > MOST_DAMPING:
            raise KgError(
                f"with a damping of {self.damping:g} the walker hardly ever starts anew, and the"
                f" scores lose their ground; give at most {MOST_DAMPING}"
            )
        if not self.damping >= 0:
            raise KgError(
                f"a damping of {self.damping:g} is no probability; give 0 to {MOST_DAMPING}"
            )
