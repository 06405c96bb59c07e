"""Results read back from a folder that ``multivector run`` or ``compare`` wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multivector_sim.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

    from multivector_sim.experiments.compare import Comparison

__all__ = ["SavedResults", "load_results"]


@dataclass(frozen=True)
class SavedResults:
    """What a folder of results holds.

    Attributes
    ----------
    datasets
        Per-run outcomes by name of the scenario, the focal one first.
    paths
        Recorded paths by name; scenarios without any are left out.
    comparison
        The comparison, if ``compare`` wrote the folder; None after ``run``.
    """

    datasets: Mapping[str, xr.Dataset]
    paths: Mapping[str, xr.Dataset]
    comparison: Comparison | None


def load_results(folder: str | Path) -> SavedResults:
    """Read the results in a folder.

    Parameters
    ----------
    folder
        A folder made by ``multivector run --out`` or ``compare --out``, or by
        ``Comparison.save``.

    Returns
    -------
    SavedResults
        Data sets, paths and, if there is one, the comparison.

    Raises
    ------
    InputError
        If the folder holds no results, or one of its files is missing or broken.
    """
    place = Path(folder)
    manifest = _read_manifest(place)
    compared = isinstance(manifest.get("experiment"), dict)
    names = list(manifest["experiment"].get("scenarios", ())) if compared else list(manifest)
    if not names:
        raise InputError(f"{place / 'manifest.json'} names no scenario: {_ADVICE}")
    whole = {name: _read_dataset(place / f"{name}.nc") for name in names}
    paths = {name: _paths(place, name, dataset) for name, dataset in whole.items()}
    datasets = {name: ds.drop_dims("time", errors="ignore") for name, ds in whole.items()}
    kept = {name: ds for name, ds in paths.items() if ds is not None}
    comparison = _comparison(manifest, datasets, kept) if compared else None
    return SavedResults(datasets, kept, comparison)


_ADVICE = "make results with: multivector compare NAME --out DIR"


def _read_manifest(place: Path) -> dict[str, Any]:
    file = place / "manifest.json"
    if not file.is_file():
        raise InputError(f"no results in {place}: there is no {file.name}; {_ADVICE}")
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {file}: {error}; {_ADVICE}") from error
    if not isinstance(content, dict):
        raise InputError(f"{file} is no manifest of results; {_ADVICE}")
    return content


def _read_dataset(file: Path) -> xr.Dataset:
    import xarray as xr

    if not file.is_file():
        raise InputError(f"{file.name} is missing in {file.parent}; {_ADVICE}")
    try:
        return xr.load_dataset(file, engine="netcdf4")
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {file}: {error}; {_ADVICE}") from error


def _paths(place: Path, name: str, dataset: xr.Dataset) -> xr.Dataset | None:
    """Return the recorded paths: from their own file, else from among the outcomes."""
    file = place / f"{name}_paths.nc"
    if file.is_file():
        return _read_dataset(file)
    recorded = [str(v) for v in dataset.data_vars if "time" in dataset[v].dims]
    return dataset[recorded] if recorded else None


def _comparison(
    manifest: Mapping[str, Any],
    datasets: Mapping[str, xr.Dataset],
    paths: Mapping[str, xr.Dataset],
) -> Comparison:
    from multivector_sim.experiments.compare import Comparison, paired_table

    experiment = manifest["experiment"]
    return Comparison(
        focal=next(iter(datasets)),
        datasets=datasets,
        paths=paths,
        effects=paired_table(datasets),  # exact to the bit, which a table of digits need not be
        manifest=manifest,
        notes=tuple(experiment.get("notes", ())),
    )
