"""The errors that a user can cause, each with a message that says what to do."""

from collections.abc import Sequence


class KgError(ValueError):
    """Bad input; the message names the file or argument and the repair."""

    exit_code: int = 2


class UnknownName(KgError):  # noqa: N818
    """No entity, document or question bears the name."""


class AmbiguousName(KgError):  # noqa: N818
    """Several entities bear the name; `candidates` are their IRIs."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)
