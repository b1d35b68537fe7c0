"""A knowledge graph of the Wessex health ecosystem that a reader can check."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, Slice, load

__version__ = "0.1.0"
__all__ = ["Graph", "Slice", "__version__", "load"]


def __getattr__(name: str) -> Any:
    # Late, so that `kg --help` need not load the store.
    if name in ("Graph", "Slice", "load"):
        from kg import api

        return getattr(api, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
