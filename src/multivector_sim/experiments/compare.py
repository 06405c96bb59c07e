"""Compare a scenario with its counterfactuals, run by run on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from multivector_sim.errors import InputError
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS, Overrides, line_up
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.experiments.paired import paired_effect
from multivector_sim.results import columns, read_manifest
from multivector_sim.results.dataset import NOTE
from multivector_sim.scenario import Scenario

__all__ = ["DETAILS", "RECORDED", "Comparison", "compare", "paired_table"]

RECORDED: Final = ("tension", "leverage_economic", "leverage_transit", "leverage_security")
"""States recorded for figures."""

DETAILS: Final = ("share", "concern", "blame", "security_blame", "action", "crisis", "granted")
"""States that figures of a single scenario need besides."""

RECORDED_RUNS: Final = 500
"""Runs of which paths are kept: quantiles of a figure need no more, and memory stays flat."""


@dataclass(frozen=True)
class Comparison:
    """A focal scenario beside its counterfactuals.

    Attributes
    ----------
    focal
        Name of the scenario that the others are subtracted from.
    datasets
        Per-run outcomes by name of the scenario, the focal one first.
    paths
        Recorded paths by name: tension and leverage (and ``details`` of the focal
        scenario), float32, of the first ``RECORDED_RUNS`` runs. Empty when nothing was recorded.
    effects
        One row a counterfactual and outcome entry: see :func:`paired_table`.
    manifest
        ``experiment`` and ``machine`` as in a data set, with all scenarios.
    notes
        In what the worlds of named scenarios differ from the focal one, if they do.
    """

    focal: str
    datasets: Mapping[str, xr.Dataset]
    paths: Mapping[str, xr.Dataset]
    effects: pd.DataFrame
    manifest: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def counterfactuals(self) -> tuple[str, ...]:
        """Names of the scenarios that the focal one is compared with."""
        return tuple(name for name in self.datasets if name != self.focal)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of paired effects."""
        return self.effects.copy()

    def save(self, directory: str | Path) -> list[Path]:
        """Write data, tables and manifest into a folder.

        ``<name>.nc`` holds the outcomes of a scenario, ``<name>_paths.nc`` its
        recorded paths, ``metrics.parquet`` one row a scenario and run,
        ``effects.csv`` the paired effects, ``manifest.json`` how it was made.
        Files of these names are replaced, others are left alone.

        Returns
        -------
        list of pathlib.Path
            The files written.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        folder = ResultFolder(directory)
        for name, dataset in self.datasets.items():
            folder.keep(name, dataset)
        self.write_rest(folder)
        return folder.written

    def write_rest(self, folder: ResultFolder) -> None:
        """Write everything but the outcomes of each scenario."""
        for name, dataset in self.paths.items():
            folder.write_dataset(f"{name}_paths.nc", dataset)
        folder.write_metrics("metrics.parquet", self.datasets)
        folder.write_table("effects.csv", self.effects)
        folder.write_json("manifest.json", self.manifest)


def compare(
    scenarios: Sequence[str | Path | Scenario],
    *,
    runs: int | None = None,
    seed: int | None = None,
    engine: str = "ensemble",
    against: Sequence[str] | None = None,
    overrides: Overrides = (),
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
    record: Sequence[str] = RECORDED,
    details: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    finished: Callable[[str, xr.Dataset], None] | None = None,
) -> Comparison:
    """Run scenarios on common random numbers and compare the first with all others.

    The four named counterfactuals (laissez-faire tenders, bandwagon with
    Russia, bandwagon with China, pro-West) are always among the others: each
    is the focal scenario with nothing but its policy replaced. Run r of one
    scenario is paired with run r of another.

    Parameters
    ----------
    scenarios
        Names of shipped scenarios, paths of files, or scenarios; the first is the focal one.
    runs, seed
        Runs of each scenario and seed of the draws; None takes those of the focal scenario.
    engine
        ``"ensemble"`` or ``"mesa"``.
    against
        Names of counterfactual policies, in place of the four.
    overrides
        ``key=value`` changes. A change of policy touches the focal scenario
        alone, any other one touches all, so that the comparison stays fair.
    variant
        Named variant of the model, or several; it holds for all scenarios.
    without
        Sources that all scenarios do without; see ``load_scenario``.
    record
        States of which paths are kept for figures (first 500 runs).
    details
        States kept for the focal scenario besides; ``DETAILS`` serves every figure.
    outcomes
        Names of outcomes to keep; None takes the default ones.
    threads
        Threads of the ensemble engine; None takes one a core.
    progress
        Called with the number of newly finished runs.
    finished
        Called with name and data set of each scenario as soon as it is there.

    Returns
    -------
    Comparison
        Data sets, paths, paired effects and manifest.

    Raises
    ------
    InputError
        If a scenario is faulty, if there is nothing to compare with, or if
        horizons or actors differ.
    """
    # Figures import this module too, and they need no engine.
    from multivector_sim.experiments.simulate import simulate

    line = line_up(
        scenarios, against=against, overrides=overrides, variant=variant, without=without
    )
    focal = line.scenarios[line.focal]
    runs = focal.runs if runs is None else runs
    seed = focal.seed if seed is None else seed
    common: dict[str, Any] = {"seed": seed, "engine": engine, "threads": threads}
    datasets: dict[str, xr.Dataset] = {}
    paths: dict[str, xr.Dataset] = {}
    for name, scenario in line.scenarios.items():
        states = list(dict.fromkeys((*record, *details))) if name == line.focal else list(record)
        whole = simulate(
            scenario, runs=runs, outcomes=outcomes, progress=progress,
            record=states if runs <= RECORDED_RUNS else (), **common,
        )  # fmt: skip
        recorded = [str(v) for v in whole.data_vars if "time" in whole[v].dims]
        datasets[name] = whole.drop_vars(recorded).drop_dims("time", errors="ignore")
        if states:
            short = (
                whole[recorded]
                if recorded
                else simulate(scenario, runs=RECORDED_RUNS, record=states, outcomes=(), **common)
            )
            paths[name] = short.astype(np.float32)
        if finished is not None:
            finished(name, datasets[name])
    return Comparison(
        focal=line.focal,
        datasets=datasets,
        paths=paths,
        effects=paired_table(datasets),
        manifest=_manifest(datasets, line.notes),
        notes=line.notes,
    )


def paired_table(datasets: Mapping[str, xr.Dataset]) -> pd.DataFrame:
    """Return paired effects of the first data set against each other one.

    Parameters
    ----------
    datasets
        Results by name, of the same runs of the same seed; the first is the focal one.

    Returns
    -------
    pandas.DataFrame
        Tidy: one row a counterfactual and outcome entry. Columns ``focal,
        counterfactual, label, outcome, actor, partner, concern, unit,
        meaning, scored`` and the fields of
        :class:`~multivector_sim.experiments.paired.PairedEffect`. Differences
        are focal minus counterfactual. ``scored`` is False where the levers
        move an outcome by construction: shown, never counted.

    Raises
    ------
    InputError
        If there is but one data set, or if the runs differ.
    """
    focal, *others = datasets
    if not others:
        raise InputError(f"{focal!r} stands alone: a comparison needs a named counterfactual")
    first = {column.label: column for column in columns(datasets[focal])}
    runs = datasets[focal]["run"].values
    rows = []
    for name in others:
        if not np.array_equal(datasets[name]["run"].values, runs):
            raise InputError(f"{name!r} and {focal!r} hold different runs: they cannot be paired")
        for column in columns(datasets[name]):
            if column.label not in first:
                continue
            effect = paired_effect(first[column.label].values, column.values)
            rows.append(
                {
                    "focal": focal,
                    "counterfactual": name,
                    "label": column.label,
                    "outcome": column.outcome.name,
                    "actor": column.where.get("actor"),
                    "partner": column.where.get("partner"),
                    "concern": column.where.get("concern"),
                    "unit": column.outcome.unit,
                    "meaning": column.outcome.meaning,
                    "scored": column.outcome.scored,
                    **effect._asdict(),
                }
            )
    return pd.DataFrame(rows)


def _manifest(datasets: Mapping[str, xr.Dataset], notes: tuple[str, ...]) -> dict[str, Any]:
    own = {name: read_manifest(dataset) for name, dataset in datasets.items()}
    focal, *_ = own
    shared = dict(own[focal]["experiment"])
    for key in ("name", "scenario", "scenario_hash"):
        del shared[key]
    return {
        "note": NOTE,
        "experiment": {
            "focal": focal,
            "named_counterfactuals": list(COUNTERFACTUALS),
            **shared,
            "scenarios": {
                name: {key: part["experiment"][key] for key in ("scenario_hash", "scenario")}
                for name, part in own.items()
            },
            "notes": list(notes),
        },
        "machine": own[focal]["machine"],
    }
