"""The dated events of a scenario, as lines and labels over a time axis."""

from __future__ import annotations

import textwrap
from typing import Final, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from multivector_sim.plots.style import SMALL, current, days
from multivector_sim.results.dataset import read_manifest
from multivector_sim.scenario.dotted import dotted
from multivector_sim.scenario.shock import SHOCKED

__all__ = ["Event", "date_of", "draw_events", "events_of"]


LONGEST: Final = 36
"""Characters of a label; longer ones are cut at a word, since they would leave the figure."""


class Event(NamedTuple):
    """A dated event.

    Attributes
    ----------
    date
        When it begins.
    label
        What happened, in a few words.
    """

    date: np.datetime64
    label: str


def events_of(dataset: xr.Dataset, pair: tuple[str, str] | None = None) -> list[Event]:
    """Return events and shocks of the scenario that a data set was made from, in order of time.

    Events that share a label and a date (between several pairs) are one line in a figure.

    Parameters
    ----------
    dataset
        Results.
    pair
        Codes of two actors, to get what concerns them alone; None for all.
    """
    scenario = read_manifest(dataset)["experiment"]["scenario"]
    rows = [(row, set(row["between"])) for row in scenario["events"]]
    rows += [(row, set(dotted(row["on"], SHOCKED).codes)) for row in scenario.get("shocks", ())]
    found = {
        Event(date_of(float(row["from"])), str(row["label"]))
        for row, between in rows
        if pair is None or between == set(pair)
    }
    return sorted(found, key=lambda event: (event.date, event.label))


def date_of(year: float) -> np.datetime64:
    """Return the day of a year with a fraction; 2008.5 is the start of July 2008."""
    first = np.datetime64(f"{int(year)}-01-01", "D")
    return first + np.timedelta64(round((year - int(year)) * 365.25), "D")


def draw_events(
    axes: Axes, events: list[Event], *, labels: bool = True, least_gap: float = 400.0
) -> None:
    """Draw events as thin vertical lines, with slanted labels above the axes.

    Parameters
    ----------
    axes
        Axes with dates on x; their limits must be set.
    events
        What to draw; events outside of the limits are left out.
    labels
        Whether to write the labels.
    least_gap
        Smallest distance of two labels, days: crowded ones are moved to the right.
    """
    left, right = axes.get_xlim()
    transform = axes.get_xaxis_transform()
    previous = -np.inf
    for event in events:
        day = float(days(event.date))
        if not left <= day <= right:
            continue
        axes.axvline(day, color=current().muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
        if not labels:
            continue
        place = max(day, previous + least_gap)
        previous = place
        axes.plot(
            [day, place], [1.0, 1.025], color=current().muted, linewidth=0.9, transform=transform,
            clip_on=False, scalex=False, scaley=False, label="_event",
        )  # fmt: skip
        words = textwrap.shorten(event.label, LONGEST, placeholder=" …")
        axes.text(
            place, 1.03, words, rotation=33, rotation_mode="anchor", ha="left", va="bottom",
            fontsize=SMALL, color=current().ink, transform=transform,
        )  # fmt: skip
