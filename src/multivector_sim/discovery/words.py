"""A discovery in words and tables, for terminal and text alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from multivector_sim.discovery.finding import Candidate, Discovery
    from multivector_sim.discovery.numbers import Numbers

__all__ = [
    "BOX_HEAD",
    "LAST",
    "WAY_HEAD",
    "box_lines",
    "head_lines",
    "limit_rows",
    "summary",
    "told_boxes",
    "way_rows",
]

BOX_HEAD: Final = ("condition", "quasi-p, searched", "quasi-p, held out")
WAY_HEAD: Final = (
    *("step", "conditions", "coverage", "density", "mass"),
    *("held-out coverage", "held-out density, 95 % interval", "held-out mass"),
)
SHOWN_STEPS: Final = 12
"""Steps of a trajectory that are printed; the file holds all."""


def head_lines(found: Discovery) -> list[str]:
    """Return what was looked for, in what, and what came of it."""
    rows, seen = found.rows, int(found.seen.sum())
    futures = np.unique(rows.future).size
    lines = [
        f"Cases: {found.question.words(rows.values)}",
        f"{int(found.case.sum()):,} of {found.case.size:,} points are cases "
        f"({found.base_rate:.3f}); {_many(futures, 'future')}, {_many(len(rows.names), 'input')}; "
        f"{seen:,} points searched, {found.case.size - seen:,} held out (seed {found.seed}).",
        *found.notes,
    ]
    if found.told:
        lines.append(f"Nothing is found: {found.told}.")
    return lines


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def box_lines(box: Candidate) -> list[str]:
    """Return a box in words: conditions, and numbers on searched and held-out points."""
    name = {"PRIM": "By PRIM", "tree": "By the tree", "chosen": "The step asked for"}[box.method]
    doubt = "" if box.holds else " (does not hold: chance may give as much)"
    return [
        f"{name}: {box}{doubt}",
        f"  held out: {_numbers(box.held_out)}; chance gives as much with p = {box.p:.2g}",
        f"  searched: {_numbers(box.seen)}",
    ]


def _numbers(numbers: Numbers) -> str:
    return (
        f"coverage {numbers.coverage:.2f}, density {numbers.density:.2f} "
        f"[{numbers.density_low:.2f}, {numbers.density_high:.2f}], mass {numbers.mass:.2f} "
        f"({numbers.cases:,} of {numbers.rows:,})"
    )


def limit_rows(box: Candidate) -> list[tuple[str, ...]]:
    """Return the ends of the conditions of a box with their quasi-p, as texts."""
    return [(str(test.limit), f"{test.seen:.2g}", f"{test.held_out:.2g}") for test in box.tests]


def way_rows(found: Discovery) -> list[tuple[str, ...]]:
    """Return some steps of the first trajectory as texts: evenly spread, and the one taken."""
    way = found.trajectory()
    way = way[way["search"] == 1]
    if way.empty:
        return []
    taken = np.flatnonzero(way["taken"])
    places = np.unique([*np.linspace(0, len(way) - 1, SHOWN_STEPS).round().astype(int), *taken])
    return [
        (
            f"{row['step']}{' *' if row['taken'] else ''}",
            str(row["conditions"]) or "none",
            *(f"{row[key]:.2f}" for key in ("coverage", "density", "mass", "held_out_coverage")),
            f"{row['held_out_density']:.2f} "
            f"[{row['held_out_density_low']:.2f}, {row['held_out_density_high']:.2f}]",
            f"{row['held_out_mass']:.2f}",
        )
        for row in way.iloc[places].to_dict(orient="records")
    ]


def summary(found: Discovery) -> str:
    """Return a discovery as plain text."""
    return "\n".join(_parts(found)) + "\n"


def _parts(found: Discovery) -> Iterator[str]:
    yield from head_lines(found)
    for box in told_boxes(found):
        yield ""
        yield from box_lines(box)
        yield _text(BOX_HEAD, limit_rows(box))
    way = way_rows(found)
    if way:
        yield ""
        yield "Trajectory of the first search (* taken)"
        yield _text(WAY_HEAD, way)
    yield ""
    yield LAST


LAST: Final = (
    "Exploratory, not a forecast. A box says where cases are frequent in the model, not why. Cases "
    "are means over the runs of a point. Intervals are Jeffreys', 95 %."
)


def told_boxes(found: Discovery) -> Sequence[Candidate]:
    """Return the boxes that hold, and one that was asked for."""
    return [box for box in found.candidates if box.holds or box.method == "chosen"]


def _text(head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    return pd.DataFrame(rows, columns=list(head)).to_string(index=False)
