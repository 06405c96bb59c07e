"""Compiled kernels are kept by the digest of their sources, and never run an old rule."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import multivector_sim
from multivector_sim import compilation

PACKAGE = Path(multivector_sim.__file__).parent
RULE = Path("model/rules/tension.py")


@pytest.fixture
def copied_package(tmp_path: Path) -> Path:
    """Return a copy of the package whose sources may be edited."""
    target = tmp_path / "source" / "multivector_sim"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty root for caches, which the package uses."""
    root = tmp_path / "cache"
    monkeypatch.setenv("MULTIVECTOR_CACHE_DIR", str(root))
    return root


def digest_of(package: Path) -> str:
    """Return the digest that a package in another folder gives itself."""
    return str(load(package / "compilation.py").source_digest())


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("compilation_of_a_copy", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def edit(path: Path, old: str, new: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1
    path.write_text(source.replace(old, new), encoding="utf-8")


def tiny(x: float) -> float:
    return 2.0 * x + 1.0


def test_a_copy_has_the_same_digest(copied_package: Path) -> None:
    assert digest_of(copied_package) == compilation.source_digest()


@pytest.mark.parametrize(
    "name",
    [
        *("compilation.py", "model/numerics.py", "model/rules/tension.py", "model/state.py"),
        *("ensemble/kernel.py", "agents/perform.py"),
    ],
)
def test_editing_a_source_of_the_kernels_changes_the_digest(
    copied_package: Path, name: str
) -> None:
    before = digest_of(copied_package)
    with (copied_package / name).open("a", encoding="utf-8") as source:
        source.write("\n# A remark.\n")
    assert digest_of(copied_package) != before


def test_adding_removing_and_renaming_rules_change_the_digest(copied_package: Path) -> None:
    rules = copied_package / "model" / "rules"
    digests = {digest_of(copied_package)}
    (rules / "new.py").write_text("x = 1\n", encoding="utf-8")
    digests.add(digest_of(copied_package))
    (rules / "new.py").rename(rules / "newer.py")
    digests.add(digest_of(copied_package))
    (rules / "newer.py").write_text("x = 2\n", encoding="utf-8")
    digests.add(digest_of(copied_package))
    assert len(digests) == 4
    (rules / "newer.py").unlink()
    assert digest_of(copied_package) in digests


def test_what_no_kernel_uses_does_not_recompile(copied_package: Path) -> None:
    before = digest_of(copied_package)
    for name in ("cli/table.py", "plots/fan.py", "errors.py", "scenario/load.py"):
        with (copied_package / name).open("a", encoding="utf-8") as source:
            source.write("\n# A remark.\n")
    assert digest_of(copied_package) == before


def test_options_are_part_of_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = compilation.source_digest()
    monkeypatch.setitem(compilation.JIT_OPTIONS, "fastmath", True)
    assert compilation.source_digest() != before


def test_kernels_are_kept_in_the_folder_of_the_digest(cache: Path) -> None:
    folder = compilation.cache_folder()
    assert folder == cache / "kernels" / compilation.source_digest()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kernel = compilation.compile_cached()(tiny)
    assert not list(folder.rglob("*.nbc"))
    assert kernel(3.0) == 7.0
    assert len(list(folder.rglob("*.nbc"))) == 1
    assert sum(kernel.stats.cache_misses.values()) == 1
    again = compilation.compile_cached()(tiny)
    assert again(3.0) == 7.0
    assert sum(again.stats.cache_hits.values()) == 1


def test_the_user_cache_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MULTIVECTOR_CACHE_DIR", raising=False)
    folder = compilation.cache_folder()
    assert "multivector-sim" in folder.as_posix()
    assert folder.name == compilation.source_digest()


def compile_with_warning() -> Any:
    with pytest.warns(RuntimeWarning, match="cannot be kept on disk.*MULTIVECTOR_CACHE_DIR"):
        return compilation.compile_cached()(tiny)


def test_a_cache_that_cannot_be_made_gives_a_warning_and_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "a file"
    occupied.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("MULTIVECTOR_CACHE_DIR", str(occupied / "below"))
    kernel = compile_with_warning()
    assert kernel(3.0) == 7.0
    assert occupied.read_text(encoding="utf-8") == "not a folder"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs an ordinary user's permissions"
)
def test_a_cache_that_cannot_be_written_gives_a_warning_and_works(cache: Path) -> None:
    folder = compilation.cache_folder()
    folder.mkdir(parents=True)
    folder.chmod(0o500)
    try:
        kernel = compile_with_warning()
        assert kernel(3.0) == 7.0
    finally:
        folder.chmod(0o700)


def test_numba_keeps_its_own_settings(cache: Path) -> None:
    import numba

    before = numba.config.CACHE_DIR
    compilation.compile_cached()(tiny)
    assert before == numba.config.CACHE_DIR


def test_old_versions_are_pruned_and_the_newest_kept(cache: Path) -> None:
    kernels = cache / "kernels"
    for age in range(6):
        old = kernels / f"version{age}"
        old.mkdir(parents=True)
        (old / "kernel.nbc").write_bytes(b"old")
        os.utime(old, (1_700_000_000 - age, 1_700_000_000 - age))
    beside = kernels / "note.txt"
    beside.write_text("a file is left alone", encoding="utf-8")
    kernel = compilation.compile_cached()(tiny)
    assert kernel(0.0) == 1.0
    left = {path.name for path in kernels.iterdir()}
    assert left == {
        compilation.source_digest(),
        *("version0", "version1", "version2"),
        "note.txt",
    }


def test_the_version_in_use_is_never_pruned(cache: Path) -> None:
    current = compilation.cache_folder()
    current.mkdir(parents=True)
    os.utime(current, (1_000_000_000, 1_000_000_000))
    for number in range(6):
        (current.parent / f"newer{number}").mkdir()
    compilation.compile_cached()(tiny)
    assert current.is_dir()


def run_copy(package: Path, cache: Path, program: str) -> str:
    """Return what a program prints that imports the copied package, in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", textwrap.dedent(program)],
        env={
            **os.environ,
            "PYTHONPATH": str(package.parent),
            "MULTIVECTOR_CACHE_DIR": str(cache),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return result.stdout.strip()


SMALL_RULE = """
    from multivector_sim.compilation import compile_cached
    from multivector_sim.model.lanes import where
    from multivector_sim.model.numerics import exponentials
    import numpy as np
    print(exponentials(np.array([1.0]))[0])
"""


def test_an_edited_function_acts_at_the_next_start(copied_package: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = float(run_copy(copied_package, cache, SMALL_RULE))
    assert before == pytest.approx(2.718281828459045, rel=1e-15)
    # The constant stands in a function that the compiled loop inlines.
    edit(
        copied_package / "model" / "numerics.py",
        "return (1.0 + multiply_add(r2, tail, r)) * power",
        "return (2.0 + multiply_add(r2, tail, r)) * power",
    )
    after = float(run_copy(copied_package, cache, SMALL_RULE))
    assert after > before + 0.5
    assert len(list((cache / "kernels").iterdir())) == 2


ENGINE = """
    from multivector_sim.ensemble.engine import run_ensemble
    from multivector_sim.scenario import load_scenario
    raw = run_ensemble(load_scenario("baseline").pack(), 8, 1, outcomes=["tension_from_pivot"])
    print(raw.outcomes["tension_from_pivot"][:, 1:].mean().hex())
"""


@pytest.mark.full
def test_an_edited_rule_acts_in_the_engine_at_the_next_start(
    copied_package: Path, tmp_path: Path
) -> None:
    scenarios = PACKAGE.parents[1] / "scenarios"
    if scenarios.is_dir():  # a source tree keeps the scenarios beside the package
        shutil.copytree(scenarios, copied_package.parents[1] / "scenarios")
    cache = tmp_path / "cache"
    before = run_copy(copied_package, cache, ENGINE)
    assert run_copy(copied_package, cache, ENGINE) == before
    edit(copied_package / RULE, "_DEMAND_OFFENDS = 0.3", "_DEMAND_OFFENDS = 0.9")
    after = run_copy(copied_package, cache, ENGINE)
    assert float.fromhex(after) > float.fromhex(before)
