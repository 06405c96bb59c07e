"""From concern to tension: what each concern of a power adds to its grievance against another."""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.actors import CONCERNS, PIVOT
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.plots.style import (
    DASHES,
    SMALL,
    by_name,
    current,
    days,
    dress,
    figure,
    heading,
    long_name,
    note,
    over_time,
    provenance,
    require,
    spoken,
    years,
)
from multivector_sim.results.dataset import read_manifest

__all__ = ["concern_path", "contributions"]

_STATES: Final = ("concern", "blame", "security_blame", "tension")
ROWS: Final = ("concern (0 to 1)", "grievance (a year)", "tension (0 to 1)")


def concern_path(dataset: xr.Dataset, pair: tuple[str, str] = ("RUS", "CHN")) -> Figure:
    """Draw how the concerns of two powers become grievance and tension between them.

    Parameters
    ----------
    dataset
        Results with ``concern``, ``blame``, ``security_blame`` and ``tension`` recorded.
    pair
        Codes of two powers; each has a column of its own: what it feels
        towards the other.

    Returns
    -------
    matplotlib.figure.Figure
        Three rows. Above: the four concerns of the power, medians and 90 % of
        runs. Middle: what each adds to the grievance against the other, a
        year: means over runs, stacked, with the sum and its 90 % of runs; see
        :func:`contributions`. Below: tension, median and 90 % of runs.

    Raises
    ------
    InputError
        If a state was not recorded, or the pair is not two powers.

    Notes
    -----
    The contributions are one term of equation 19 of the model. Standing
    grievances, dated events, friction and answers to tension come on top, so
    tension can move while the contributions do not.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> states = ["concern", "blame", "security_blame", "tension"]
    >>> ds = mv.simulate("baseline", runs=8, seed=1, record=states)
    >>> len(mv.plots.concern_path(ds, ("RUS", "CHN")).axes)
    6
    """
    named = over_time(dataset, *_STATES)
    ((name, dataset),) = named.items()
    target = figure(16, 11.4)
    grid = target.subplots(
        3, 2, sharex=True, sharey="row", squeeze=False,
        gridspec_kw={"left": 0.065, "right": 0.80, "bottom": 0.075, "top": 0.87,
                     "hspace": 0.28, "wspace": 0.06},
    )  # fmt: skip
    words = []
    for column, (power, rival) in enumerate((pair, pair[::-1])):
        parts = contributions(dataset, power, rival)
        _draw_concerns(grid[0, column], dataset, power)
        _draw_grievance(grid[1, column], dataset, parts)
        _draw_tension(grid[2, column], dataset, power, rival)
        names = [long_name(dataset, code) for code in (power, rival)]
        titles = (f"What {names[0]} worries about",
                  f"What that adds to its grievance against {names[1]}",
                  f"Its tension towards {names[1]}")  # fmt: skip
        for row, (axes, title) in enumerate(zip(grid[:, column], titles, strict=True)):
            dress(axes, title=title, y_label="" if column else ROWS[row])
        words.append(_words(names, dataset, parts))
    years(grid[0, 0], most=7)
    for axes in grid[:, 0]:
        axes.set_ylim(bottom=0)
    for row in range(3):
        grid[row, 1].legend(
            loc="upper left", bbox_to_anchor=(1.02, 1.0), fontsize=SMALL, frameon=False,
            labelcolor=current().ink, alignment="left", reverse=row == 1,
        )  # fmt: skip
    ends = " and ".join(long_name(dataset, code) for code in pair)
    heading(
        target, f"From concern to tension, {ends}: {spoken(name)}",
        "grievance = blame x (coefficient x concern), summed; other sources of grievance not shown",
    )  # fmt: skip
    note(target, provenance(named))
    target.set_label(
        f"Three rows of panels: concerns, what they add to grievance, and tension, {ends}, under "
        f"{spoken(name)}. {' '.join(words)} {provenance(named)}."
    )
    return target


def contributions(dataset: xr.Dataset, power: str, rival: str) -> NDArray[np.float64]:
    """Return what each concern of a power adds to its grievance against another power.

    It is the term A_ij g_c C_ic of equation 19 of the model: blame of i on j
    (for security, its own blame) times the coefficient times the concern, zero
    where the scenario switches ``concern_grievance`` off.

    Parameters
    ----------
    dataset
        Results with ``concern``, ``blame``, ``security_blame`` and ``tension`` recorded.
    power, rival
        Codes of two different powers.

    Returns
    -------
    numpy.ndarray
        (runs, quarters, concerns), per year, >= 0.

    Raises
    ------
    InputError
        If a state was not recorded, or one of the two is no power.
    """
    require(by_name(dataset), *_STATES)
    powers = [str(code) for code in dataset["actor"].values][PIVOT + 1 :]
    if power == rival or not {power, rival} <= set(powers):
        raise InputError(
            f"pair: {power}-{rival} received; two different powers are needed, "
            f"of {', '.join(powers)}"
        )
    scenario = read_manifest(dataset)["experiment"]["scenario"]
    defaults = {row.name: row.default for row in PARAMETERS}
    given = {**defaults, **scenario["parameters"]}
    switch = float(scenario["mechanisms"]["concern_grievance"])
    gains = np.array([switch * given[f"{concern}_grievance"] for concern in CONCERNS])
    both = {"actor": power, "partner": rival}
    blame, security = (
        dataset[name].sel(both).transpose("run", "time").values
        for name in ("blame_path", "security_blame")
    )
    shares = np.stack([security if c == "security" else blame for c in CONCERNS], axis=-1)
    product: NDArray[np.float64] = shares * gains * _concerns(dataset, power)
    return product


def _concerns(dataset: xr.Dataset, power: str) -> NDArray[np.float64]:
    """Return the concerns of a power, (runs, quarters, concerns)."""
    path = dataset["concern_path"].sel(actor=power, concern_kind=list(CONCERNS))
    values: NDArray[np.float64] = path.transpose("run", "time", "concern_kind").values
    return values


def _draw_concerns(axes: Axes, dataset: xr.Dataset, power: str) -> None:
    time = days(dataset["time"].values)
    values = _concerns(dataset, power)
    for place, concern in enumerate(CONCERNS):
        low, median, high = np.quantile(values[..., place], [0.05, 0.5, 0.95], axis=0)
        colour = current().series[place]
        axes.fill_between(time, low, high, color=colour, alpha=0.22, linewidth=0)
        axes.plot(
            time, median, color=colour, linewidth=2.4, linestyle=DASHES[place],
            label=f"{concern}: median, 90 %",
        )  # fmt: skip
    axes.set_xlim(time[0], time[-1])


def _draw_grievance(axes: Axes, dataset: xr.Dataset, parts: NDArray[np.float64]) -> None:
    time = days(dataset["time"].values)
    style = current()
    axes.stackplot(
        time, parts.mean(axis=0).T, colors=style.series, alpha=0.8,
        labels=[f"from {concern}: mean" for concern in CONCERNS],
    )  # fmt: skip
    total = parts.sum(axis=2)
    low, high = np.quantile(total, [0.05, 0.95], axis=0)
    axes.plot(time, total.mean(axis=0), color=style.ink, linewidth=2.2, label="sum: mean")
    for bound, label in ((low, "sum: 90 % of runs"), (high, "_high")):
        axes.plot(time, bound, color=style.ink, linewidth=1.2, linestyle=(0, (4, 2)), label=label)


def _draw_tension(axes: Axes, dataset: xr.Dataset, power: str, rival: str) -> None:
    time = days(dataset["time"].values)
    path = dataset["tension"].sel(actor=power, partner=rival).transpose("run", "time").values
    low, median, high = np.quantile(path, [0.05, 0.5, 0.95], axis=0)
    colour = current().ink
    axes.fill_between(time, low, high, color=colour, alpha=0.2, linewidth=0, label="90 % of runs")
    axes.plot(time, median, color=colour, linewidth=2.4, label="median")


def _words(names: list[str], dataset: xr.Dataset, parts: NDArray[np.float64]) -> str:
    means = parts.mean(axis=(0, 1))
    low, high = np.quantile(parts.sum(axis=2).mean(axis=1), [0.05, 0.95])
    listed = ", ".join(
        f"{concern} {value:.3f}" for concern, value in zip(CONCERNS, means, strict=True)
    )
    return (
        f"Grievance of {names[0]} against {names[1]} from concerns, a year, mean over runs and "
        f"quarters: {listed}; sum {means.sum():.3f} (90 % of runs {low:.3f} to {high:.3f})."
    )
