"""No query and no data file reaches the network or a local file that was not named."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.errors import KgError

EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'
SECRET = "the-secret-of-this-machine"


class Counter(http.server.BaseHTTPRequestHandler):
    """Answers every request with an empty result and counts it."""

    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(EMPTY)))
        self.end_headers()
        self.wfile.write(EMPTY)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Counter.hits = 0
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/"
    running.shutdown()
    running.server_close()


@pytest.fixture
def secret(tmp_path: Path) -> str:
    path = tmp_path / "secret.ttl"
    path.write_text(f'<http://x/> <http://x/p> "{SECRET}" .')
    return path.as_uri()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


QUERIES = [
    "SELECT * {{ SERVICE <{place}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{place}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?e {{ <{place}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    "PREFIX x: <{place}> SELECT * {{ SERVICEx: {{ ?s ?p ?o }} }}",
    "PREFIX x: <{place}> SELECT * {{ ?a ?b trueSERVICE x: {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{place}> {{ ?s ?p ?o }} }}",
    "# \\u000A\nSELECT * {{ # \\u000A SERVICE <{place}> {{ }}\n ?s ?p ?o }} LIMIT 1",
    "SELECT * FROM <{place}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{place}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{place}> {{ ?s ?p ?o }} }}",
    "PREFIX x: <{place}>ASKFROM x: {{ ?s ?p ?o }}",
    "LOAD <{place}>",
    "DESCRIBE <{place}>",
]


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_reaches_out(server: str, secret: str, query: str) -> None:
    for place in (server, secret):
        result = run("query", query.format(place=place))
        assert SECRET not in result.stdout
        assert result.exit_code in {0, 2}
    assert Counter.hits == 0


def test_the_python_door_is_guarded_too(server: str) -> None:
    graph = kg.load()
    for query in (
        f"SELECT * {{ SERVICE <{server}> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{server}x> {{ ?s ?p ?o }}",
    ):
        for ask in (graph.run, graph.rows, graph.query):
            with pytest.raises(KgError):
                ask(query)
    assert Counter.hits == 0


def test_the_server_would_have_noticed(server: str) -> None:
    query = f"SELECT * {{ SERVICE <{server}> {{ ?s ?p ?o }} }}"
    assert run("query", query, "--allow-network").exit_code == 0
    assert Counter.hits == 1


def test_an_allowed_network_reads_no_local_file(secret: str) -> None:
    query = f"SELECT * {{ SERVICE <{secret}> {{ ?s ?p ?o }} }}"
    result = run("query", query, "--allow-network")
    assert result.exit_code == 2
    assert "http or https" in result.stderr


def test_a_service_that_fails_is_one_line() -> None:
    result = run("query", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "--allow-network")
    assert result.exit_code == 2
    assert result.stderr.startswith("kg: query: the query failed: ")
    assert result.stderr.count("\n") == 1


DATA = {
    "context.jsonld": '{{"@context": "{place}", "@id": "http://x/", "http://x/p": "v"}}',
    "contexts.jsonld": '{{"@context": ["{place}", {{}}], "@id": "http://x/", "http://x/p": "v"}}',
    "import.jsonld": '{{"@context": {{"@version": 1.1, "@import": "{place}"}}, "@id": "http://x/"}}',
    "entity.rdf": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{place}">]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://x/"><e:p>&x;</e:p></rdf:Description></rdf:RDF>',
    "doctype.rdf": '<?xml version="1.0"?><!DOCTYPE r SYSTEM "{place}">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "import.ttl": "<http://x/> <http://www.w3.org/2002/07/owl#imports> <{place}> .",
}


@pytest.mark.parametrize("name", DATA)
def test_no_data_file_reaches_out(server: str, secret: str, tmp_path: Path, name: str) -> None:
    for place in (server, secret):
        path = tmp_path / name
        path.write_text(DATA[name].format(place=place))
        result = run("query", "SELECT ?o { <http://x/> ?p ?o }", "--data", str(path))
        assert SECRET not in result.stdout
        assert result.exit_code == (0 if name == "import.ttl" else 2)
        assert result.exit_code == 0 or result.stderr.count("\n") == 1
    assert Counter.hits == 0


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/x.ttl", "file:///etc/passwd"])
def test_data_are_paths_not_addresses(name: str) -> None:
    assert run("query", "ASK {}", "--data", name).exit_code == 2


def test_entities_that_swell_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "laughs.rdf"
    path.write_text('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>')
    result = run("query", "ASK {}", "--data", str(path))
    assert result.exit_code == 2
    assert "laughs.rdf:1" in result.stderr
