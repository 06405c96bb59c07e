"""Which slice of a sweep's choices a figure shows: axes, what is fixed, and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.plots.sweep_words import held_words, line_words
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.plan import BASE, POLICY
from multivector_sim.sweeps.results import SweepResults

__all__ = ["MOST_PANELS", "Chosen", "Cube", "Slice", "choose", "cube", "levels", "others", "slices"]

FloatArray = NDArray[np.float64]

MOST_PANELS: Final = 6
"""Panels that a figure has room for."""


class Cube(NamedTuple):
    """A metric, or the effect on it, over policies and choices.

    Attributes
    ----------
    middle, low, high
        (lines, levels of each choice) mean and its 95 % interval; NaN where
        it is not known.
    """

    middle: FloatArray
    low: FloatArray
    high: FloatArray


class Chosen(NamedTuple):
    """What a figure shows of the choices.

    Attributes
    ----------
    x, y
        Keys along the axes; y is empty where one key is left.
    lines
        Policies, by their place in the plan.
    fixed
        Place of the level at which a key is held.
    rest
        Keys that tell panels apart.
    """

    x: str
    y: str
    lines: list[int]
    fixed: dict[str, int]
    rest: list[str]


class Slice(NamedTuple):
    """One panel: a policy, and the rest of the choices at a level each.

    Attributes
    ----------
    title
        What sets it apart from the other panels.
    line
        The policy, by its place in the plan.
    where
        Where in a cube its numbers are: (line, level of each choice), whole
        along the axes.
    """

    title: str
    line: int
    where: tuple[int | slice, ...]


def levels(results: SweepResults) -> dict[str, FloatArray]:
    """Return the levels of each choice, ascending, in the order of the results."""
    plan = results.plan
    return {key: np.unique(plan.choices[:, at]) for at, key in enumerate(plan.choice_keys)}


def cube(results: SweepResults, table: pd.DataFrame, *, effect: bool) -> Cube:
    """Return the means of a summary of one metric, or the effects, over the choices."""
    names = ("effect", "effect_low", "effect_high") if effect else ("mean", "mean_low", "mean_high")
    shape = (len(results.plan.lines), *(found.size for found in levels(results).values()))
    parts = []
    for name in names:
        numbers = np.full(len(results.arms), np.nan)
        numbers[table["arm"].to_numpy()] = table[name].to_numpy()
        parts.append(numbers.reshape(shape))
    return Cube(*parts)


def others(results: SweepResults, lines: Sequence[int]) -> list[int]:
    """Return those policies that have another policy as their counterfactual."""
    bases = [row.base for row in results.plan.lines]
    return [line for line in lines if bases.index(bases[line]) != line]


def choose(
    results: SweepResults,
    x: str | None,
    y: str | None,
    at: Mapping[str, float | str] | None,
) -> Chosen:
    """Return what a figure shows, checked.

    Raises
    ------
    InputError
        If there are no choices, a key or level is unknown, or nothing is left
        to vary.
    """
    plan = results.plan
    if not plan.spec.cross:
        raise InputError(
            "policies and choices are factors of the design in this sweep (cross: false); draw "
            "its sensitivity instead"
        )
    if not plan.choice_keys:
        raise InputError(
            f"no choices in {results.store.url}; its policies are drawn by sweep_effects"
        )
    held = dict(at or {})
    lines = _lines(results, held)
    fixed = {key: _level(results, key, value) for key, value in held.items()}
    free = [key for key in plan.choice_keys if key not in fixed]
    for name, key in (("x", x), ("y", y)):
        if key is not None and key not in free:
            raise InputError(f"{name}: {key!r} received; {_free(free)}")
    if not free:
        raise InputError("at holds every choice, so nothing is left to draw; leave one out")
    if x is not None and x == y:
        raise InputError(f"x and y are both {x!r}; {_free(free)}")
    sizes = levels(results)
    ranked = sorted(free, key=lambda key: -sizes[key].size)
    first = x or next(key for key in ranked if key != y or len(free) == 1)
    second = y or next((key for key in ranked if key != first), "")
    if second == first:
        second = ""
    return Chosen(first, second, lines, fixed, [key for key in free if key not in (first, second)])


def _free(free: list[str]) -> str:
    return f"the choices that at leaves free are {', '.join(free) or 'none'}"


def _lines(results: SweepResults, held: dict[str, float | str]) -> list[int]:
    """Return the policies that are drawn; take what says so out of what is held."""
    lines = list(range(len(results.plan.lines)))
    for factor in (BASE, POLICY):
        if factor not in held:
            continue
        name = held.pop(factor)
        known = list(dict.fromkeys(getattr(row, factor) for row in results.plan.lines))
        if name not in known:
            hint = nearest(str(name), known)
            raise InputError(f"at: no {factor} {name!r}{hint}; there are {', '.join(known)}")
        lines = [line for line in lines if getattr(results.plan.lines[line], factor) == name]
    return lines


def _level(results: SweepResults, key: str, value: float | str) -> int:
    known = levels(results)
    if key not in known:
        names = [*known, POLICY, BASE]
        raise InputError(
            f"at: no choice {key!r}{nearest(key, names)}; there are {', '.join(names)}"
        )
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    places = np.flatnonzero(np.isclose(known[key], value)) if is_number else np.array([])
    if not places.size:
        told = ", ".join(f"{level:g}" for level in known[key])
        raise InputError(f"at: {key} has no level {value!r}; there are {told}")
    return int(places[0])


def slices(results: SweepResults, chosen: Chosen, lines: list[int]) -> list[Slice]:
    """Return the panels: policies by the rest of the choices.

    Raises
    ------
    InputError
        If there are more than a figure has room for; the message says how to
        choose.
    """
    plan, known = results.plan, levels(results)
    several = len(plan.lines) > 1
    count = len(lines) * int(np.prod([known[key].size for key in chosen.rest]))
    if count > MOST_PANELS:
        raise InputError(
            f"{count} panels would be needed ({len(lines)} policies"
            f"{''.join(f', {known[key].size} levels of {key}' for key in chosen.rest)}); a figure "
            f"has room for {MOST_PANELS}: choose axes with x and y, and fix what is left, such as "
            f"at={{{_proposal(results, chosen, lines, known)}}}"
        )
    panels = []
    for line, places in product(lines, product(*(range(known[key].size) for key in chosen.rest))):
        held = {**chosen.fixed, **dict(zip(chosen.rest, places, strict=True))}
        parts = [line_words(results, line)] if several else []
        parts += [held_words(results, held)] if held else []
        index = tuple(held.get(key, slice(None)) for key in plan.choice_keys)
        panels.append(Slice(", ".join(parts), line, (line, *index)))
    return panels


def _proposal(
    results: SweepResults, chosen: Chosen, lines: list[int], known: Mapping[str, FloatArray]
) -> str:
    """Return what to hold so that few enough panels are left: the smallest keys first."""
    left = len(lines) * int(np.prod([known[key].size for key in chosen.rest]))
    parts = []
    for key in sorted(chosen.rest, key=lambda key: -known[key].size):
        if left <= MOST_PANELS:
            break
        parts.append(f"{key!r}: {known[key][0]:g}")
        left //= known[key].size
    if left > MOST_PANELS:
        parts.append(f"'policy': {results.plan.lines[lines[-1]].policy!r}")
    return ", ".join(parts)
