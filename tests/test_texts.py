"""The real facts against the texts of their documents, where these are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg import against, check
from kg.library import open_library

TEXTS = Path(__file__).parents[2] / "shared" / "documents"

pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir(), reason=f"the documents' texts are not in {TEXTS.parent.name}/{TEXTS.name}"
)


def test_every_passage_is_where_the_data_say_and_every_fact_is_grounded() -> None:
    report = check.check(kg.load(), open_library([TEXTS]))
    assert report.absent == ()
    assert report.passages[0] == report.passages[1] > 400
    assert [str(f) for f in report.findings if f.severity != "info"] == []


@pytest.mark.parametrize(
    "slug",
    [
        "dorset-innovation-hub",
        "dorset-wellbeing-prospectus",
        "isle-of-wight-partnership",
        "wessex-hiec",
        "whp-launch",
    ],
)
def test_a_copy_in_other_white_space_still_has_every_passage(slug: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    words = (TEXTS / f"{slug}.txt").read_text("utf-8").split()
    copy.write_text(
        "\n".join(" ".join(words[at : at + 9]) for at in range(0, len(words), 9)), "utf-8"
    )
    (found,) = against.verify(kg.load(), [str(copy)], slug)
    assert found.count("not found") == 0
