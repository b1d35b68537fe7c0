"""Find RDF files, folders and standard input, and read them, guarded, into a store."""

import io
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, BinaryIO, TypeAlias, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg import withheld
from kg.content import folder
from kg.errors import KgError
from kg.vocabulary import DOCUMENT, GRAPH, document_of, graph_named

FORMATS: dict[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".turtle": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".n3": RdfFormat.N3,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
_PACKED = ".gz"
_IN_FOLDERS = frozenset(FORMATS) - {".xml", ".json"}
_OWN_GRAPHS = (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD, RdfFormat.N3)
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of RDF: what to call it, its bytes, its format and the graph it goes to."""

    name: str
    text: bytes
    format: RdfFormat
    graph: str

    def read(self) -> "Source":
        """The source itself, which is read."""
        return self

    def open(self) -> BinaryIO:
        """Its bytes, piece by piece."""
        return io.BytesIO(self.text)


@dataclass(frozen=True, slots=True)
class File:
    """A file of RDF, packed by gzip or not, that is still to be read."""

    name: str
    path: Path
    format: RdfFormat
    graph: str

    def read(self) -> Source:
        """The source, whole and checked. Raises KgError as `read` does."""
        with damage_told(self.name), self.open() as file:
            return _checked(Source(self.name, file.read(), self.format, self.graph))

    def open(self) -> BinaryIO:
        """Its bytes, unpacked, piece by piece."""
        with damage_told(self.name):
            if self.path.suffix.lower() != _PACKED:
                return self.path.open("rb")
            import gzip

            return cast(BinaryIO, gzip.open(self.path))


Origin: TypeAlias = Source | File


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Turns what a file cannot give into a KgError that names it."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.strerror:
            raise KgError(f"{name}: cannot be read ({error.strerror}); check the path") from error
        raise KgError(f"{name}: its gzip is truncated or damaged; fetch the file anew") from error


def bundled() -> list[Source]:
    """The graph that comes with the package."""
    data = folder("data")
    paths = [data / "entities.ttl", *sorted((data / "triples").glob("*.ttl"))]
    return [_file(path).read() for path in paths if path.exists()]


def demonstration() -> list[Source]:
    """The demonstration documents that come with the package."""
    paths = sorted((folder("data") / "demonstration").glob("*.ttl"))
    return [_file(path).read() for path in paths]


def ontology() -> Source:
    """The ontology, whose labels every graph needs."""
    return _file(folder("ontology") / "wessex.ttl", graph="ontology").read()


def gather(
    data: Sequence[str | Path] = (),
    add: Sequence[str | Path] = (),
    *,
    demo: bool = False,
    stdin: BinaryIO | None = None,
) -> list[Source]:
    """The sources of `data`, or the bundled ones, with the demonstration and `add` after them."""
    return [origin.read() for origin in origins(data, add, demo=demo, stdin=stdin)]


def origins(
    data: Sequence[str | Path] = (),
    add: Sequence[str | Path] = (),
    *,
    demo: bool = False,
    stdin: BinaryIO | None = None,
) -> list[Origin]:
    """What `gather` would read, files unread."""
    own = located(data, stdin) if data else bundled()
    return [*own, *(demonstration() if demo else []), *located(add, stdin)]


def read(items: Sequence[str | Path], stdin: BinaryIO | None = None) -> list[Source]:
    """The sources that the items name: files, folders, or `-` for Turtle on standard input.

    Raises KgError for what is missing, empty, not UTF-8, of an unknown kind, a damaged gzip, or
    declares XML entities.
    """
    return [origin.read() for origin in located(items, stdin)]


def located(items: Sequence[str | Path], stdin: BinaryIO | None = None) -> list[Origin]:
    """What `read` would read, files unread."""
    return [origin for item in items for origin in _of_item(item, stdin)]


def _of_item(item: str | Path, stdin: BinaryIO | None) -> Iterator[Origin]:
    if str(item) == "-":
        text = (stdin or sys.stdin.buffer).read()
        yield _checked(Source("standard input", text, RdfFormat.TURTLE, GRAPH + "stdin"))
        return
    path = Path(item)
    if not path.is_dir():
        yield _file(path)
        return
    found = sorted(each for each in path.rglob("*") if _wanted(each.relative_to(path), each))
    if not found:
        raise KgError(f"{path}: no RDF file in this folder ({', '.join(sorted(_IN_FOLDERS))})")
    yield from map(_file, found)


def _wanted(within: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in within.parts)
    return not hidden and unpacked(path).suffix.lower() in _IN_FOLDERS and path.is_file()


def unpacked(path: PurePath) -> PurePath:
    """The path without the ending of gzip."""
    return path.with_suffix("") if path.suffix.lower() == _PACKED else path


def _file(path: Path, graph: str | None = None) -> File:
    plain = unpacked(path)
    return File(str(path), path, _format(path), graph_named(graph or plain.stem))


def held(path: PurePath, text: bytes, within: str) -> Source:
    """The source of a file's bytes that stand in something else, such as an archive.

    Raises KgError as `read` does.
    """
    name = f"{within}:{path}"
    return _checked(Source(name, text, _format(path), graph_named(path.stem)))


def _format(path: PurePath) -> RdfFormat:
    form = FORMATS.get(unpacked(path).suffix.lower())
    if form is None:
        known = ", ".join(FORMATS)
        raise KgError(f"{path}: unknown kind of file; its name must end in {known} (or with .gz)")
    return form


def _checked(source: Source) -> Source:
    if not source.text.strip():
        raise KgError(f"{source.name}: is empty; give a file that holds RDF")
    try:
        source.text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.text.count(b"\n", 0, error.start) + 1
        raise KgError(f"{source.name}:{line}: is not UTF-8; save it as UTF-8") from error
    found = source.format == RdfFormat.RDF_XML and DECLARATION.search(source.text)
    if found:
        line = source.text.count(b"\n", 0, found.start()) + 1
        raise KgError(f"{source.name}:{line}: {found[0].decode()} is refused; remove it")
    return source


def has_graphs(source: Origin) -> bool:
    """Whether the source may name graphs of its own."""
    return source.format in _OWN_GRAPHS


def fill(store: Store, sources: Iterable[Source], *, named: bool = False) -> None:
    """Add the sources to the default graph, or each to its named graph.

    A triple of several sources is one triple of the default graph; what is withheld does not stay.
    Raises KgError with file, line and column where a source is not well formed.
    """
    for source in sources:
        try:
            _fill(store, source, named)
        except SyntaxError as error:
            raise KgError(complaint(source, error)) from error
    withheld.remove(store, withheld.listed())


def _fill(store: Store, source: Source, named: bool) -> None:
    text, base = source.text.removeprefix(b"\xef\xbb\xbf"), base_of(source)
    graph = NamedNode(source.graph) if named else DefaultGraph()
    if not has_graphs(source):
        store.load(text, source.format, base_iri=base, to_graph=graph)
        return
    store.extend([placed(quad, graph, named) for quad in parsed(source, text)])


def triples(source: Source) -> bytes:
    """The source's triples as N-Triples, in whatever graphs they stand; blank nodes are renamed.

    Raises KgError with file, line and column where it is not well formed.
    """
    quads = parsed(source, source.text.removeprefix(b"\xef\xbb\xbf"))
    plain = (quad.triple for quad in quads) if has_graphs(source) else quads
    try:
        return serialize(plain, format=RdfFormat.N_TRIPLES) or b""
    except SyntaxError as error:
        raise KgError(complaint(source, error)) from error


def parsed(source: Origin, data: bytes | IO[bytes]) -> Iterator[Quad]:
    """The statements in a source's data; its blank nodes get names of their own.

    Raises SyntaxError, and KgError for formulas of N3, which state nothing.
    """
    quads = parse(data, source.format, base_iri=base_of(source), rename_blank_nodes=True)
    return _without_formulas(source, quads) if source.format == RdfFormat.N3 else quads


def _without_formulas(source: Origin, quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        if not isinstance(quad.graph_name, DefaultGraph):
            raise KgError(f"{source.name}: holds formulas of N3, which are no RDF; write Turtle")
        yield quad


def placed(quad: Quad, graph: NamedNode | DefaultGraph, named: bool) -> Quad:
    """A quad in the default graph, or, `named`, in its own graph or else in this one."""
    own = named and not isinstance(quad.graph_name, DefaultGraph)
    return quad if own else Quad(quad.subject, quad.predicate, quad.object, graph)


def base_of(source: Origin) -> str:
    """The IRI against which the relative ones of a source are resolved."""
    return document_of(source.graph) if source.graph.startswith(GRAPH) else DOCUMENT


def complaint(source: Origin, error: SyntaxError) -> str:
    """What is wrong in a source that is not well formed, and where."""
    message = re.sub(r"^Parser error at .*?: ", "", str(error.msg or error)).splitlines()[0]
    if "LoadDocumentCallback" in message:
        return f"{source.name}: refers to a context on the network; write the context into the file"
    place = f":{error.lineno}:{error.offset}" if error.lineno else _place_in_xml(source)
    return f"{source.name}{place}: {message}; correct the file there"


def _place_in_xml(source: Origin) -> str:
    """Where XML is not well formed, which Oxigraph does not tell; else nothing."""
    if source.format != RdfFormat.RDF_XML:
        return ""
    from xml.parsers import expat

    try:
        with source.open() as file:
            expat.ParserCreate().ParseFile(file)
    except expat.ExpatError as error:
        return f":{error.lineno}:{error.offset + 1}"
    return ""


def version_of(sources: Iterable[Source]) -> str:
    """Twelve hexadecimal digits that stand for the content of the sources, in any order."""
    from hashlib import sha256

    return version_from(sha256(each.text.replace(b"\r\n", b"\n")).hexdigest() for each in sources)


def version_from(digests: Iterable[str]) -> str:
    """The version of sources of which the SHA-256 of each is known, its lines ended by LF."""
    from hashlib import sha256

    return sha256("\n".join(sorted(digests)).encode()).hexdigest()[:12]
