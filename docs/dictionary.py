"""Write docs/data-dictionary.md anew from the ontology, the shapes and the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import kg
from kg import content, shapes
from kg.shapes import Use
from kg.vocabulary import FACT_KINDS, PREFIXES, RDF, THING_KINDS, WX, compact, slug

QUERIES = content.folder("queries")
TARGET = Path(__file__).with_name("data-dictionary.md")
MADE = "<!-- Made by `make docs`; do not edit. -->"
VOCABULARIES = {
    "org": ("W3C ORG", "https://www.w3.org/TR/vocab-org/"),
    "prov": ("PROV-O", "https://www.w3.org/TR/prov-o/"),
    "foaf": ("FOAF", "http://xmlns.com/foaf/spec/"),
    "dcterms": ("Dublin Core Terms", "https://www.dublincore.org/specifications/dublin-core/"),
    "skos": ("SKOS", "https://www.w3.org/TR/skos-reference/"),
    "schema": ("schema.org", "https://schema.org/"),
    "oa": ("Web Annotation", "https://www.w3.org/TR/annotation-vocab/"),
    "bibo": ("BIBO", "https://www.dublincore.org/specifications/bibo/"),
}
TIMES = {(1, 1): "one", (0, 1): "at most one", (1, None): "one or more", (0, None): "any number",
         (2, None): "two or more"}  # fmt: skip
THINGS = {"Organisation", "Person", "Place", "Programme"}
DATES = {"EDTF", "date", "gYear", "gYearMonth"}
WORDS = {"langString": "text in English", "string": "characters", "decimal": "number",
         "date": "day", "duration": "duration"}  # fmt: skip
SHAPED = {"Source": "passage or register edition", "WebAddress": "web address"}
OURS = """\
Our graph of a document is a third thing, with the same slug: it is `prov:wasDerivedFrom` the
document, and has who read it (`dcterms:creator`), the licence of the reading (`dcterms:license`)
and the day on which it was last read against its passages (`wx:vouchedOn`)."""


def dictionary() -> str:
    """docs/data-dictionary.md, from the ontology, the shapes and the data."""
    parts = [_head(), *map(_kind, FACT_KINDS), _things(), _sources(), _derived(), _schemes()]
    return "\n\n".join([*parts, _alignments()]) + "\n"


def _head() -> str:
    return f"""\
{MADE}

# Data dictionary

A *fact* is a node: one thing that a source says, with the passages that carry it, a status and,
where the source tells, a period. Facts speak of *things*: bodies, programmes, people, places. The
names below are in the namespace `wx:`, <{WX}>.
[Tutorial](tutorial.md) and [questions](questions.md) show them at work, [reading](reading.md) says
how they are filled.

![The model: facts cite passages of documents; kinds of facts lead to things](model.svg)

A **date** is a day, month or year (`xsd:date`, `xsd:gYearMonth`, `xsd:gYear`) or, where the source
is vaguer, a season, an interval or an approximate date of the Extended Date/Time Format:
`"2009-23"^^edtf:EDTF` is autumn 2009.

## Facts

### Every fact

{_definition("Fact")}

{_table(_uses("Fact"))}"""


def _kind(kind: str) -> str:
    return "\n\n".join([f"### {kind}", _definition(kind), _table(_uses(kind)), *_example(kind)])


def _things() -> str:
    rows = [f"| `wx:{kind}` | {_definition(kind)} | {_such_as(kind)} |" for kind in THING_KINDS]
    head = "| class | what it is | such as |\n|---|---|---|\n"
    return f"""\
## Things

A thing has one class and one `skos:prefLabel`, in `data/entities.ttl`. All else that is known of it
is facts. Its kind (university, NHS trust …) is a Description with a `wx:concept`. Bodies that look
alike but differ are kept apart by `owl:differentFrom`.

{head}{chr(10).join(rows)}"""


def _sources() -> str:
    parts = ["## Documents and passages"]
    for kind in ("Document", "Edition", "Passage"):
        uses = _uses(kind)
        parts += [f"### {kind}", _definition(kind), *([_table(uses)] if uses else [])]
    parts += [f"```turtle\n{_document_example()}\n```", OURS]
    return "\n\n".join(parts)


def _derived() -> str:
    ruled = dict(_rule(path) for path in sorted((QUERIES / "derive").glob("*.rq")))
    rows = [f"| `{compact(name)}` | {_sentence(name)} |" for name in _unstated()
            if compact(name) not in ruled]  # fmt: skip
    return f"""\
## Derived when the graph is loaded

These make SPARQL short. They are made anew in each slice; a plan never yields a membership, a part
or money.

| property | rule |
|---|---|
{chr(10).join(f"| `{name}` | {said} |" for name, said in ruled.items())}

These tell of days, places in the text, and slices:

| property | meaning |
|---|---|
{chr(10).join(rows)}"""


def _unstated() -> list[str]:
    """The properties of the ontology that no file states: no shape has a path to them."""
    stated = {str(o) for _, p, o in shapes.shapes() if str(p) == f"{shapes.SHACL}path"}
    own = _terms("owl:DatatypeProperty", "owl:ObjectProperty")
    return [name for name in own if name.startswith(WX) and name not in stated]


def _rule(path: Path) -> tuple[str, str]:
    text = path.read_text(encoding="utf-8")
    made = re.search(r"CONSTRUCT\s*\{\s*\?\w+ (\S+) ", text)
    said = re.search(r"#\+ summary: (.*)", text)
    assert made
    assert said
    return made[1], said[1]


def _schemes() -> str:
    schemes = _rows("SELECT ?it { ?it a skos:ConceptScheme } ORDER BY ?it")
    return "\n\n".join(["## Concept schemes", *(_scheme(row["it"]) for row in schemes)])


def _scheme(scheme: str) -> str:
    inside = _rows(f"SELECT ?it ?label {{ ?it skos:inScheme <{scheme}> ; rdfs:label ?label }}"
                   " ORDER BY ?label ?it")  # fmt: skip
    rows = [f"| `{compact(r['it'])}` | {r['label']} | {_sentence(r['it'])} |" for r in inside]
    return (
        f"### {slug(scheme)}\n\n{_sentence(scheme)} Used by {_users(scheme)}.\n\n"
        f"| concept | label | meaning |\n|---|---|---|\n{chr(10).join(rows)}"
    )


def _users(scheme: str) -> str:
    names = sorted({compact(u.property) for u in shapes.uses() if scheme in u.schemes})
    return ", ".join(f"`{name}`" for name in names)


def _alignments() -> str:
    rows = []
    for prefix, (name, page) in VOCABULARIES.items():
        own = _under(PREFIXES[prefix])
        bare = _reused(PREFIXES[prefix])
        if own or bare:
            rows.append(f"| [{name}]({page}) | {', '.join(own)} | {', '.join(bare)} |")
    return f"""\
## Alignments

A ⊑ B: each A is a B (`rdfs:subClassOf`, `rdfs:subPropertyOf`).

| vocabulary | our terms under theirs | used as they are |
|---|---|---|
{chr(10).join(rows)}

The ontology states no domains and ranges. `schema:domainIncludes` and `schema:rangeIncludes`, made
from the shapes for diagram tools, come from `kg.shapes.includes_turtle()`."""


def _under(namespace: str) -> list[str]:
    found = _rows("SELECT ?it ?above { ?it rdfs:subClassOf|rdfs:subPropertyOf ?above }"
                  " ORDER BY ?above ?it")  # fmt: skip
    return [f"`{compact(row['it'])}` ⊑ `{compact(row['above'])}`" for row in found
            if row["above"].startswith(namespace)]  # fmt: skip


def _reused(namespace: str) -> list[str]:
    above = {row["above"] for row in
             _rows("SELECT ?above { ?it rdfs:subClassOf|rdfs:subPropertyOf ?above }")}  # fmt: skip
    names = _terms("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty",
                   "owl:AnnotationProperty")  # fmt: skip
    return [f"`{compact(name)}`" for name in names
            if name.startswith(namespace) and name not in above]  # fmt: skip


# Parts of the dictionary


def _table(uses: Iterable[Use]) -> str:
    rows = [f"| `{compact(use.property)}` | {TIMES[use.least, use.most]} | {_values(use)} |"
            f" {_sentence(use.property)} |" for use in uses]  # fmt: skip
    return "\n".join(["| property | how many | values | meaning |", "|---|---|---|---|", *rows])


def _uses(kind: str) -> list[Use]:
    own = [use for use in shapes.uses() if use.kind == WX + kind and use.property != RDF + "type"]
    return sorted(own, key=lambda use: (use.least == 0, use.property))


def _values(use: Use) -> str:
    """What a property's values are, in words."""
    if use.schemes:
        return f"concept of {_or(f'[{slug(s)}](#{slug(s).lower()})' for s in use.schemes)}"
    names = {slug(each) for each in use.ranges}
    if names >= DATES:
        return "date"
    if names >= THINGS:
        return "any thing"
    return _or(WORDS.get(n, f"`wx:{n}`") for n in sorted(names)) or SHAPED.get(_helper(use), "IRI")


def _or(words: Iterable[str]) -> str:
    *before, last = [*words] or [""]
    return f"{', '.join(before)} or {last}" if before else last


def _helper(use: Use) -> str:
    """The local name of the shape that the property's values have, or ""."""
    graph = shapes.shapes()
    name = f"{shapes.SHAPES}{slug(use.kind)}-{slug(use.property)}"
    found = [o for s, p, o in graph if str(s) == name and str(p) == f"{shapes.SHACL}node"]
    return slug(str(found[0])) if found else ""


def _definition(kind: str) -> str:
    above = _rows(f"SELECT ?above {{ wx:{kind} rdfs:subClassOf ?above }} ORDER BY ?above")
    names = ", ".join(f"`{compact(row['above'])}`" for row in above)
    return f"{_sentence(WX + kind)} (⊑ {names})" if names else _sentence(WX + kind)


def _such_as(kind: str) -> str:
    return "".join(r["e"] for r in _rows(f"SELECT ?e {{ wx:{kind} skos:example ?e }} ORDER BY ?e"))


def _sentence(iri: str) -> str:
    found = _rows(f"SELECT ?said {{ <{iri}> skos:definition ?said }}")
    return found[0]["said"] if found else _BORROWED.get(compact(iri), "")


_BORROWED = {
    "skos:prefLabel": "The name by which the graph calls a thing.",
    "dcterms:title": "The document's title.",
    "dcterms:publisher": "The body that published the document.",
    "dcterms:issued": "When the document was published.",
}


def _example(kind: str) -> list[str]:
    """A fact of the data, as its file writes it: actual, without note, many properties."""
    found = [block for path in _data_files() for block in _blocks(path, kind)]
    if not found:
        return []
    name, text = max(found, key=lambda block: _telling(block[1]))
    return [f"```turtle\n# data/triples/{name}\n{text}\n```"]


def _blocks(path: Path, kind: str) -> Iterator[tuple[str, str]]:
    """The facts of a file; none that names a person, since a page cannot honour an objection."""
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(rf"^:\S+ a wx:{kind} ;\n(?:    .* ;\n)*    .* \.$", text, re.M):
        if _people().isdisjoint(re.findall(r"id:[a-z0-9-]+", found[0])):
            yield path.name, found[0]


@cache
def _people() -> frozenset[str]:
    text = (content.folder("data") / "entities.ttl").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^(id:\S+) a wx:Person ", text, re.M))


def _telling(block: str) -> tuple[bool, bool, int, int, str]:
    plain = "readingNote" not in block
    return plain, "wx:status wx:actual" in block, block.count(" ;"), -len(block), block


def _document_example() -> str:
    text = (content.folder("data") / "demonstration" / "acute-services.ttl").read_text("utf-8")
    document = re.search(r"^<> a wx:Document ;\n(?:    .*\n)+", text, re.M)
    passage = re.search(r"^<#char=.* a wx:Passage .*$", text, re.M)
    assert document
    assert passage
    return f"# data/demonstration/acute-services.ttl\n{document[0]}\n{passage[0]}"


def _data_files() -> list[Path]:
    return sorted((content.folder("data") / "triples").glob("*.ttl"))


def _terms(*kinds: str) -> list[str]:
    listed = " ".join(kinds)
    return [row["it"] for row in _rows(
        f"SELECT DISTINCT ?it {{ VALUES ?kind {{ {listed} }} ?it a ?kind }} ORDER BY ?it"
    )]  # fmt: skip


def _rows(text: str) -> list[dict[str, str]]:
    """The solutions of a query to the ontology, as plain strings."""
    found = _ontology().rows(text)
    return [{name: str(getattr(t, "value", t)) for name, t in row.items()} for row in found]


@cache
def _ontology() -> kg.Graph:
    return kg.load([content.folder("ontology") / "wessex.ttl"])


def main() -> None:
    TARGET.write_text(dictionary(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
