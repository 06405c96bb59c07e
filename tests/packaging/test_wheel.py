"""The wheel holds what a user needs, and works in an empty environment, away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
CUT_OFF = ("after connection broken by", "Failed to establish a new connection")
"""What pip says where it reaches no index."""


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command as a stranger to this checkout, and return what it prints."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    if "pip" in command and done.returncode and any(words in done.stderr for words in CUT_OFF):
        if os.environ.get("CI") == "true":
            pytest.fail(f"pip reaches no index:\n{done.stderr}")
        pytest.skip("pip reaches no index")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Return a folder with the source distribution, and the wheel built from that."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory, request) -> Path:
    """Return the folder of programs of an environment that holds the wheel and what it needs.

    With ``--full`` what it needs is installed too; else the libraries of these
    tests are lent to it, which takes seconds rather than minutes.
    """
    folder = tmp_path_factory.mktemp("empty")
    full = request.config.getoption("--full")
    venv.create(folder / "env", with_pip=full)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    if full:
        call(
            programs / "python", "-m", "pip", "install", "-c", ROOT / "constraints.txt", wheel,
            cwd=folder,
        )  # fmt: skip
        return programs
    call(
        sys.executable, "-m", "pip", "--python", programs / "python", "install", "--no-deps",
        "--no-index", wheel, cwd=folder,
    )  # fmt: skip
    own = call(
        programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))",
        cwd=folder,
    ).strip()  # fmt: skip
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(own, "lent.pth").write_text("\n".join(sorted(lent)) + "\n", encoding="utf-8")
    return programs


def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {path.name for path in (ROOT / "scenarios").glob("*.yaml")}
    assert "baseline.yaml" in shipped
    assert {f"multivector_sim/scenarios/{name}" for name in shipped} <= names
    data = {path.name for path in (ROOT / "src" / "multivector_sim" / "data").glob("*.csv")}
    assert "drivers.csv" in data
    assert {f"multivector_sim/data/{name}" for name in data} <= names
    assert "multivector_sim/py.typed" in names
    for name in ("page.html", "report.html", "answer.html", "report.css"):
        assert f"multivector_sim/report/templates/{name}" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    tops = {PurePosixPath(name).parts[0] for name in names}
    assert {top.split("-")[0] for top in tops} == {"multivector_sim"}
    assert not [name for name in names if "test" in name or name.endswith((".nbi", ".nbc"))]


def test_the_source_distribution_holds_what_its_tests_need(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    for name in (
        "constraints.txt", "Makefile", "README.md", "scenarios/baseline.yaml",
        "tests/packaging/test_wheel.py", "docs/cli.md", "mkdocs.yml",
        "notebooks/build.py", "notebooks/first_comparison.py", "notebooks/first_comparison.ipynb",
    ):  # fmt: skip
        assert PurePosixPath(name) in names


def test_an_empty_environment_lists_the_shipped_scenarios(scripts, tmp_path):
    listed = json.loads(call(scripts / "multivector", "list", "--json", cwd=tmp_path))
    assert {row["name"] for row in listed} == {
        path.stem for path in (ROOT / "scenarios").glob("*.yaml")
    }


EVERY_MODULE = """\
import importlib, pkgutil
import multivector_sim as mv

for module in pkgutil.walk_packages(mv.__path__, "multivector_sim."):
    if module.name != "multivector_sim.__main__":
        importlib.import_module(module.name)
print(len([mv.load_scenario(row.name).pack() for row in mv.list_scenarios()]))
"""


def test_an_empty_environment_holds_every_module_and_all_data_of_scenarios(scripts, tmp_path):
    packed = call(scripts / "python", "-c", EVERY_MODULE, cwd=tmp_path)
    assert int(packed) == len(list((ROOT / "scenarios").glob("*.yaml")))


@pytest.mark.full
def test_an_empty_environment_runs_a_scenario(scripts, tmp_path):
    printed = call(
        scripts / "multivector", "run", "baseline", "--runs", "8", "--json", cwd=tmp_path
    )
    scenario = json.loads(printed)["scenarios"]["baseline"]
    rows = {row["label"]: row for row in scenario["outcomes"]}
    assert 0 < rows["tension_rus_chn"]["mean"] < 1
    assert scenario["manifest"]["experiment"]["runs"] == 8


def test_an_empty_environment_takes_the_package_from_the_wheel(scripts, tmp_path):
    where = call(
        scripts / "python", "-c", "import multivector_sim; print(multivector_sim.__file__)",
        cwd=tmp_path,
    )  # fmt: skip
    assert Path(where.strip()).is_relative_to(scripts.parent)
