"""What a sweep keeps of each run: columns of outcomes, and of summaries over time windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import CONCERNS
from multivector_sim.model.outcomes import Selection, select_outcomes
from multivector_sim.model.record import Dim
from multivector_sim.model.state import RECORDABLE, RUN
from multivector_sim.model.windows import Window
from multivector_sim.results.columns import SYMMETRIC
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.quantity import quarter_of
from multivector_sim.sweeps.spec import SweepSpec, WindowEntry

__all__ = ["Entry", "entries", "metric_labels", "values_of", "window_of"]


class Entry(NamedTuple):
    """One column of outcomes.

    Attributes
    ----------
    label
        ``"autonomy"``, or ``"concern[RUS, status]"`` for one entry of many.
    outcome
        Name of the outcome.
    entry
        Which entry of it.
    """

    label: str
    outcome: str
    entry: tuple[int, ...]


def _codes(scenario: Scenario) -> dict[str, Sequence[str]]:
    return {
        "actor": scenario.actor_codes,
        "partner": scenario.actor_codes,
        "sector": scenario.sector_codes,
        "concern": CONCERNS,
    }


def entries(outcomes: Sequence[str] | None, scenario: Scenario) -> list[Entry]:
    """Return the columns of the chosen outcomes that have a meaning in a scenario.

    Labels are those of every table of outcomes (``results.columns``).
    """
    selection: Selection = select_outcomes(scenario.actor_codes, scenario.sector_codes, outcomes)
    codes = _codes(scenario)
    found = []
    for row, shape, place in zip(
        selection.outcomes, selection.shapes, selection.places(), strict=True
    ):
        rows = selection.rows[place].reshape(shape)
        for index in np.ndindex(*shape):
            if rows[index] < 0 or (row.name in SYMMETRIC and index[0] >= index[1]):
                continue
            names = [codes[dim][at] for dim, at in zip(row.dims, index, strict=True)]
            label = f"{row.name}[{', '.join(names)}]" if names else row.name
            found.append(Entry(label, row.name, tuple(index)))
    return found


def metric_labels(spec: SweepSpec, scenarios: Sequence[Scenario]) -> list[str]:
    """Return the columns of numbers that a sweep keeps, over all its scenarios."""
    labels = [entry.label for scenario in scenarios for entry in entries(spec.outcomes, scenario)]
    return list(dict.fromkeys([*labels, *(window.name for window in spec.windows)]))


def window_of(entry: WindowEntry, scenario: Scenario) -> Window:
    """Return a time window as the engines take it.

    Raises
    ------
    InputError
        If the scenario has no such state, actor or sector, or the window lies outside its run.
    """
    state, index, both_ways = _state(entry.of, scenario)
    first = 0 if entry.since is None else _quarter(entry.since, scenario)
    last = scenario.quarters if entry.until is None else _quarter(entry.until, scenario)
    first, last = max(first, 0), min(last, scenario.quarters)
    if first >= last:
        raise InputError(
            f"no quarter of the run of {scenario.name!r} lies in the window; it runs from "
            f"{scenario.start} to {scenario.end}, and {_told(entry)} was received"
        )
    threshold = entry.threshold or 0.0
    return Window(entry.name, state, index, first, last, entry.summary, threshold, both_ways)


def _quarter(moment: float, scenario: Scenario) -> int:
    """Return the first quarter that starts at or after a moment."""
    return int(np.ceil((moment - scenario.first_year) * 4 - 1e-9))


def _told(entry: WindowEntry) -> str:
    ends = ((entry.since, "from"), (entry.until, "to"))
    return ", ".join(f"{word} {quarter_of(date)}" for date, word in ends if date is not None)


def _state(text: str, scenario: Scenario) -> tuple[str, tuple[int, ...], bool]:
    """Return state, entry, and whether both directions of a pair count (``tension.RUS-CHN``)."""
    name, _, rest = text.partition(".")
    if name not in RECORDABLE:
        raise InputError(
            f"unknown state {name!r}{nearest(name, RECORDABLE)}; known: {', '.join(RECORDABLE)}"
        )
    dims = RUN.fields[name].dims
    if name == "tension" and "-" in rest:
        first, _, second = rest.partition("-")
        return name, _index(text, dims, (first, second), scenario, "-"), True
    return name, _index(text, dims, tuple(rest.split(".")) if rest else (), scenario, "."), False


def _index(
    text: str, dims: tuple[Dim, ...], names: tuple[str, ...], scenario: Scenario, mark: str
) -> tuple[int, ...]:
    codes = _codes(scenario)
    if len(names) != len(dims):
        form = "".join(f"{mark if at and mark == '-' else '.'}{dim}" for at, dim in enumerate(dims))
        state = text.partition(".")[0]
        raise InputError(f"{state}{form} is needed; {text!r} received")
    index = []
    for dim, code in zip(dims, names, strict=True):
        if code not in codes[dim]:
            known = codes[dim]
            raise InputError(
                f"unknown {dim} {code!r}{nearest(code, known)}; known: {', '.join(known)}"
            )
        index.append(list(codes[dim]).index(code))
    if dims.count("actor") == 2 and index[0] == index[1]:
        raise InputError(f"two different actors are needed; {text!r} received")
    return tuple(index)


def values_of(
    columns: Sequence[Entry], outcomes: dict[str, NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Return the values of each column, (runs,)."""
    every: tuple[Any, ...] = (slice(None),)
    return [outcomes[column.outcome][every + column.entry] for column in columns]
