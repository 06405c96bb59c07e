"""Every family of figures by name, drawn from a folder of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

import xarray as xr
from matplotlib.figure import Figure

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import Comparison
from multivector_sim.experiments.saved import SavedResults
from multivector_sim.plots.chronicle import chronicle
from multivector_sim.plots.compare import compare
from multivector_sim.plots.concern_path import concern_path
from multivector_sim.plots.dyads import dyads
from multivector_sim.plots.fan import fan
from multivector_sim.plots.forest import forest
from multivector_sim.plots.leverage import leverage
from multivector_sim.plots.network import network
from multivector_sim.plots.routes_map import routes_map
from multivector_sim.plots.scorecard import scorecard
from multivector_sim.plots.trade_off import trade_off

__all__ = ["FAMILIES", "Choice", "Family", "paths_of"]


class Choice(NamedTuple):
    """What a reader may choose about figures; None takes what a figure takes by itself.

    Attributes
    ----------
    scenario
        Scenario to draw; None for the focal one.
    pair
        Codes of two actors.
    dates
        Dates, for figures of moments.
    run
        Number of a run, for the chronicle.
    against
        Scenario that leverage is counted from.
    wanted
        Two outcomes, and for each ``"higher"`` or ``"lower"``, for the trade-off.
    """

    scenario: str | None = None
    pair: tuple[str, str] = ("RUS", "CHN")
    dates: tuple[str, ...] = ()
    run: int = 0
    against: str | None = None
    wanted: Mapping[str, Literal["higher", "lower"]] = {}


class Family(NamedTuple):
    """A family of figures.

    Attributes
    ----------
    line
        What it shows, in one line.
    draw
        Draws it from results and a choice.
    single
        Whether it shows one scenario, after which its file is then named.
    asks
        Whether it cannot be drawn until the reader has chosen something.
    """

    line: str
    draw: Callable[[SavedResults, Choice], Figure]
    single: bool = True
    asks: bool = False


def paths_of(saved: SavedResults, choice: Choice) -> dict[str, xr.Dataset]:
    """Return recorded paths by scenario, the chosen one first.

    Raises
    ------
    InputError
        If the scenario is not in the results or has no recorded paths.
    """
    name = choice.scenario or next(iter(saved.datasets))
    if name not in saved.datasets:
        raise InputError(f"no scenario {name!r} in these results; there are {_names(saved)}")
    if name not in saved.paths:
        raise InputError(
            f"no paths of {name!r} were recorded; run: multivector run {name} --out DIR"
        )
    return {name: saved.paths[name]} | dict(saved.paths)


def _names(saved: SavedResults) -> str:
    return ", ".join(saved.datasets)


def _first(saved: SavedResults, choice: Choice) -> xr.Dataset:
    return next(iter(paths_of(saved, choice).values()))


def _comparison(saved: SavedResults, choice: Choice) -> Comparison:
    if saved.comparison is None:
        raise InputError(
            "these results hold no counterfactuals; run: "
            f"multivector compare {next(iter(saved.datasets))} --out DIR"
        )
    focal = saved.comparison.focal
    if choice.scenario not in (None, focal):
        raise InputError(f"effects are those of {focal!r}, not of {choice.scenario!r}")
    return saved.comparison


def _leverage_change(saved: SavedResults, choice: Choice) -> Figure:
    return leverage(paths_of(saved, choice), layout="stacked", against=choice.against)


def _trade_off(saved: SavedResults, choice: Choice) -> Figure:
    if len(choice.wanted) != 2:
        raise InputError(
            "two outcomes are needed, each with what you want of it, such as "
            "--want tension_rus_chn=lower --want autonomy=higher"
        )
    x, y = choice.wanted
    return trade_off(saved.datasets, x, y, better=choice.wanted)


def _routes_map(saved: SavedResults, choice: Choice) -> Figure:
    return routes_map(_first(saved, choice), choice.dates[-1] if choice.dates else None)


FAMILIES: Final[Mapping[str, Family]] = {
    "compare": Family(
        "tension over time, and paired effects, in one picture",
        lambda saved, choice: compare(_comparison(saved, choice), choice.pair),
        single=False,
    ),
    "forest": Family(
        "paired effects with their intervals",
        lambda saved, choice: forest(_comparison(saved, choice)),
        single=False,
    ),
    "fan": Family(
        "tension of a pair over dated events, with the observed series",
        lambda saved, choice: fan(paths_of(saved, choice), choice.pair),
    ),
    "dyads": Family(
        "tension of every pair, as small multiples",
        lambda saved, choice: dyads(paths_of(saved, choice)),
    ),
    "leverage": Family(
        "leverage of each power in three parts",
        lambda saved, choice: leverage(paths_of(saved, choice)),
    ),
    "leverage_change": Family(
        "the three parts stacked and signed, since the start or --against a scenario",
        _leverage_change,
    ),
    "concern_path": Family(
        "what each concern of a pair adds to grievance, and their tension",
        lambda saved, choice: concern_path(_first(saved, choice), choice.pair),
    ),
    "network": Family(
        "who is tense with whom, at chosen dates",
        lambda saved, choice: network(_first(saved, choice), choice.dates or None),
    ),
    "routes_map": Family(
        "sketch of Central Asia: who holds routes and stakes at a date",
        _routes_map,
    ),
    "chronicle": Family(
        "one run as a timeline: policy, actions, crises, tension",
        lambda saved, choice: chronicle(_first(saved, choice), choice.run, choice.pair),
    ),
    "scorecard": Family(
        "policies by outcomes: means, ranks and their uncertainty",
        lambda saved, choice: scorecard(saved.datasets),
        single=False,
    ),
    "trade_off": Family(
        "two outcomes by policy, with the Pareto front of what you --want",
        _trade_off,
        single=False,
        asks=True,
    ),
}
"""Families by name, in the order in which they are best looked at."""
