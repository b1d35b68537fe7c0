"""A knowledge graph of the Wessex health ecosystem that a reader can check."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, Slice, load
    from kg.stored import open_store

__version__ = "0.2.0"
__all__ = ["Graph", "Slice", "__version__", "load", "open_store"]


def __getattr__(name: str) -> Any:
    # Late, so that `kg --help` need not load the store.
    if name in ("Graph", "Slice", "load"):
        from kg import api

        return getattr(api, name)
    if name == "open_store":
        from kg.stored import open_store

        return open_store
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
