"""The wheel and the editable install give the same kg with the same graph, from anywhere."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import tracked

CONTENT = ("data", "ontology", "queries", "viz")
QUESTION = "SELECT (COUNT(?fact) AS ?facts) WHERE { ?fact wx:status wx:actual }"


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", *OFFLINE, "--wheel-dir", str(folder), str(source))
    [built] = folder.glob("*.whl")
    return built


OFFLINE = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index",
           "--no-build-isolation")  # fmt: skip


def run(*command: str, cwd: Path | None = None) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def environment(folder: Path) -> Path:
    """The python of an environment that has the packages of the running one, but not kg."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = run(str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])")
    here = sysconfig.get_paths()["purelib"]
    Path(site.strip(), "borrowed.pth").write_text(f"import sys; sys.path.append({here!r})\n")
    return python


def install(python: Path, *what: str) -> Path:
    """Install with the running environment's pip; the installed command."""
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--ignore-installed")
    run(*pip, *OFFLINE, *what)
    return python.with_name("kg.exe" if os.name == "nt" else "kg")


@pytest.fixture(params=["wheel", "editable"])
def installed(
    request: pytest.FixtureRequest, wheel: Path, source: Path, tmp_path: Path
) -> Iterator[tuple[Path, Path]]:
    """The command, and the folder from which it must come."""
    python = environment(tmp_path / "env")
    if request.param == "wheel":
        yield install(python, str(wheel)), tmp_path / "env"
    else:
        yield install(python, "--editable", str(source)), source


def test_the_wheel_holds_the_content_that_git_knows(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name.removeprefix("kg/") for name in archive.namelist()}
    held = {name for name in names if name.split("/")[0] in CONTENT}
    assert held == tracked(*CONTENT)


def test_the_wheel_holds_the_code_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    code = {name for name in names if name.removeprefix("kg/").split("/")[0] not in CONTENT}
    assert code == tracked("kg")


def test_the_wheel_holds_both_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name for name in archive.namelist() if ".dist-info/" in name}
    assert {"LICENSE", "LICENSE-DATA"} <= names


def test_an_installed_kg_answers_from_an_empty_folder(
    installed: tuple[Path, Path], tmp_path: Path
) -> None:
    command, home = installed
    empty = tmp_path / "empty"
    empty.mkdir()
    import kg
    from kg import releases

    graph = kg.load()
    version = f"kg {kg.__version__}, data {releases.told(graph.version)}\n"
    assert run(str(command), "-V", cwd=empty) == version
    [row] = graph.rows(QUESTION)
    answer = run(str(command), "query", "-f", "csv", QUESTION, cwd=empty)
    assert answer.split() == ["facts", row["facts"].value]  # type: ignore[union-attr]
    where = run(str(command.with_name("python")), "-c", "import kg; print(kg.__file__)", cwd=empty)
    assert Path(where.strip()).resolve().is_relative_to(home.resolve())
    assert not list(empty.iterdir())
