"""Files of ``multivector hindcast --out``: tables, figures, manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.forecast.hindcast import Forecast
    from multivector_sim.forecast.verified import Verified
    from multivector_sim.measurement import Series
    from multivector_sim.scenario import Scenario

__all__ = ["fans_of", "figures_of", "frozen_manifest", "manifest_of", "write_figures"]

Drawings = Iterator[tuple[str, Callable[[], "Figure"]]]

KINDS = ("png", "svg")
CODE = ("ensemble", "forecast", "measurement", "model")


def figures_of(verified: Verified) -> Drawings:
    """Yield scores and calibration by the names of their files."""
    from multivector_sim import plots

    yield "scores", partial(plots.scores, verified)
    yield "calibration", partial(plots.calibration, verified)


def fans_of(
    forecast: Forecast, table: pd.DataFrame, series: Sequence[Series], made: str
) -> Drawings:
    """Yield a sheet of fans for each indicator, and the places of pairs."""
    from multivector_sim import plots
    from multivector_sim.plots.forecast_words import grouped

    for indicator, labels in grouped(list(forecast.labels)).items():
        yield (
            f"fan_{indicator}",
            partial(plots.forecast_fan, forecast, series, labels, made=made),
        )
    yield "hostility", partial(plots.hostility, table, made=made)


def write_figures(folder: ResultFolder, drawings: Drawings, style: str) -> None:
    """Draw figures into a folder, PNG and SVG of each.

    Raises
    ------
    OutputError
        If a file could not be written.
    """
    from multivector_sim import plots
    from multivector_sim.plots.writing import write_figure

    with plots.use_style(style):
        for stem, draw in drawings:
            write_figure(folder, stem, draw())


def manifest_of(
    scenario: Scenario, members: int, seed: int, details: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what made forecasts of a scenario.

    Parameters
    ----------
    scenario, members, seed
        What was run.
    details
        Origins, last year, and whether later drivers and events were known.
    """
    from multivector_sim.forecast.settings import CHOSEN
    from multivector_sim.results.manifest import build_manifest, code_version

    found = build_manifest(scenario, runs=members, seed=seed, engine="ensemble", outcomes=())
    found["experiment"]["code"] = code_version(CODE)
    found["experiment"]["forecast"] = {**details, "settings": CHOSEN.dump()}
    return found


def frozen_manifest(observations: Path) -> dict[str, Any]:
    """Return which frozen forecast was scored, and against which file."""
    from multivector_sim.forecast.frozen import frozen_record
    from multivector_sim.results.manifest import machine

    return {
        "frozen": frozen_record(),
        "observations": {
            "file": observations.name,
            "sha256": sha256(observations.read_bytes()).hexdigest(),
        },
        "machine": machine(),
    }
