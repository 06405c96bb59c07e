"""From the arrays of an engine to a labelled data set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import CONCERNS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.state import RECORDABLE, RUN
from multivector_sim.model.windows import SUMMARIES, Window

__all__ = [
    "DIMENSION_NAMES",
    "NOTE",
    "PATHS",
    "RunArrays",
    "build_dataset",
    "check_window_names",
    "path_variable",
    "read_manifest",
    "with_drawn",
]

NOTE: Final = "exploratory, not a forecast"
"""What every table and figure carries."""

DIMENSION_NAMES: Final = {"concern": "concern_kind"}
"""Names of dimensions in a data set where they differ from the model's. xarray takes a variable
for the labels of the dimension whose name it bears: with a dimension ``concern`` the variable
``concern`` could have no labels, would vanish from ``mean`` and break ``merge``."""


PATHS: Final = {name: field for name, field in RUN.fields.items() if name in RECORDABLE}
"""Every state that can be recorded, by name, with its dimensions, unit and meaning."""


class RunArrays(Protocol):
    """What an engine hands over: arrays whose first axis is the run."""

    @property
    def outcomes(self) -> dict[str, NDArray[np.float64]]:
        """Outcome name to an array of shape (runs, *dims of the outcome)."""

    @property
    def paths(self) -> dict[str, NDArray[np.float64]]:
        """State name to an array of shape (runs, quarters, *dims of the state)."""

    @property
    def windows(self) -> dict[str, NDArray[np.float64]]:
        """Name of a window to an array of shape (runs,)."""


def path_variable(state: str) -> str:
    """Return the name of the variable that holds the path of a recorded state.

    It is the state's own name, or ``<name>_path`` where a per-run outcome
    bears that name (``leverage_economic`` is the mean over the run,
    ``leverage_economic_path`` the path).
    """
    return f"{state}_path" if state in {row.name for row in OUTCOMES} else state


_TAKEN: Final = frozenset(
    {
        *(row.name for row in OUTCOMES),
        *PATHS,
        *(path_variable(name) for name in PATHS),
        *("run", "time", "actor", "partner", "sector", "number", "drawn"),
        *DIMENSION_NAMES.values(),
    }
)
"""Names that a window cannot bear."""


def quarter_dates(start: float, quarters: int) -> NDArray[np.datetime64]:
    """Return the first day of each quarter.

    Parameters
    ----------
    start
        Year of the first quarter; 1992.25 is 1992Q2.
    quarters
        Number of quarters, >= 0.
    """
    quarter = np.timedelta64(3, "M")
    first = np.datetime64("1970-01", "M") + round((start - 1970) * 4) * quarter
    return (first + np.arange(quarters) * quarter).astype("datetime64[ns]")


def build_dataset(
    results: RunArrays,
    inputs: Inputs,
    manifest: Mapping[str, Any],
    *,
    first_run: int = 0,
    windows: Sequence[Window] = (),
) -> xr.Dataset:
    """Label the arrays of an engine; no array is copied.

    Parameters
    ----------
    results
        Outcomes, recorded paths and windows.
    inputs
        The packed scenario, for the codes of actors and sectors and the dates.
    manifest
        What :func:`multivector_sim.results.build_manifest` returned.
    first_run
        Number of the first run.
    windows
        The windows that the engine followed.

    Returns
    -------
    xarray.Dataset
        One variable an outcome over ``run`` and its dimensions, one variable
        one (see ``path_variable``) a recorded state over ``run, time`` and its
        dimensions, one variable a window over ``run``. The four concerns are labels of the
        dimension ``concern_kind``. Attributes of a variable: ``long_name``, ``units`` and
        (outcomes) ``scored``, 1 or 0. Attributes of the data set: ``title``,
        ``note`` and ``manifest`` (JSON), which survive NetCDF.

    Raises
    ------
    InputError
        If nothing was computed, if a name is unknown, or if numbers of runs differ.
    """
    check_window_names(windows)
    arrays = [*results.outcomes.values(), *results.paths.values(), *results.windows.values()]
    if not arrays:
        raise InputError(
            "no outcome, no path and no window was asked for; name at least one of them"
        )
    runs = {array.shape[0] for array in arrays}
    if len(runs) > 1:
        raise InputError(f"arrays of different numbers of runs received: {sorted(runs)}")

    variables: dict[str, xr.Variable] = {}
    rows = {row.name: row for row in OUTCOMES}
    for name, array in results.outcomes.items():
        if name not in rows:
            raise InputError(f"unknown outcome {name!r}; known are {', '.join(rows)}")
        row = rows[name]
        attributes = {"long_name": row.meaning, "units": row.unit, "scored": int(row.scored)}
        variables[name] = xr.Variable(("run", *_dimensions(row.dims)), array, attributes)
    for name, array in results.paths.items():
        if name not in PATHS:
            raise InputError(f"unknown path {name!r}; known are {', '.join(PATHS)}")
        path = PATHS[name]
        attributes = {"long_name": path.meaning, "units": path.unit}
        dimensions = ("run", "time", *_dimensions(path.dims))
        variables[path_variable(name)] = xr.Variable(dimensions, array, attributes)
    for window in windows:
        attributes = {"long_name": _in_words(window, inputs), "units": _unit_of(window)}
        variables[window.name] = xr.Variable(("run",), results.windows[window.name], attributes)

    return xr.Dataset(
        variables,
        coords=_coordinates(inputs, runs.pop(), first_run),
        attrs={
            "title": str(manifest["experiment"]["scenario"].get("title", "")),
            "note": NOTE,
            "manifest": json.dumps(manifest, ensure_ascii=False, sort_keys=True),
        },
    )


def check_window_names(windows: Sequence[Window]) -> None:
    """Refuse windows whose names a data set uses for something else.

    Raises
    ------
    InputError
        Naming the first of them.
    """
    for window in windows:
        if window.name in _TAKEN:
            raise InputError(
                f"window {window.name!r}: a data set uses this name for something else; "
                "choose another one"
            )


def _in_words(window: Window, inputs: Inputs) -> str:
    """Return ``mean of tension that i feels towards j [RUS, CHN], 2000Q1 to 2004Q4``."""
    field = PATHS[window.state]
    labels = {"actor": inputs.actors, "sector": inputs.sectors, "concern": CONCERNS}
    codes = [labels[dim][i] for dim, i in zip(field.dims, window.entry, strict=True)]
    entry = f" [{', '.join(codes)}]" if codes else ""
    if window.both_ways:
        entry = f" [{' and '.join(codes)}, both ways]"
    first, last = (_quarter_name(inputs, index) for index in (window.first, window.last - 1))
    summary = SUMMARIES[window.summary]
    if window.summary == "above":
        summary = f"share of quarters above {window.threshold:g}"
    return f"{summary} of {field.meaning}{entry}, {first} to {last}"


def _unit_of(window: Window) -> str:
    return "1" if window.summary == "above" else PATHS[window.state].unit


def _quarter_name(inputs: Inputs, index: int) -> str:
    number = round(4 * inputs.start) + index
    return f"{number // 4}Q{number % 4 + 1}"


def with_drawn(dataset: xr.Dataset, drawn: Mapping[str, NDArray[np.float64]]) -> xr.Dataset:
    """Return a data set that also says what each run drew.

    Parameters
    ----------
    dataset
        The results.
    drawn
        (runs,) numbers by dotted key of the scenario.

    Returns
    -------
    xarray.Dataset
        With a variable ``drawn`` over ``run, number``; labels of ``number``
        are the dotted keys.
    """
    keys = sorted(drawn)
    table = np.stack([drawn[key] for key in keys], axis=1)
    attributes = {"long_name": "number that the run drew", "units": "of the number"}
    return dataset.assign_coords(number=("number", keys)).assign(
        drawn=(("run", "number"), table, attributes)
    )


def _dimensions(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of dimensions for a data set, in which no two may be the same."""
    if names == ("actor", "actor"):
        return ("actor", "partner")
    return tuple(DIMENSION_NAMES.get(name, name) for name in names)


def _coordinates(inputs: Inputs, runs: int, first_run: int) -> dict[str, xr.Variable]:
    codes = np.array(inputs.actors)
    values: dict[str, tuple[Any, str]] = {
        "run": (np.arange(first_run, first_run + runs), "run number"),
        "time": (quarter_dates(inputs.start, inputs.quarters), "first day of the quarter"),
        "actor": (codes, "actor"),
        "partner": (codes, "partner of the actor"),
        "sector": (np.array(inputs.sectors), "sector"),
        DIMENSION_NAMES["concern"]: (np.array(CONCERNS), "kind of concern"),
    }
    return {
        name: xr.Variable((name,), v, {"long_name": text}) for name, (v, text) in values.items()
    }


def read_manifest(dataset: xr.Dataset) -> dict[str, Any]:
    """Return the manifest of a data set, also of one read back from a file.

    Raises
    ------
    InputError
        If the data set has none.
    """
    text = dataset.attrs.get("manifest")
    if text is None:
        raise InputError("the data set has no manifest: it was not made by this package")
    manifest: dict[str, Any] = json.loads(text)
    return manifest
