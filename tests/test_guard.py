"""The lexer sees what a query would touch, and only outside strings, IRIs, comments and names."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.guard import explain, form, guard, lex, prefixes, tokens

GRAPHS = frozenset({"https://example.org/graph/one"})
KNOWN = {"ex": "https://example.org/graph/"}
ANYWHERE = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)
PIECES = (
    *("SERVICE", "from", "FILTER", "SILENT", "UNDEF", "true", "1", "?s", "@en", "_:b", "é"),
    *("<http://127.0.0.1:1/>", "ex:x", ":x", "ex:a.", "ex:a.SERVICE", "<?o", "<", ">", "^^"),
    *("{", "}", "(", ")", ".", "-", "#", "'", '"', "'''", '"""', "\\", "\\u0022", "\u200c"),
)
SPARQLISH = st.lists(st.sampled_from([*PIECES, " ", "\n", "\u00a0"]), max_size=12).map("".join)


def check(query: str, allow_network: bool = False) -> None:
    guard(query, lambda: GRAPHS, KNOWN, allow_network)


@given(st.one_of(ANYWHERE, SPARQLISH))
def test_the_pieces_joined_are_the_query(query: str) -> None:
    assert "".join(token.text for token in lex(query)) == query
    assert all(query[token.at : token.end] == token.text for token in lex(query))


@given(SPARQLISH)
def test_what_passes_never_calls_a_service(middle: str) -> None:
    query = "SELECT * { " + middle + " }"
    try:
        check(query)
    except KgError:
        return
    try:
        ox.Store().query(query, prefixes=KNOWN)
    except SyntaxError:
        return
    assert not any(
        "service" in token.text.lower() for token in tokens(query) if token.kind == "word"
    )


@given(ANYWHERE)
def test_keywords_within_a_string_or_comment_are_words_like_others(words: str) -> None:
    quoted = str(ox.Literal(f"SERVICE <http://example.org/> FROM {words}"))
    comment = words.replace("\n", " ").replace("\r", " ")
    check(f"SELECT * {{ ?s ?p {quoted} }} # SERVICE FROM {comment}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p <http://example.org/service/from> }",
        "SELECT * { ?service ?from $load }",
        "SELECT * { ?s ?p 'SERVICE <http://x/>'@from }",
        'SELECT * { ?s ?p """SERVICE "" FROM""" }',
        "SELECT * { ?s ex:service ex:from }",
        "SELECT * { ?s ex:a.service _:from }",
        "# SERVICE\nSELECT * FROM ex:one { ?s ?p ?o }",
        "SELECT * FROM NAMED <https://example.org/graph/one> { ?s ?p ?o }",
        "BASE <https://example.org/graph/> SELECT * FROM <one> { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o && ?p>?o) }",
        "ASK {}",
    ],
)
def test_harmless_queries_pass(query: str) -> None:
    check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://example.org/> {} }",
        "SELECT * { service silent ex:x {} }",
        "SELECT * { SERVICEex:x {} }",
        "SELECT * { ?s ?p trueSERVICE ex:x {} }",
        "SELECT * { ?s ?p 'a'SERVICE ex:x {} }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE ex:x {} }",
        "SELECT * { ?s ?p 'unclosed SERVICE ex:x {} }",
        "SELECT * { SERVICE :x {} }",
        "SELECT * { # comment\rSERVICE ex:x {} }",
    ],
)
def test_a_service_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(KgError, match=r"SERVICE .*--allow-network"):
        check(query)


def test_an_allowed_service_is_an_http_address_spelled_out() -> None:
    check("SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }", allow_network=True)
    check("SELECT * { SERVICE SILENT ex:sparql { ?s ?p ?o } }", allow_network=True)
    for endpoint in ["<file:///etc/passwd>", "?anywhere", "<ftp://example.org/>", "<relative>"]:
        with pytest.raises(KgError, match="http or https"):
            check(f"SELECT * {{ SERVICE {endpoint} {{}} }}", allow_network=True)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "PREFIX ex: <http://x/> DELETE WHERE { ?s ?p ?o }",
        "load <file:///etc/passwd>",
        "BASE <http://x/> CLEAR ALL",
        "DROP GRAPH <http://x/>",
        "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(KgError, match="would change the data"):
        check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <https://example.org/graph/two> { ?s ?p ?o }",
        "SELECT * FROM NAMED ex:two { ?s ?p ?o }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "ASKFROM ex:two {}",
    ],
)
def test_from_needs_a_loaded_graph(query: str) -> None:
    with pytest.raises(KgError, match="FROM"):
        check(query)


def test_form_and_prefixes_of_a_query() -> None:
    query = "# ASK\nPREFIX ask: <http://x/> PREFIX : <http://y/> construct { ?s ?p ?o } WHERE {}"
    assert form(query) == "construct"
    assert prefixes(query) == {"ask": "http://x/", "": "http://y/"}
    assert form("nothing of the kind") == ""


@pytest.mark.parametrize(
    ("query", "line", "column", "problem"),
    [
        ("SELECT ?x WHERE {\n ?s ?p ?o .\n FOO\n}", 3, 2, "FOO is no word of SPARQL"),
        ("SELEC ?x { ?s ?p ?o }", 1, 1, "SELEC is no word"),
        ("SELECT ?x {\n ?s nope:x ?o }", 2, 5, "prefix nope: is not declared"),
        ('SELECT ?x {\n ?s ?p "abc }\n', 2, 8, "a string is not closed"),
        ("SELECT ?x {\n ?s ?p ?o \n\n", 1, 11, "{ is not closed"),
        ("SELECT ?x {\n ?s ?p ?o ;\n FILTER(?o > ) }", 3, 17, "syntax error at or before"),
        ("SELECT (COUNT(*) AS ?n) ?s {?s ?p ?o}", 1, 1, "neither grouped nor"),
        ("  # nothing\n", 1, 1, "the query is empty"),
    ],
)
def test_syntax_errors_point_at_the_place(query: str, line: int, column: int, problem: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    message = str(explain(query, caught.value))
    first, shown, caret = message.split("\n")
    assert first.startswith(f"query:{line}:{column}: ")
    assert problem in first
    assert "expected one of" not in message
    assert shown[2:] == query.split("\n")[line - 1]
    assert caret.index("^") == column + 1


@given(SPARQLISH)
def test_every_syntax_error_is_told_in_three_lines(middle: str) -> None:
    query = "SELECT * { ( " + middle
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query, prefixes=KNOWN)
    lines = str(explain(query, caught.value)).split("\n")
    assert len(lines) == 3
    assert lines[2].strip() == "^"
