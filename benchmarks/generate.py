"""Write a made-up ecosystem of any size under the ontology, in the form of the data folder."""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

BASE = "https://w3id.org/wessex-kg"
DOCUMENT_SIZE = 1_000  # triples; the bundled documents have 500 to 3,000
KINDS_OF_BODY = {
    "trust": "wx:nhsTrust",
    "university": "wx:university",
    "council": "wx:localAuthority",
    "charity": "wx:charity",
    "company": "wx:company",
}
STATUSES = ("wx:actual", "wx:planned", "wx:estimated", "wx:claimed")
PREFIXES = {
    "id": f"{BASE}/id/",
    "wx": f"{BASE}/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Properties = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class World:
    """The things that facts speak of, as slugs."""

    bodies: list[str]
    alliances: list[str]
    programmes: list[str]
    people: list[str]
    places: list[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a document may speak of, and the year of its issue."""

    chance: random.Random
    world: World
    year: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of Turtle and how many triples it holds."""

    text: str
    triples: int


def generate(folder: Path, triples: int, seed: int = 1) -> int:
    """Write entities.ttl and triples/*.ttl of about so many triples; returns how many they are.

    The same number and seed give the same bytes. Facts, names and dates are drawn at random;
    some alliances and bodies are spoken of far more often than others.
    """
    chance = random.Random(seed)
    world = _world(triples)
    (folder / "triples").mkdir(parents=True, exist_ok=True)
    done = _write(folder / "entities.ttl", None, _entities(world))
    done += _write_document(folder, "register-identifiers", _register(chance, world))
    count = max(1, round((triples - done) / DOCUMENT_SIZE))
    for number in range(1, count + 1):
        share = (triples - done) // (count + 1 - number)
        scene = Scene(chance, world, chance.randint(2005, 2025))
        done += _write_document(folder, f"report-{number}", _report(scene, number, share))
    return done


def _write_document(folder: Path, slug: str, blocks: Iterator[Block]) -> int:
    return _write(folder / "triples" / f"{slug}.ttl", slug, blocks)


def _write(path: Path, slug: str | None, blocks: Iterator[Block]) -> int:
    """Write the blocks under the prefixes; returns the number of triples."""
    held = list(blocks)
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    base = f"@base <{BASE}/document/{slug}> .\n@prefix : <{BASE}/fact/{slug}/> .\n" if slug else ""
    text = f"{base}{prefixes}\n" + "".join(block.text for block in held)
    path.write_text(text, encoding="utf-8", newline="\n")
    return sum(block.triples for block in held)


# Things


def _world(triples: int) -> World:
    bodies = max(10, triples // 250)
    kinds = list(KINDS_OF_BODY)
    return World(
        bodies=[f"{kinds[each % len(kinds)]}-{each}" for each in range(1, bodies + 1)],
        alliances=_numbered("alliance", bodies // 4),
        programmes=_numbered("programme", bodies // 4),
        people=_numbered("person", bodies // 2),
        places=_numbered("place", bodies // 8),
    )


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}-{each}" for each in range(1, max(2, count) + 1)]


def _label(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _entities(world: World) -> Iterator[Block]:
    classes = {
        "Organisation": world.bodies,
        "Alliance": world.alliances,
        "Programme": world.programmes,
        "Person": world.people,
        "Place": world.places,
    }
    for name, slugs in classes.items():
        for slug in slugs:
            yield Block(f'id:{slug} a wx:{name} ; skos:prefLabel "{_label(slug)}"@en .\n', 2)
    for one, other in zip(world.bodies[::100], world.bodies[5::100], strict=False):
        yield Block(f"id:{one} owl:differentFrom id:{other} .\n", 1)


# Documents


def _report(scene: Scene, number: int, triples: int) -> Iterator[Block]:
    """A document with its passages, and as many facts as the triples allow."""
    head = _head(scene, f"report-{number}", f"Report {number}")
    passages = _passages(scene.chance, max(2, triples // 20))
    yield from (head, *(_passage(scene.chance, each) for each in passages))
    left = triples - head.triples - 2 * len(passages)
    made = 0
    while left > 0:
        made += 1
        kind = scene.chance.choices(list(FACTS), [weight for weight, _ in FACTS.values()])[0]
        block = _fact(f"{kind.lower()}-{made}", kind, _drawn(scene, kind, passages))
        left -= block.triples
        yield block


def _head(scene: Scene, slug: str, title: str) -> Block:
    month, day = scene.chance.randint(1, 12), scene.chance.randint(1, 28)
    text = f"""<> a wx:Document ;
    dcterms:title "{title}"@en ;
    dcterms:publisher id:{scene.chance.choice(scene.world.bodies)} ;
    dcterms:issued "{scene.year}-{month:02}-{day:02}"^^xsd:date ;
    wx:sha256 "{_hash(scene.chance)}" ;
    wx:address <https://example.org/{slug}> ;
    wx:addressServes wx:thisText ;
    wx:inferred dcterms:issued .
"""
    return Block(text + _vouched(slug), 12)


def _vouched(slug: str) -> str:
    return f"""
<{BASE}/graph/{slug}> prov:wasDerivedFrom <> ;
    dcterms:creator "A generator" ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    wx:vouchedOn "2026-01-01"^^xsd:date .

"""


def _hash(chance: random.Random) -> str:
    return f"{chance.getrandbits(256):064x}"


def _passages(chance: random.Random, count: int) -> list[str]:
    starts = range(0, count * 200, 200)
    return [f"<#char={start},{start + chance.randint(20, 199)}>" for start in starts]


def _passage(chance: random.Random, passage: str) -> Block:
    start, end = passage.removeprefix("<#char=").removesuffix(">").split(",")
    digest = f"{int(end) - int(start)}:{_hash(chance)}"
    return Block(f'{passage} a wx:Passage ; wx:digest "{digest}" .\n', 2)


def _register(chance: random.Random, world: World) -> Iterator[Block]:
    """The codes of all bodies, each from one of two editions."""
    text = '<> a wx:Document ; dcterms:title "Codes"@en ; dcterms:issued "2026-01-01"^^xsd:date .\n'
    yield Block(text + _vouched("register-identifiers"), 7)
    for year in (2024, 2025):
        title = f'dcterms:title "Codes of {year}"@en'
        issued = f'dcterms:issued "{year}-12"^^xsd:gYearMonth'
        yield Block(f"<#codes-{year}> a wx:Edition ; {title} ; {issued} .\n", 3)
    for number, body in enumerate(world.bodies, 1):
        yield _fact(f"code-{number}", "Identifier", _identifier(chance, body, number))


def _identifier(chance: random.Random, body: str, number: int) -> Properties:
    return {
        "identifies": [f"id:{body}"],
        "scheme": ["wx:ods"],
        "code": [f'"X{number}"'],
        "status": ["wx:actual"],
        "evidence": [f"<#codes-{chance.choice((2024, 2025))}>"],
    }


# Facts


def _fact(name: str, kind: str, properties: Properties) -> Block:
    lines = [f"    wx:{each} {', '.join(values)}" for each, values in properties.items()]
    text = f":{name} a wx:{kind} ;\n" + " ;\n".join(lines) + " .\n"
    return Block(text, 1 + sum(map(len, properties.values())))


def _drawn(scene: Scene, kind: str, passages: Sequence[str]) -> Properties:
    """A fact's properties, drawn at random, with its status and evidence."""
    chance = scene.chance
    return {
        **FACTS[kind][1](scene),
        "status": chance.choices(STATUSES, (80, 12, 4, 4)),
        "evidence": chance.sample(passages, chance.choice((1, 1, 2))),
    }


def _often(chance: random.Random, slugs: Sequence[str], count: int = 1) -> list[str]:
    """Distinct things, the first of the sequence far more often than the last."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"id:{slugs[int(len(slugs) * chance.random() ** 2)]}"] = None
    return list(found)


def _date(scene: Scene) -> str:
    """A date, exact or vague, of the years before the document."""
    year, month = scene.year - scene.chance.randint(1, 9), scene.chance.randint(1, 12)
    return scene.chance.choice(
        (
            f'"{year}-{month:02}-{scene.chance.randint(1, 28):02}"^^xsd:date',
            f'"{year}-{month:02}"^^xsd:gYearMonth',
            f'"{year}"^^xsd:gYear',
            f'"{year}-{scene.chance.randint(21, 24)}"^^edtf:EDTF',
        )
    )


def _since(scene: Scene) -> Properties:
    """A beginning, for one state in three."""
    return {"from": [_date(scene)]} if scene.chance.random() < 1 / 3 else {}


def _post(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    return {
        "holder": _often(chance, world.people),
        "title": [f'"{chance.choice(("chair", "director", "chief executive"))}"@en'],
        "roleIn": _often(chance, world.bodies + world.alliances),
        **_since(scene),
    }


def _membership(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    roles = ("wx:asMember", "wx:asFounder", "wx:asHost", "wx:asLead", "wx:asPartner")
    return {
        "member": _often(chance, world.bodies),
        "memberOf": _often(chance, chance.choice((world.alliances, world.programmes))),
        "memberRole": chance.choices(roles, (60, 10, 5, 5, 20)),
        **_since(scene),
    }


def _funding(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    funder, recipient = _often(chance, world.bodies, 2)
    return {
        "fundingKind": [chance.choice(("wx:award", "wx:offer", "wx:investment"))],
        "funder": [funder],
        "recipient": [recipient],
        "fundedWork": _often(chance, world.programmes),
        "amount": [f"{chance.randint(1, 900) * 1000}.0"],
        "currency": ['"GBP"'],
        "qualifier": [chance.choice(("wx:exactly", "wx:upTo", "wx:atLeast"))],
        "amountScope": [chance.choice(("wx:total", "wx:each"))],
    }


def _collaboration(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    return {
        "party": _often(chance, world.bodies, chance.randint(2, 4)),
        "about": _often(chance, world.programmes),
    }


def _change(scene: Scene) -> Properties:
    """A change from bodies to one with a higher number, so that no line runs in a circle."""
    chance, bodies = scene.chance, scene.world.bodies
    at = chance.randrange(2, len(bodies))
    kinds = ("wx:merger", "wx:acquisition", "wx:split", "wx:succession")
    return {
        "changeKind": [chance.choice(kinds)],
        "predecessor": [f"id:{each}" for each in bodies[max(0, at - 5) : at : 3]],
        "successor": [f"id:{bodies[at]}"],
        "date": [_date(scene)],
    }


def _naming(scene: Scene) -> Properties:
    thing = _often(scene.chance, scene.world.bodies + scene.world.alliances)[0]
    word, number = thing.removeprefix("id:").split("-")
    full = scene.chance.random() < 0.6
    return {
        "names": [thing],
        "name": [f'"{word.capitalize()} {number}"@en' if full else f'"{word[0].upper()}{number}"'],
        "nameKind": ["wx:fullName" if full else "wx:shortName"],
    }


def _part(scene: Scene) -> Properties:
    """A programme within one with a lower number."""
    programmes = scene.world.programmes
    at = scene.chance.randrange(1, len(programmes))
    return {"part": [f"id:{programmes[at]}"], "whole": [f"id:{programmes[at // 2]}"]}


def _location(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    return {
        "located": _often(chance, world.bodies + world.programmes),
        "place": _often(chance, world.places),
        "locationKind": [chance.choice(("wx:areaServed", "wx:mainSite", "wx:site"))],
    }


def _kind(scene: Scene) -> Properties:
    body = scene.chance.choice(scene.world.bodies)
    return {
        "subject": [f"id:{body}"],
        "descriptionKind": ["wx:kindOfBody"],
        "concept": [KINDS_OF_BODY[body.split("-")[0]]],
    }


def _description(scene: Scene) -> Properties:
    chance = scene.chance
    if chance.random() < 0.5:
        return _kind(scene)
    return {
        "subject": _often(chance, scene.world.alliances),
        "descriptionKind": [chance.choice(("wx:aim", "wx:priority", "wx:function"))],
        "statement": [f'"to do what is needed in case {chance.randint(1, 999)}"@en'],
    }


def _relation(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    return {
        "subject": _often(chance, world.programmes),
        "relationKind": [chance.choice(("wx:alignedWith", "wx:linkedTo", "wx:supports"))],
        "object": _often(chance, world.alliances),
    }


def _figure(scene: Scene) -> Properties:
    chance = scene.chance
    return {
        "subject": _often(chance, scene.world.alliances),
        "measure": [chance.choice(("wx:memberCount", "wx:populationServed", "wx:newJobs"))],
        "value": [f"{chance.randint(1, 9999)}.0"],
        "unit": ['"units"'],
        "qualifier": ["wx:exactly"],
    }


def _milestone(scene: Scene) -> Properties:
    chance, world = scene.chance, scene.world
    return {
        "subject": _often(chance, world.alliances + world.programmes),
        "milestoneKind": [chance.choice(("wx:creation", "wx:launch", "wx:announcement"))],
        "date": [_date(scene)],
    }


# Kinds of facts: how often, and how one is drawn.
FACTS: dict[str, tuple[int, Callable[[Scene], Properties]]] = {
    "Post": (10, _post),
    "Membership": (22, _membership),
    "Funding": (8, _funding),
    "Collaboration": (5, _collaboration),
    "Change": (2, _change),
    "Naming": (16, _naming),
    "Part": (4, _part),
    "Location": (8, _location),
    "Description": (12, _description),
    "Relation": (4, _relation),
    "Figure": (5, _figure),
    "Milestone": (4, _milestone),
}


def main() -> None:
    """Write the ecosystem that the arguments ask for, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("triples", type=int, help="about how many triples, from 1000 to 1000000")
    parser.add_argument("folder", type=Path, help="where to write entities.ttl and triples/*.ttl")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not 1_000 <= given.triples <= 1_000_000:
        parser.error("triples must be from 1000 to 1000000")
    print(f"{generate(given.folder, given.triples, given.seed)} triples in {given.folder}")


if __name__ == "__main__":
    main()
