"""A folder of results, read back and checked: what ``--out`` wrote, as one object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import pandas as pd
import xarray as xr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison
from multivector_sim.experiments.job import reason
from multivector_sim.scenario import Scenario

__all__ = ["Made", "SavedResults", "SavedScenario", "load_results"]

Manifest = TypeVar("Manifest", bound=BaseModel)

ADVICE: Final = "name a folder that 'multivector compare' or 'run' wrote with --out"

EFFECT_COLUMNS: Final = {
    **dict.fromkeys(("focal", "counterfactual", "label", "outcome", "unit", "meaning"), str),
    "scored": bool,
    "runs": int,
    **dict.fromkeys(("mean", "mean_low", "mean_high", "median", "low", "high"), float),
    **dict.fromkeys(("p_negative", "p_positive"), float),
}
SUMMARY_COLUMNS: Final = {
    **dict.fromkeys(("scenario", "label", "outcome", "unit", "meaning"), str),
    "scored": bool,
    **dict.fromkeys(("mean", "mean_low", "mean_high", "median", "low", "high"), float),
}


class Part(BaseModel):
    """A part of a manifest: what is named here is checked, anything else is kept."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Words(Part):
    """The resolved scenario; its words are all that is asked of it here."""

    title: str
    question: str
    setup: str | None = None
    expected: str | None = None
    surprise: str | None = None
    variants: list[str] = Field(default_factory=list)

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """Sources that it does without, with what went along; empty without any."""
        return (self.model_extra or {}).get("without") or []


class SavedScenario(Part):
    """A scenario as a manifest holds it.

    Attributes
    ----------
    scenario
        The resolved scenario.
    scenario_hash
        Its SHA-256.
    """

    scenario: Words
    scenario_hash: str

    def dump(self) -> dict[str, Any]:
        """Return the resolved scenario as plain data."""
        return self.scenario.model_dump()

    def restore(self) -> Scenario:
        """Return the scenario itself.

        Raises
        ------
        InputError
            If this version of the package cannot read it.
        """
        try:
            return Scenario.model_validate(self.dump())
        except ValidationError as error:
            raise InputError(
                f"the scenario {self.scenario.title!r} was saved by another version: "
                f"{error.errors(include_url=False)[0]['msg'].lower()}; make the results again"
            ) from error


class Code(Part):
    """Version and digest of this package."""

    version: str
    digest: str


class Made(Part):
    """How a result was made: what is the same on every machine."""

    runs: int
    first_run: int
    seed: int
    engine: str
    code: Code


class Machine(Part):
    """How a result was made: what is not."""

    command: str
    created: str
    python: str
    platform: str
    packages: dict[str, str]


class Single(Made, SavedScenario):
    """One scenario and how it was run."""

    name: str


class Joint(Made):
    """Scenarios compared with each other."""

    focal: str
    scenarios: dict[str, SavedScenario]
    notes: list[str]


class SingleManifest(Part):
    """The manifest of one scenario."""

    experiment: Single
    machine: Machine


class JointManifest(Part):
    """The manifest of a comparison."""

    experiment: Joint
    machine: Machine


@dataclass(frozen=True)
class SavedResults:
    """What a folder of results holds.

    Attributes
    ----------
    path
        The folder.
    comparison
        The comparison, if ``compare`` wrote the folder; None after ``run``.
    scenarios
        By name; the focal one first.
    made
        How each scenario was run, by name.
    machine
        Command, time, versions and platform.
    datasets
        Per-run outcomes by name.
    paths
        Recorded paths by name, of those scenarios that have any.
    effects
        Paired effects; of no rows where a scenario stood alone.
    summary
        Outcomes of each scenario; None for a folder of ``compare``.
    manifest
        The document as it stands in the folder.
    """

    path: Path
    comparison: Comparison | None
    scenarios: Mapping[str, SavedScenario]
    made: Mapping[str, Made]
    machine: Machine
    datasets: Mapping[str, xr.Dataset]
    paths: Mapping[str, xr.Dataset]
    effects: pd.DataFrame
    summary: pd.DataFrame | None
    manifest: Mapping[str, Any]

    @property
    def focal(self) -> str:
        """Name of the scenario that others are subtracted from, or of the first one."""
        return next(iter(self.scenarios))


def load_results(directory: str | Path) -> SavedResults:
    """Read the results in a folder, and check them against their manifest.

    Parameters
    ----------
    directory
        What ``--out`` named, or :meth:`Comparison.save` was given.

    Returns
    -------
    SavedResults
        Data sets, paths, effects, and how they were made.

    Raises
    ------
    InputError
        If the folder or one of its files is missing, cannot be read, is not
        one of this package, or is of another run than the rest.
    """
    path = Path(directory)
    document = _read_document(path)
    return _joint(path, document) if "machine" in document else _separate(path, document)


def _joint(path: Path, document: dict[str, Any]) -> SavedResults:
    manifest = _checked(JointManifest, document, path / "manifest.json")
    experiment = manifest.experiment
    focal = experiment.focal
    if focal not in experiment.scenarios:
        raise InputError(f"{path / 'manifest.json'}: the focal scenario {focal!r} is not there")
    names = [focal, *(name for name in experiment.scenarios if name != focal)]
    scenarios = {name: experiment.scenarios[name] for name in names}
    made: dict[str, Made] = dict.fromkeys(names, experiment)
    datasets, paths = _read_data(path, scenarios, made)
    effects = _read_table(path / "effects.csv", EFFECT_COLUMNS)
    if {*effects["focal"]} != {focal} or {*effects["counterfactual"]} != {*names[1:]}:
        raise InputError(f"{path / 'effects.csv'} is not of the comparison in manifest.json")
    comparison = Comparison(focal, datasets, paths, effects, document, tuple(experiment.notes))
    return SavedResults(
        path, comparison, scenarios, made, manifest.machine,
        datasets, paths, effects, None, document,
    )  # fmt: skip


def _separate(path: Path, document: dict[str, Any]) -> SavedResults:
    if not document:
        raise InputError(f"{path / 'manifest.json'} is empty; {ADVICE}")
    manifests = {
        name: _checked(SingleManifest, part, path / "manifest.json")
        for name, part in document.items()
    }
    scenarios: dict[str, SavedScenario] = {n: m.experiment for n, m in manifests.items()}
    made: dict[str, Made] = {name: manifest.experiment for name, manifest in manifests.items()}
    datasets, paths = _read_data(path, scenarios, made)
    summary = _read_table(path / "summary.csv", SUMMARY_COLUMNS)
    if {*summary["scenario"]} != {*scenarios}:
        raise InputError(f"{path / 'summary.csv'} is not of the scenarios in manifest.json")
    effects = pd.DataFrame(columns=list(EFFECT_COLUMNS))
    if (path / "effects.csv").exists():
        effects = _read_table(path / "effects.csv", EFFECT_COLUMNS)
        effects = effects[effects["focal"].isin(list(scenarios))]
    machine = next(iter(manifests.values())).machine
    return SavedResults(
        path, None, scenarios, made, machine, datasets, paths, effects, summary, document
    )


def _read_document(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise InputError(f"there is no folder {path}; {ADVICE}")
    if not path.is_dir():
        raise InputError(f"{path} is a file, not a folder; {ADVICE}")
    file = path / "manifest.json"
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path} holds no manifest.json; {ADVICE}") from error
    except OSError as error:
        raise InputError(f"cannot read {file}: {reason(error)}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not JSON: {str(error).splitlines()[0]}; {ADVICE}") from error
    if not isinstance(document, dict):
        raise InputError(f"{file} is not a manifest of this package; {ADVICE}")
    return document


def _checked(model: type[Manifest], content: Any, file: Path) -> Manifest:
    """Return content as the model describes it."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise InputError(
            f"{file} is not a manifest of this package ({place}: {fault['msg'].lower()}); {ADVICE}"
        ) from error


def _read_data(
    path: Path, scenarios: Mapping[str, SavedScenario], made: Mapping[str, Made]
) -> tuple[dict[str, xr.Dataset], dict[str, xr.Dataset]]:
    """Return outcomes and recorded paths by name; paths of those scenarios that have any."""
    datasets, paths = {}, {}
    for name, scenario in scenarios.items():
        if not name or Path(name).name != name:
            raise InputError(f"{path / 'manifest.json'}: {name!r} is no name of a scenario")
        whole = _read_dataset(path / f"{name}.nc", scenario, made[name])
        datasets[name] = whole.drop_dims("time", errors="ignore")
        file = path / f"{name}_paths.nc"
        if file.exists():
            paths[name] = _read_dataset(file, scenario, made[name])
        elif "time" in whole.dims:  # recorded beside the outcomes
            paths[name] = whole[[v for v in whole.data_vars if "time" in whole[v].dims]]
    return datasets, paths


def _read_dataset(file: Path, scenario: SavedScenario, made: Made) -> xr.Dataset:
    """Read one data set, and check that it is what the manifest speaks of."""
    if not file.exists():
        raise InputError(f"{file.parent} holds no {file.name}, which its manifest names; {ADVICE}")
    try:
        dataset = xr.load_dataset(file, engine="netcdf4")
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{file} is no NetCDF file that can be read: {reason(error)}") from error
    try:
        content = json.loads(dataset.attrs.get("manifest", "null"))
    except ValueError as error:
        raise InputError(f"{file} holds a broken manifest; {ADVICE}") from error
    own = _checked(SingleManifest, content, file).experiment
    if (own.scenario_hash, own.seed) != (scenario.scenario_hash, made.seed):
        raise InputError(
            f"{file} and manifest.json are of different runs; make the results again, "
            "into an empty folder"
        )
    return dataset


def _read_table(file: Path, columns: Mapping[str, type]) -> pd.DataFrame:
    """Read a table that must have some columns, each of its type."""
    try:
        table = pd.read_csv(file, encoding="utf-8")
        missing = [name for name in columns if name not in table.columns]
        if missing:
            raise InputError(f"{file} lacks the column {missing[0]!r}; {ADVICE}")
        return table.astype(dict(columns))
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"{file.parent} holds no {file.name}; {ADVICE}") from error
    except OSError as error:
        raise InputError(f"cannot read {file}: {reason(error)}") from error
    except ValueError as error:
        first = (str(error).splitlines() or [""])[0]
        raise InputError(f"{file} is not a table of this package: {first}") from error
