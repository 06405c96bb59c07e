"""The observed series that the model's tension is laid beside."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.model.parameters import LINK

__all__ = ["Observed", "observed_tension"]


class Observed(NamedTuple):
    """An observed yearly series on the scale of tension.

    Attributes
    ----------
    dates
        Mid-year dates.
    values
        Share of conflict in all events of the pair (both directions, [0, 1])
        over the measurement link, so that it can be read on the axis of tension.
    label
        What it is, with the link, for the legend.
    source
        Citation.
    """

    dates: NDArray[np.datetime64]
    values: NDArray[np.float64]
    label: str
    source: str


def observed_tension(actor: str, partner: str) -> Observed | None:
    """Return the observed series of a pair, or None where there is none.

    Parameters
    ----------
    actor, partner
        Codes, in either order.
    """
    rows = [
        (year, share, source)
        for pair, year, share, source in _conflict_shares()
        if pair == frozenset((actor, partner))
    ]
    if not rows:
        return None
    years, shares, sources = zip(*sorted(rows), strict=True)
    return Observed(
        dates=np.array([f"{year}-07-01" for year in years], dtype="datetime64[ns]"),
        values=np.array(shares) / LINK.default,
        label=f"observed event conflict share / {LINK.default:g}",
        source=sources[0],
    )


@cache
def _conflict_shares() -> tuple[tuple[frozenset[str], int, float, str], ...]:
    file = resources.files("multivector_sim") / "data" / "observations.csv"
    with file.open(encoding="utf-8") as stream:
        return tuple(
            (
                frozenset((row["actor"], row["partner"])),
                int(row["year"]),
                float(row["value"]),
                row["citation"],
            )
            for row in csv.DictReader(stream)
            if row["indicator"] == "event_conflict_share"
        )
