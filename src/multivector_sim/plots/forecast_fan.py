"""Fans of a forecast: what was observed, what is expected, and what came later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.forecast.hindcast import Forecast
from multivector_sim.forecast.scores import LEVELS
from multivector_sim.measurement import Series, observed_series
from multivector_sim.plots.forecast_words import (
    forecast_note,
    grouped,
    indicator_words,
    parts,
    per_cent,
    target_words,
)
from multivector_sim.plots.style import SMALL, TICK, current, dress, figure, heading, note

__all__ = ["forecast_fan"]

FloatArray = NDArray[np.float64]

_MIDDLE: Final = LEVELS.index(0.5)
_WIDTH: Final = 18.0


def forecast_fan(
    forecast: Forecast,
    series: Sequence[Series] | None = None,
    targets: Sequence[str] | None = None,
    *,
    made: str = "",
) -> Figure:
    """Draw a forecast from an origin, target by target.

    Parameters
    ----------
    forecast
        What ``predict`` returned.
    series
        What was observed: figures up to the origin are dots, later ones are
        hollow. None takes the shipped series, which end in 2013.
    targets
        Labels such as ``"trade_share KAZ-CHN"``; None takes all.
    made
        Number of members and seed, for the line at the foot.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a target: median, 50 % and 90 % bands, and as thin lines the
        medians of the two naive forecasts. All begin at the last figure
        known. The vertical line is the origin. Panels have scales of their own.

    Raises
    ------
    InputError
        If a target is unknown, or none is asked for.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> forecast, _ = mv.predict(origin=2010, last=2013, members=20)
    >>> len(mv.plots.forecast_fan(forecast, targets=["trade_share KAZ-CHN"]).axes)
    1
    """
    known = {row.label: row for row in (observed_series() if series is None else series)}
    chosen = _chosen(forecast, targets)
    target, panels = _panels(len(chosen))
    indicators = list(dict.fromkeys(parts(label)[0] for label in chosen))
    words = []
    for axes, label in zip(panels, chosen, strict=True):
        title = target_words(label, short=len(indicators) > 1)
        if len(indicators) > 1:
            title = f"{indicator_words(parts(label)[0], short=True)}: {title}"
        dress(axes)
        axes.set_title(title, loc="left", y=1.0, fontsize=SMALL + 1, fontweight="bold",
                       color=current().ink)  # fmt: skip
        words.append(_draw(axes, forecast, label, known.get(label)))
    handles = {
        name: handle
        for axes in panels
        for handle, name in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    target.legend(
        list(handles.values()), list(handles), ncols=4, fontsize=SMALL, frameon=False,
        loc="upper right", bbox_to_anchor=(0.995, 0.995), labelcolor=current().ink,
    )  # fmt: skip
    what = indicator_words(indicators[0]) if len(indicators) == 1 else f"{len(chosen)} targets"
    last = int(forecast.years[-1])
    heading(target, f"{what[0].upper()}{what[1:]}", f"expected from the end of {forecast.origin}")
    note(target, forecast_note(made))
    target.set_label(
        f"Fans of {what}, expected from the end of {forecast.origin} to {last}. In {last}: "
        f"{'; '.join(words)}. {forecast_note(made)}."
    )
    return target


def _chosen(forecast: Forecast, targets: Sequence[str] | None) -> list[str]:
    known = list(forecast.labels)
    wanted = known if targets is None else list(dict.fromkeys(targets))
    unknown = [label for label in wanted if label not in known]
    if unknown or not wanted:
        received = repr(unknown[0]) if unknown else "none"
        raise InputError(f"target: {received} received; forecast are {', '.join(known)}")
    if targets is not None:
        return wanted
    return [label for group in grouped(wanted).values() for label in group]


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    across = 1 if count == 1 else 2 if count <= 4 else 3 if count <= 6 else 5
    rows = -(-count // across)
    each = {1: 6.5, 2: 3.5, 3: 3.1, 5: 2.5}[across]
    height = each * rows + 1.7
    target = figure(_WIDTH, height)
    grid = target.subplots(
        rows, across, squeeze=False,
        gridspec_kw={"left": 0.045, "right": 0.985, "bottom": 0.75 / height,
                     "top": 1 - 1.35 / height, "hspace": 1.0 / each, "wspace": 0.2},
    )  # fmt: skip
    for axes in grid.flat[count:]:
        axes.remove()
    return target, list(grid.flat[:count])


def _draw(axes: Axes, forecast: Forecast, label: str, series: Series | None) -> str:
    """Draw one target; return its last year in words."""
    style, k = current(), forecast.labels.index(label)
    known = None if series is None else series.upto(forecast.origin)
    years, model = _joined(forecast, known, forecast.quantiles[:, :, k])
    for low, alpha, name in ((0, 0.2, "90 %"), (1, 0.4, "50 %")):
        axes.fill_between(
            years, model[low], model[-1 - low], color=style.focal, alpha=alpha, linewidth=0,
            label=f"{name} of members",
        )  # fmt: skip
    axes.plot(years, model[_MIDDLE], color=style.focal, linewidth=2.4, label="median")
    for values, dash, name in (
        (forecast.persistence, (0, (5, 1.5)), "last figure carried forward"),
        (forecast.drift, (0, (1.2, 1.2)), "line of ten years continued"),
    ):
        _, naive = _joined(forecast, known, values[:, :, k])
        axes.plot(years, naive[_MIDDLE], color=style.others[1], linewidth=1.5, linestyle=dash,
                  label=name)  # fmt: skip
    if series is not None:
        _draw_figures(axes, series, forecast)
    axes.axvline(forecast.origin + 0.5, color=style.muted, linewidth=1, zorder=1)
    few = axes.get_subplotspec()
    across = 1 if few is None else few.get_gridspec().ncols
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5 if across > 2 else 9, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(per_cent))
    axes.tick_params(labelsize=SMALL if across > 2 else TICK)
    axes.set_ylim(bottom=0.0)
    low, median, high = forecast.quantiles[[0, _MIDDLE, -1], -1, k]
    name = f"{indicator_words(parts(label)[0], short=True)}, {target_words(label)}"
    return f"{name} {median:.3g} (90 % of members {low:.3g} to {high:.3g})"


def _joined(
    forecast: Forecast, known: Series | None, values: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return years and quantiles, which begin at the last figure known."""
    years = forecast.years.astype(np.float64)
    if known is None or not known.years.size:
        return years, values
    start = np.full((len(values), 1), known.values[-1])
    return np.append(float(known.years[-1]), years), np.concatenate([start, values], axis=1)


def _draw_figures(axes: Axes, series: Series, forecast: Forecast) -> None:
    style = current()
    known = series.years <= forecast.origin
    later = ~known & (series.years <= forecast.years[-1])
    axes.plot(
        series.years[known], series.values[known], color=style.ink, marker="o", markersize=5,
        linewidth=0.8, label="observed up to the origin", zorder=4,
    )  # fmt: skip
    if later.any():
        axes.plot(
            series.years[later], series.values[later], color=style.ink, marker="o", markersize=7,
            linestyle="none", markerfacecolor=style.paper, markeredgewidth=1.6,
            label="observed later", zorder=5,
        )  # fmt: skip
