"""The command line: commands, options anywhere, exit codes, output that is whole or not at all."""

import io
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import COMMANDS, cli, options, output
from kg.errors import KgError

LONG = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
    " FILTER(?c = ?i && ?f = ?c && ?a != ?d && ?j = ?a) }"
)
ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "COLUMNS": "80"}


def run(*words: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(words), input=stdin)


def process(*words: str, **settings: object) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", "from kg.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, env=ENVIRONMENT, timeout=60, **settings)  # type: ignore[call-overload, no-any-return]


def start(*words: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", "from kg.cli import main; main()", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )


def test_every_command_is_there_with_the_same_short_help() -> None:
    ctx = click.Context(cli)
    for name, about in COMMANDS.items():
        command = cli.get_command(ctx, name)
        assert command is not None
        assert command.short_help == about


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_every_help_has_an_example(name: str) -> None:
    for flag in ("-h", "--help"):
        result = run(*filter(None, [name]), flag)
        assert result.exit_code == 0
        assert re.search(r"Examples?: kg ", result.stdout)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kg.cli import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pyoxigraph', 'rdflib', 'rich', 'rapidfuzz', 'networkx', 'pyshacl', 'kg.graph'}\n"
        "print(', '.join(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "\n")


def test_a_piped_query_imports_only_the_engine() -> None:
    code = (
        "import sys; from kg.cli import cli\n"
        "try: cli.main(['query', 'SELECT * { ?s a wx:Alliance }'])\n"
        "except SystemExit: pass\n"
        "heavy = {'rdflib', 'rich', 'rapidfuzz', 'networkx', 'pyshacl', 'openpyxl', 'difflib'}\n"
        "print(', '.join(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == ""


def test_versions_of_code_and_data() -> None:
    assert re.fullmatch(rf"kg {kg.__version__}, data \S+( \(released \S+\))?\n", run("-V").stdout)


def test_kg_alone_tells_what_it_knows() -> None:
    result = run()
    assert result.exit_code == 0
    assert "kg query" in result.stdout
    assert 5 < len(result.stdout.splitlines()) < 15


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["query", "no-such-question"],
        ["query", "SELECT * {"],
        ["query", "nothing/there.rq"],
        ["query", "ASK {}", "--nonsense"],
        ["query", "ASK {}", "-f", "turtle"],
        ["query", "ASK {}", "-o", "x.unknown"],
        ["query", "ASK {}", "-o", "."],
        ["query", "ASK {}", "--as-of", "2015"],
        ["query", "ASK {}", "--as-of", "2015-02-30"],
        ["query", "ASK {}", "--certain"],
        ["query", "ASK {}", "--status", "hoped"],
        ["query", "ASK {}", "--timeout", "0"],
        ["query", "ASK {}", "--data", "missing.ttl"],
        ["query", "ASK {}", "--document", "missing"],
        ["query", "CLEAR ALL"],
        ["query", "-", "--data", "-"],
        ["--data", "missing.ttl", "query", "ASK {}"],
        ["completion", "tcsh"],
        ["find"],
    ],
)
def test_wrong_use_is_told_and_exits_2(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("kg: ")
    assert "Traceback" not in result.stderr
    caret = result.stderr.count("\n") == 3 and result.stderr.rstrip().endswith("^")
    assert caret or result.stderr.count("\n") == 1


def test_options_stand_before_or_after_the_command(small_folder: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s a wx:Organisation }"
    before = run("--data", str(small_folder), "query", text)
    after = run("query", text, "--data", str(small_folder))
    between = run("query", "--data", str(small_folder), text)
    assert before.stdout == after.stdout == between.stdout == "n\n8\n"
    assert run("query", text).stdout != before.stdout
    parts = sorted(small_folder.glob("*.ttl"))
    apart = [word for path in parts[1:] for word in ("--data", str(path))]
    assert run("--data", str(parts[0]), "query", text, *apart).stdout == before.stdout


def test_quiet_says_only_the_answer() -> None:
    assert run("query", "ASK {}", "-q").stderr == ""
    assert run("-q", "query", "ASK {}").stderr == ""
    assert run("query", "ASK {}").stderr != ""


def test_a_defect_is_one_line_and_its_traceback_needs_vv(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("some\nreason")

    monkeypatch.setattr("kg.api.load", fail)
    result = run("query", "ASK {}")
    assert result.exit_code == 3
    assert result.stderr.startswith("kg: a defect of kg")
    assert result.stderr.count("\n") == 1
    for flags in (["-vv"], ["-v", "-v"]):
        assert "Traceback" in run(*flags, "query", "ASK {}").stderr


def test_an_error_of_ours_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    class FailedError(KgError):
        exit_code = 1

    def fail(*_: object, **__: object) -> None:
        raise FailedError("so it is")

    monkeypatch.setattr("kg.api.load", fail)
    result = run("query", "ASK {}")
    assert (result.exit_code, result.stderr) == (1, "kg: so it is\n")


def test_settings_have_defaults_outside_of_a_command() -> None:
    assert options.settings() == options.Settings()
    assert options.kept("form") is None


# Writing


def test_a_file_is_written_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    output.emit("é\n", target)
    assert target.read_bytes() == "é\n".encode()
    target.chmod(0o640)
    output.emit(b"new\n", str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    output.emit("new", tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "answer.csv"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(KgError, match=r"cannot write .*answer\.csv: no space left on device"):
        output.emit("new", target)
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]
    assert target.read_text() == "old"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    result = run("query", "ASK {}", "-o", str(tmp_path / "none" / "a.csv"))
    assert result.exit_code == 2
    assert "no such file or directory" in result.stderr


def test_a_read_only_target_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "answer.csv"
    target.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = run("query", "ASK {}", "-o", str(target))
    assert (result.exit_code, target.read_text()) == (2, "old")
    assert "permission denied" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_device_is_one_clear_line() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-c", "from kg.cli import main; main()", "query", "ASK {}", "-q"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert done.returncode == 2
    assert done.stderr == b"kg: cannot write to standard output: no space left on device\n"
    result = run("query", "ASK {}", "-o", "/dev/full", "-f", "csv", "-q")
    assert (result.exit_code, result.stderr) == (
        2,
        "kg: cannot write /dev/full: no space left on device\n",
    )


def test_a_closed_pipe_is_quiet() -> None:
    with start("query", "SELECT * { ?s ?p ?o }", "-q") as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_a_pipe_that_is_closed_from_the_start_is_no_failure() -> None:
    with start("query", "posts", "-q") as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_output_is_utf8_whatever_the_locale_says() -> None:
    done = process("query", "SELECT ('é – 字' AS ?x) {}")
    assert done.stdout.decode("utf-8") == "x\né – 字\n"
    assert "'é字'" in process("find", "é字").stderr.decode("utf-8")


def test_speaking_utf8_leaves_other_streams_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    output.speak_utf8()
    output.flush()


# Time and interruption


def test_a_timeout_stops_a_native_query_and_leaves_no_file(tmp_path: Path) -> None:
    done = process("query", LONG, "--timeout", "0.5", "-o", str(tmp_path / "a.csv"))
    assert done.returncode == 124
    assert done.stderr == b"kg: stopped after 0.5 seconds (--timeout)\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_an_interruption_stops_a_native_query() -> None:
    import signal
    import time

    # What runs in the background may be deaf to SIGINT, and its children with it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = start("query", LONG)
    signal.signal(signal.SIGINT, before)
    try:
        time.sleep(2)
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=30)
    finally:
        running.kill()
    assert (running.returncode, errors) == (130, b"kg: interrupted\n")


def test_an_answer_in_time_is_an_answer() -> None:
    assert run("query", "ASK {}", "--timeout", "60").stdout == "answer\ntrue\n"


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_KG_COMPLETE" in result.stdout


def completed(line: str) -> str:
    words = line.split(" ")
    environment = {
        "_KG_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    command = [sys.executable, "-c", "from kg.cli import main; main()"]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**ENVIRONMENT, **environment}
    )
    return done.stdout


def test_completion_knows_commands_questions_and_names() -> None:
    assert completed("kg qu").split() == ["plain,query"]
    assert "plain,members-of\n" in completed("kg query mem")
    assert "plain,--alliance\n" in completed("kg query members-of --al")
    assert completed("kg query members-of --alliance wessex-hi").split() == ["plain,wessex-hiec"]
    assert completed("kg query posts --document wessex-h").split() == ["plain,wessex-hiec"]
