"""Read RDF files, folders and standard input, guarded, into a store."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

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
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
_IN_FOLDERS = frozenset(FORMATS) - {".xml", ".json"}
_OWN_GRAPHS = (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD)
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of RDF: what to call it, its bytes, its format and the graph it goes to."""

    name: str
    text: bytes
    format: RdfFormat
    graph: str


def bundled() -> list[Source]:
    """The graph that comes with the package."""
    data = folder("data")
    paths = [data / "entities.ttl", *sorted((data / "triples").glob("*.ttl"))]
    return [_of_file(path) for path in paths if path.exists()]


def demonstration() -> list[Source]:
    """The demonstration documents that come with the package."""
    return [_of_file(path) for path in sorted((folder("data") / "demonstration").glob("*.ttl"))]


def ontology() -> Source:
    """The ontology, whose labels every graph needs."""
    return _of_file(folder("ontology") / "wessex.ttl", graph="ontology")


def gather(
    data: Sequence[str | Path] = (),
    add: Sequence[str | Path] = (),
    *,
    demo: bool = False,
    stdin: BinaryIO | None = None,
) -> list[Source]:
    """The sources of `data`, or the bundled ones, with the demonstration and `add` after them."""
    own = read(data, stdin) if data else bundled()
    return [*own, *(demonstration() if demo else []), *read(add, stdin)]


def read(items: Sequence[str | Path], stdin: BinaryIO | None = None) -> list[Source]:
    """The sources that the items name: files, folders, or `-` for Turtle on standard input.

    Raises KgError for what is missing, empty, not UTF-8, of an unknown kind, or declares XML
    entities.
    """
    return [source for item in items for source in _of_item(item, stdin)]


def _of_item(item: str | Path, stdin: BinaryIO | None) -> Iterator[Source]:
    if str(item) == "-":
        text = (stdin or sys.stdin.buffer).read()
        yield _checked(Source("standard input", text, RdfFormat.TURTLE, GRAPH + "stdin"))
        return
    path = Path(item)
    if not path.is_dir():
        yield _of_file(path)
        return
    found = sorted(each for each in path.rglob("*") if _wanted(each.relative_to(path), each))
    if not found:
        raise KgError(f"{path}: no RDF file in this folder ({', '.join(sorted(_IN_FOLDERS))})")
    yield from (_of_file(each) for each in found)


def _wanted(within: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in within.parts)
    return not hidden and path.suffix.lower() in _IN_FOLDERS and path.is_file()


def _of_file(path: Path, graph: str | None = None) -> Source:
    form = _format(path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise KgError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return _checked(Source(str(path), text, form, graph_named(graph or path.stem)))


def held(path: PurePath, text: bytes, within: str) -> Source:
    """The source of a file's bytes that stand in something else, such as an archive.

    Raises KgError as `read` does.
    """
    name = f"{within}:{path}"
    return _checked(Source(name, text, _format(path), graph_named(path.stem)))


def _format(path: PurePath) -> RdfFormat:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise KgError(f"{path}: unknown kind of file; its name must end in {', '.join(FORMATS)}")
    return form


def _checked(source: Source) -> Source:
    if not source.text.strip():
        raise KgError(f"{source.name}: is empty; give a file that holds RDF")
    try:
        source.text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.text.count(b"\n", 0, error.start) + 1
        raise KgError(f"{source.name}:{line}: is not UTF-8; save it as UTF-8") from error
    found = source.format == RdfFormat.RDF_XML and _DECLARATION.search(source.text)
    if found:
        line = source.text.count(b"\n", 0, found.start()) + 1
        raise KgError(f"{source.name}:{line}: {found[0].decode()} is refused; remove it")
    return source


def has_graphs(source: Source) -> bool:
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
            raise KgError(_complaint(source, error)) from error
    withheld.remove(store, withheld.listed())


def _fill(store: Store, source: Source, named: bool) -> None:
    text, base = source.text.removeprefix(b"\xef\xbb\xbf"), _base(source)
    graph = NamedNode(source.graph) if named else DefaultGraph()
    if not has_graphs(source):
        store.load(text, source.format, base_iri=base, to_graph=graph)
        return
    quads = parse(text, source.format, base_iri=base)
    store.extend([_placed(quad, graph, named) for quad in quads])


def triples(source: Source) -> bytes:
    """The source's triples as N-Triples, in whatever graphs they stand; blank nodes are renamed.

    Raises KgError with file, line and column where it is not well formed.
    """
    text = source.text.removeprefix(b"\xef\xbb\xbf")
    quads = parse(text, source.format, base_iri=_base(source), rename_blank_nodes=True)
    try:
        return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    except SyntaxError as error:
        raise KgError(_complaint(source, error)) from error


def _placed(quad: Quad, graph: NamedNode | DefaultGraph, named: bool) -> Quad:
    own = named and not isinstance(quad.graph_name, DefaultGraph)
    return quad if own else Quad(quad.subject, quad.predicate, quad.object, graph)


def _base(source: Source) -> str:
    return document_of(source.graph) if source.graph.startswith(GRAPH) else DOCUMENT


def _complaint(source: Source, error: SyntaxError) -> str:
    message = re.sub(r"^Parser error at .*?: ", "", str(error.msg or error)).splitlines()[0]
    if "LoadDocumentCallback" in message:
        return f"{source.name}: refers to a context on the network; write the context into the file"
    place = f":{error.lineno}:{error.offset}" if error.lineno else _place_in_xml(source)
    return f"{source.name}{place}: {message}; correct the file there"


def _place_in_xml(source: Source) -> str:
    """Where XML is not well formed, which Oxigraph does not tell; else nothing."""
    if source.format != RdfFormat.RDF_XML:
        return ""
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(source.text, True)
    except expat.ExpatError as error:
        return f":{error.lineno}:{error.offset + 1}"
    return ""


def version_of(sources: Iterable[Source]) -> str:
    """Twelve hexadecimal digits that stand for the content of the sources, in any order."""
    from hashlib import sha256

    digests = sorted(sha256(each.text.replace(b"\r\n", b"\n")).hexdigest() for each in sources)
    return sha256("\n".join(digests).encode()).hexdigest()[:12]
