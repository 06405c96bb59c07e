"""Who made a result, from what, and on which machine."""

from __future__ import annotations

import hashlib
import inspect
import json
import platform
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from multivector_sim.model.windows import Window
from multivector_sim.scenario import Scenario, scenario_hash

__all__ = [
    "build_manifest",
    "code_version",
    "describe",
    "digest_of",
    "machine",
    "package_versions",
]

DISTRIBUTION: Final = "multivector-sim"
PACKAGES: Final = ("numpy", "numba", "llvmlite", "mesa", "xarray", "pandas", "scipy", "pydantic")


def build_manifest(
    scenario: Scenario,
    *,
    runs: int,
    seed: int,
    engine: str,
    first_run: int = 0,
    record: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    windows: Sequence[Window] = (),
    command: str | None = None,
    policy: Callable[..., object] | None = None,
) -> dict[str, Any]:
    """Describe a result so that it can be made again.

    Parameters
    ----------
    scenario
        The resolved scenario.
    runs, seed, first_run
        Which runs: numbers ``first_run`` to ``first_run + runs - 1`` of the seed.
    engine
        Name of the engine.
    record, outcomes
        Recorded paths, and outcomes kept (None: the default ones).
    windows
        Windows that were followed.
    command
        The command; by default the one of this process.
    policy
        The policy function that set the levers, if one did.

    Returns
    -------
    dict
        ``experiment`` is the same on every machine (scenario, hash, runs,
        seed, engine, version and digest of the code); ``machine`` is not
        (command, time, Python, packages, platform).
    """
    return {
        "experiment": {
            "name": scenario.name,
            "scenario": scenario.dump(),
            "scenario_hash": scenario_hash(scenario),
            "runs": runs,
            "first_run": first_run,
            "seed": seed,
            "engine": engine,
            "record": list(record),
            "outcomes": None if outcomes is None else list(outcomes),
            "code": code_version(),
            **({"windows": [window._asdict() for window in windows]} if windows else {}),
            **({} if policy is None else {"policy_function": describe(policy)}),
        },
        "machine": machine(command),
    }


def machine(command: str | None = None) -> dict[str, Any]:
    """Return what differs from one machine to another: command, time, Python, packages, platform.

    Parameters
    ----------
    command
        The command; by default the one of this process.
    """
    return {
        "command": this_command() if command is None else command,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "packages": package_versions(),
        "platform": platform.platform(),
    }


def describe(policy: Callable[..., object]) -> dict[str, str]:
    """Return name and source of a policy function; the source may be out of reach."""
    plain = getattr(policy, "py_func", policy)
    try:
        source = inspect.getsource(plain)
    except (OSError, TypeError):
        source = "unknown"
    return {"name": getattr(plain, "__name__", type(plain).__name__), "source": source}


def this_command() -> str:
    """Return the command of this process, the program by its name alone."""
    program, *arguments = sys.argv or [""]
    return shlex.join([Path(program).name, *arguments])


@cache
def code_version(folders: tuple[str, ...] = ("model", "ensemble", "agents")) -> dict[str, str]:
    """Return the version of this package and a digest of its code.

    The digest tells two states of a work tree apart that bear the same version.

    Parameters
    ----------
    folders
        Parts of the package that are digested; by default the model and its
        engines.
    """
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted((package / folder).rglob("*.py")):
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return {"version": _version(DISTRIBUTION), "digest": digest.hexdigest()}


@cache
def package_versions(packages: tuple[str, ...] = PACKAGES) -> dict[str, str]:
    """Return the installed versions of the packages that results depend on."""
    return {name: _version(name) for name in packages}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of plain data, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
