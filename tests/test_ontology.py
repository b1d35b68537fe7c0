"""The ontology keeps its editorial rules, and stands alone."""

import re
import shutil
from pathlib import Path

import pytest
import rdflib
from bad_examples import ALWAYS, SOUND
from rdflib.namespace import OWL, RDF, RDFS, SKOS

import kg
from kg import content, rules, shapes
from kg.api import load
from kg.vocabulary import BASE, FACT_KINDS, PARTY_PROPERTIES, PREFIXES, STATUSES, THING_KINDS, WX

FILE = content.folder("ontology") / "wessex.ttl"
RULES = [rule for rule in rules.rules() if rule.name.startswith("ontology/")]
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(FILE, format="turtle")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_it_keeps_its_editorial_rules(rule: rules.Rule) -> None:
    if rule.name == ALWAYS:
        pytest.skip("whether a concept is used is decided by the data")
    assert [offence.message for offence in rules.broken(load([SOUND]), rule)] == []


def test_it_has_no_blank_nodes(ontology: rdflib.Graph) -> None:
    assert not [node for node in ontology.all_nodes() if isinstance(node, rdflib.BNode)]


def test_every_term_of_another_vocabulary_is_declared(ontology: rdflib.Graph) -> None:
    plain = [PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd")]
    used = {str(t) for triple in ontology for t in triple if isinstance(t, rdflib.URIRef)}
    terms = {term for term in used if not term.startswith((*plain, BASE))}
    declared = {str(term) for term in ontology.subjects(RDF.type)}
    assert sorted(terms - declared) == ["https://creativecommons.org/licenses/by/4.0/"]


def test_classes_are_named_in_the_singular(ontology: rdflib.Graph) -> None:
    classes = [c for c in ontology.subjects(RDF.type, OWL.Class) if c.startswith(WX)]
    plural = [c for c in classes if c.endswith("s") and not c.endswith(("ss", "us"))]
    assert plural == []


def test_definitions_are_sentences_without_white_space_around(ontology: rdflib.Graph) -> None:
    for term, definition in ontology.subject_objects(SKOS.definition):
        assert re.fullmatch(r"[A-Z].*\.", definition), term
        assert str(definition) == definition.strip()


def test_every_class_and_property_is_used(ontology: rdflib.Graph) -> None:
    """Or, for what an export adds, by the code."""
    files = [shapes_file(), *content.folder("queries").rglob("*.rq")]
    text = "\n".join(path.read_text("utf-8") for path in files)
    code = "\n".join(path.read_text("utf-8") for path in Path(kg.__file__).parent.glob("*.py"))
    kinds = (OWL.Class, *PROPERTIES)
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    ours = {str(term).removeprefix(WX) for term in terms if term.startswith(WX)}
    said = set(re.findall(r"\bwx:(\w+)", text)) | set(re.findall(r'WX \+ "(\w+)"', code))
    assert sorted(ours - said) == []


def test_the_shapes_use_only_terms_of_the_ontology(ontology: rdflib.Graph) -> None:
    declared = {str(term) for term in ontology.subjects(RDF.type)}
    used = {str(t) for triple in shapes.shapes() for t in triple if str(t).startswith(WX)}
    assert sorted(used - declared) == []


def test_the_queries_use_only_terms_of_the_ontology(ontology: rdflib.Graph) -> None:
    declared = {str(term).removeprefix(WX) for term in ontology.subjects(RDF.type)}
    for path in content.folder("queries").rglob("*.rq"):
        used = set(re.findall(r"(?<![\w\"])wx:(\w+)", path.read_text("utf-8")))
        assert sorted(used - declared - {"none"}) == [], path


def test_the_code_names_terms_of_the_ontology(ontology: rdflib.Graph) -> None:
    declared = {str(term).removeprefix(WX) for term in ontology.subjects(RDF.type)}
    assert {*FACT_KINDS, *THING_KINDS, *PARTY_PROPERTIES, *STATUSES} <= declared


def shapes_file() -> Path:
    return content.folder("ontology") / "shapes.ttl"


@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not here")
def test_hermit_finds_it_consistent(ontology: rdflib.Graph, tmp_path: Path) -> None:
    owlready2 = pytest.importorskip("owlready2")
    path = tmp_path / "wessex.nt"
    ontology.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    loaded = world.get_ontology(path.as_uri()).load()
    assert loaded.search_one(iri=WX + "Membership") is not None
    with loaded:
        owlready2.sync_reasoner_hermit(world, debug=0)
    assert list(world.inconsistent_classes()) == []


@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not here")
def test_hermit_would_find_an_inconsistency(ontology: rdflib.Graph, tmp_path: Path) -> None:
    owlready2 = pytest.importorskip("owlready2")
    impossible = rdflib.URIRef(WX + "Impossible")
    ontology_ = ontology + rdflib.Graph()
    person, place = rdflib.URIRef(WX + "Person"), rdflib.URIRef(WX + "Place")
    ontology_.add((impossible, RDF.type, OWL.Class))
    ontology_.add((impossible, RDFS.subClassOf, person))
    ontology_.add((impossible, RDFS.subClassOf, place))
    ontology_.add((person, OWL.disjointWith, place))
    path = tmp_path / "impossible.nt"
    ontology_.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    loaded = world.get_ontology(path.as_uri()).load()
    with loaded:
        owlready2.sync_reasoner_hermit(world, debug=0)
    assert str(impossible) in {each.iri for each in world.inconsistent_classes()}
