"""Sources read piece by piece: guarded and hashed on the way, and written out as N-Quads."""

from __future__ import annotations

import codecs
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.derive import CLASSES, PREDICATES, Facts, facts_of
from kg.errors import KgError
from kg.sources import DECLARATION, Origin, complaint, damage_told, has_graphs, parsed, placed
from kg.vocabulary import RDF, WX

if TYPE_CHECKING:
    from kg.derive import Values

CHUNK = 20_000  # statements; some megabytes at once
BOM = b"\xef\xbb\xbf"
_OVERLAP = 16  # bytes; longer than what declares an entity

Keep = Callable[[Quad], bool]


class Guarded(io.RawIOBase):
    """The bytes of a source as the parser may see them: UTF-8 without a mark of byte order.

    Raises KgError, naming the line, for other bytes and for XML that declares entities.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin, self._file = origin, origin.open()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._hash = sha256()
        self._lines, self._first, self._empty = 1, True, True
        self._tail, self._return = b"", b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        with damage_told(self._origin.name):
            piece = self._file.read(size)
        self._check(piece)
        self._empty = self._empty and not piece.strip()
        if not self._first:
            return piece
        self._first = False
        return piece.removeprefix(BOM)

    def digest(self) -> str:
        """The SHA-256 of all that was read, its lines ended by LF; KgError if that is nothing."""
        if self._empty:
            raise KgError(f"{self._origin.name}: is empty; give a file that holds RDF")
        return self._hash.hexdigest()

    def _check(self, piece: bytes) -> None:
        try:
            self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            line = self._lines + error.object.count(b"\n", 0, error.start)
            raise KgError(f"{self._origin.name}:{line}: is not UTF-8; save it as UTF-8") from error
        if self._origin.format == RdfFormat.RDF_XML:
            self._refuse_entities(piece)
        self._digest(piece)
        self._lines += piece.count(b"\n")

    def _refuse_entities(self, piece: bytes) -> None:
        text = self._tail + piece
        found = DECLARATION.search(text)
        if found:
            line = self._lines + text.count(b"\n", len(self._tail), found.start())
            name = f"{self._origin.name}:{line}"
            raise KgError(f"{name}: {found[0].decode()} is refused; remove it")
        self._tail = text[-_OVERLAP:]

    def _digest(self, piece: bytes) -> None:
        text = self._return + piece
        self._return = b"\r" if piece and text.endswith(b"\r") else b""
        self._hash.update(text.removesuffix(self._return).replace(b"\r\n", b"\n"))


def statements(origin: Origin, digests: list[str] | None = None) -> Iterator[Quad]:
    """The statements of a source; its digest is added to the list once all are read.

    Raises KgError with file, line and column where it is not well formed.
    """
    with Guarded(origin) as text:
        try:
            yield from parsed(origin, cast(BinaryIO, text))
        except SyntaxError as error:
            raise KgError(complaint(origin, error)) from error
        digest = text.digest()
        if digests is not None:
            digests.append(digest)


# What the days rest on, gathered on the way


class Gathered:
    """What the days of facts rest on, of all statements seen."""

    def __init__(self) -> None:
        self._values: Mapping[str, dict[str, list[str]]] = {
            predicate: defaultdict(list) for predicate in PREDICATES
        }
        self._known: dict[str, str] = {}
        self._nameless = False

    def see(self, quads: Iterable[Quad]) -> None:
        """Remember what these statements say of days."""
        for quad in quads:
            predicate = quad.predicate.value
            values = self._values.get(predicate)
            if values is not None:
                self._remember(predicate, values, quad)

    def _remember(self, predicate: str, values: dict[str, list[str]], quad: Quad) -> None:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode):
            self._nameless = self._nameless or predicate == WX + "status"
        elif isinstance(value, NamedNode | Literal):
            text = value.value
            if predicate != RDF + "type" or text in CLASSES:
                values[self._once(subject.value)].append(self._once(text))

    def _once(self, text: str) -> str:
        """The same text, held once."""
        return self._known.setdefault(text, text)

    def facts(self) -> Facts:
        """The facts, with what their days rest on."""
        return facts_of(self._read, nameless=self._nameless)

    def _read(self, predicate: str) -> Values:
        return {subject: sorted(set(each)) for subject, each in self._values[predicate].items()}


# As N-Quads


def in_graph(lines: bytes, graph: str) -> bytes:
    """Whole lines of N-Triples as lines of N-Quads: in N-Triples no value can hold a line's end."""
    return lines.replace(b" .\n", f" {NamedNode(graph)} .\n".encode())


def lines_of(
    origin: Origin, gathered: Gathered, digests: list[str], keep: Keep | None
) -> Iterator[bytes]:
    """A source as N-Quads, each statement in the default graph and in its named graph."""
    every = statements(origin, digests)
    quads = filter(keep, every) if keep else every
    while chunk := list(islice(quads, CHUNK)):
        gathered.see(chunk)
        plain = _serialized([quad.triple for quad in chunk], RdfFormat.N_TRIPLES)
        yield plain
        if has_graphs(origin):
            own = NamedNode(origin.graph)
            yield _serialized([placed(quad, own, True) for quad in chunk], RdfFormat.N_QUADS)
        else:
            yield in_graph(plain, origin.graph)


def _serialized(found: list[Triple] | list[Quad], form: RdfFormat) -> bytes:
    return serialize(found, format=form) or b""


def whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces that end with a line."""
    while piece := file.readlines(1 << 20):
        yield b"".join(piece)


class Pieces(io.RawIOBase):
    """Pieces of bytes, made as they are read, as one file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece, self._at, self.lines = b"", 0, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while self._at >= len(self._piece):
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._piece, self._at = piece, 0
            self.lines += piece.count(b"\n")
        end = len(self._piece) if size < 0 else self._at + size
        found = self._piece[self._at : end]
        self._at = end
        return found


# What is withheld


def keeping(origins: Iterable[Origin], digests: frozenset[str]) -> Keep | None:
    """Which statements stay where these IRIs are withheld; None where all do.

    What goes is what `withheld.remove` takes out of a store; but what was never written into a
    store on disk is not in its files either.
    """
    origins = list(origins)
    things = _listed(origins, digests) if digests else set()
    if not things:
        return None
    facts, cited = _naming(origins, things)
    gone, fragment = things | facts, NamedNode(WX + "textFragment")

    def keep(quad: Quad) -> bool:
        named = quad.subject in gone or quad.object in gone
        return not (named or (quad.subject in cited and quad.predicate == fragment))

    return keep


def _listed(origins: Iterable[Origin], digests: frozenset[str]) -> set[NamedNode]:
    """The IRIs among the subjects and objects that the list withholds."""
    things: set[NamedNode] = set()
    for origin in origins:
        every = statements(origin)
        while chunk := list(islice(every, CHUNK)):
            terms = {term for quad in chunk for term in (quad.subject, quad.object)}
            iris = (term for term in terms if isinstance(term, NamedNode))
            things |= {i for i in iris if sha256(i.value.encode()).hexdigest() in digests}
    return things


def _naming(
    origins: Iterable[Origin], things: set[NamedNode]
) -> tuple[set[NamedNode], set[NamedNode]]:
    """The facts that name these things, and the passages that those facts cite."""
    naming = {q.subject for o in origins for q in statements(o) if q.object in things}
    status, evidence = NamedNode(WX + "status"), NamedNode(WX + "evidence")
    said = [
        (quad.subject, quad.predicate, quad.object)
        for origin in origins
        for quad in statements(origin)
        if quad.predicate in (status, evidence) and quad.subject in naming
    ]
    facts = {s for s, predicate, _ in said if predicate == status and isinstance(s, NamedNode)}
    cited = {o for s, p, o in said if p == evidence and s in facts and isinstance(o, NamedNode)}
    return facts, cited
