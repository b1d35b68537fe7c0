"""The text library: texts by their hash, copies of any kind, adding."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kg import content, library
from kg.errors import KgError

TEXT = "Alpha Trust\nwas here – twice.\n"


def put(path: Path, data: bytes | str) -> str:
    """Write a file and return the SHA-256 of its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(autouse=True)
def _no_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(library.VARIABLE, raising=False)
    monkeypatch.setattr(library, "user_folder", lambda: tmp_path / "user" / "documents")


def test_finds_a_text_by_its_hash_under_any_name(tmp_path: Path) -> None:
    sha256 = put(tmp_path / "deep" / "er" / "any name", TEXT)
    assert library.open_library([tmp_path]).text(sha256) == TEXT
    assert library.open_library([tmp_path]).text("0" * 64) is None


def test_folders_named_come_before_the_environment_and_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = put(tmp_path / "user" / "documents" / "u.txt", "user")
    first, second = put(tmp_path / "1" / "a", "first"), put(tmp_path / "2" / "b", "second")
    option = put(tmp_path / "3" / "c", "option")
    assert user in library.open_library().files
    monkeypatch.setenv(library.VARIABLE, f"{tmp_path / '1'}{os.pathsep}{tmp_path / '2'}")
    assert {first, second} <= library.open_library().files.keys()
    assert user not in library.open_library().files
    assert library.open_library([tmp_path / "3"]).files.keys() & {option, first} == {option}


def test_the_demonstration_text_is_always_at_hand(tmp_path: Path) -> None:
    path = content.folder("data") / "demonstration" / "acute-services.txt"
    assert library.sha256_of(path) in library.open_library([tmp_path]).files
    assert library.sha256_of(path) in library.open_library().files


def test_a_missing_folder_that_was_named_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no such folder of texts"):
        library.open_library([tmp_path / "none"])


def test_hidden_and_huge_files_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "LARGEST", 10_000)
    huge, hidden = put(tmp_path / "a", "x" * 10_001), put(tmp_path / ".git" / "b", "y")
    assert not library.open_library([tmp_path]).files.keys() & {huge, hidden}


def test_a_file_with_a_documents_name_but_another_hash_is_told(tmp_path: Path) -> None:
    right, wrong = put(tmp_path / "right.txt", TEXT), put(tmp_path / "wrong.txt", TEXT + " ")
    put(tmp_path / "other.txt", "other")
    texts = library.open_library([tmp_path])
    known = {"right": right, "wrong": right}
    assert texts.other_texts(known) == [("wrong", tmp_path / "wrong.txt")]
    assert wrong in texts.files


def test_ends_of_lines_count_as_one_and_a_byte_order_mark_not_at_all(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", b"\xef\xbb\xbfa\r\nb\rc\nd")
    assert library.read_text(tmp_path / "a.txt") == "a\nb\nc\nd"


def test_what_is_not_utf8_is_an_error_with_its_line(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", b"one\ntw\xf6\n")
    with pytest.raises(KgError, match=r"a\.txt:2: not UTF-8"):
        library.read_text(tmp_path / "a.txt")


class TestCopies:
    def test_plain_text_is_as_it_is(self, tmp_path: Path) -> None:
        put(tmp_path / "copy.txt", "a < b\n<c> & d")
        assert library.read_copy(tmp_path / "copy.txt") == "a < b\n<c> & d"

    def test_a_saved_page_loses_its_tags(self, tmp_path: Path) -> None:
        page = (
            "<!DOCTYPE html><html><head><style>p {}</style><script>if (a < b) {}</script></head>"
            "<body><h1>Al<b>pha</b></h1><p>R&amp;D&nbsp;is\nhere<br>now</p></body></html>"
        )
        put(tmp_path / "page.html", page)
        assert library.read_copy(tmp_path / "page.html").split() == [
            "Alpha", "R&D", "is", "here", "now",
        ]  # fmt: skip

    @pytest.mark.parametrize(("name", "error"), [("none", "cannot be read"), ("empty", "empty")])
    def test_nothing_to_read_is_an_error(self, tmp_path: Path, name: str, error: str) -> None:
        put(tmp_path / "empty", " \n")
        with pytest.raises(KgError, match=error):
            library.read_copy(tmp_path / name)


class TestAdd:
    def test_copies_under_the_hash(self, tmp_path: Path) -> None:
        sha256 = put(tmp_path / "news.txt", TEXT)
        path = library.add(tmp_path / "news.txt", {sha256: "news"})
        assert path == tmp_path / "user" / "documents" / f"{sha256}.txt"
        assert path.read_bytes() == TEXT.encode()
        assert library.open_library().text(sha256) == TEXT
        assert library.add(tmp_path / "news.txt", {sha256: "news"}) == path
        assert [file.name for file in path.parent.iterdir()] == [path.name]

    def test_goes_where_the_user_says(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sha256 = put(tmp_path / "news.txt", TEXT)
        monkeypatch.setenv(library.VARIABLE, str(tmp_path / "env"))
        assert library.add(tmp_path / "news.txt", {sha256: "n"}).parent == tmp_path / "env"
        found = library.add(tmp_path / "news.txt", {sha256: "n"}, [tmp_path / "own"])
        assert found.parent == tmp_path / "own"

    def test_another_text_is_refused(self, tmp_path: Path) -> None:
        put(tmp_path / "news.txt", TEXT)
        with pytest.raises(KgError, match="not the text of a registered document"):
            library.add(tmp_path / "news.txt", {"0" * 64: "news"})
        assert not (tmp_path / "user").exists()

    def test_a_target_that_cannot_be_written_is_an_error(self, tmp_path: Path) -> None:
        sha256 = put(tmp_path / "news.txt", TEXT)
        put(tmp_path / "file", "x")
        with pytest.raises(KgError, match="cannot (make|write)"):
            library.add(tmp_path / "news.txt", {sha256: "news"}, [tmp_path / "file" / "folder"])


def test_the_users_folder_is_that_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    folder = library.user_folder()
    assert folder.is_absolute()
    assert folder.parts[-2:] == ("wessex-kg", "documents")
