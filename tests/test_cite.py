"""The citation agrees with CITATION.cff and the package's metadata."""

import configparser
import re
from pathlib import Path

import kg
from kg import cite, releases

ROOT = Path(__file__).parent.parent


def declared() -> dict[str, str]:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return {name: value.strip('"') for name, value in re.findall(r"(?m)^([\w-]+): (.+)$", text)}


def test_citation_and_cff_agree() -> None:
    cff = declared()
    assert cff["title"] == cite.TITLE
    assert cff["url"] == cite.ADDRESS
    last = releases.releases()[-1]
    assert (cff["date-released"], cff["version"]) == (last.issued, last.code)
    assert cff["version"] == kg.__version__
    assert f"- name: {cite.AUTHORS}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_package_has_the_same_version() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    assert config["metadata"]["version"] == kg.__version__


def test_both_forms_tell_both_versions() -> None:
    for write in cite.FORMATS.values():
        assert "1.2.3" in write("1.2.3", "abcdef")
        assert "abcdef" in write("1.2.3", "abcdef")


def test_bibtex_is_well_formed() -> None:
    entry = cite.bibtex("1.2.3", "abcdef")
    assert entry.startswith("@misc{wessex-kg,\n")
    assert entry.count("{") == entry.count("}")
