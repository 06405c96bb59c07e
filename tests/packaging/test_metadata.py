"""What pyproject.toml and constraints.txt promise."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
IMPORT_NAMES = {
    "netcdf4": "netCDF4", "ruamel-yaml": "ruamel", "salib": "SALib", "scikit-learn": "sklearn",
}  # fmt: skip


def names(requirements):
    """Return the normalised name of each requirement."""
    found = [re.match(r"[A-Za-z0-9._-]+", text).group() for text in requirements]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def test_the_light_layers_may_import_no_dependency_but_four():
    contracts = {row["id"]: row for row in PROJECT["tool"]["importlinter"]["contracts"]}
    heavy = names(PROJECT["project"]["dependencies"]) - {"numba", "numpy", "platformdirs"}
    forbidden = set(contracts["light"]["forbidden_modules"])
    assert {IMPORT_NAMES.get(name, name) for name in heavy} <= forbidden


def test_every_requirement_is_pinned_once_for_each_python():
    assert all(re.fullmatch(r"[a-z0-9-]+==[^ ;/@]+( ; python_version .*)?", pin) for pin in PINS)
    wanted = names(PROJECT["project"]["dependencies"])
    for extra, requirements in PROJECT["project"]["optional-dependencies"].items():
        if extra != "all":
            wanted |= names(requirements)
    assert wanted <= names(PINS)


def test_documents_tell_every_extra_and_dependency():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for extra in PROJECT["project"]["optional-dependencies"].keys() - {"dev"}:
        assert f"| `{extra}` |" in readme
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    told = {re.sub(r"[-_.]+", "-", name) for name in re.findall(r"`([a-z0-9._-]+)`", page)}
    wanted = set().union(
        names(PROJECT["project"]["dependencies"]),
        *(names(r) for e, r in PROJECT["project"]["optional-dependencies"].items() if e != "all"),
    )
    assert wanted <= told, wanted - told


def test_the_citation_names_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    (version,) = re.findall(r"^version: (\S+)$", citation, re.MULTILINE)
    assert version == PROJECT["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)}\b", changes, re.MULTILINE)
