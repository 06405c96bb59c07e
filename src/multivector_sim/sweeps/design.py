"""Designs of experiments: points in the unit cube, one row a point, one column a factor.

A unit is a quantile: who uses a design turns it into a value by the quantile
function of the factor's distribution. No unit is exactly 0 or 1, where the
quantile of an unbounded distribution is infinite.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.chance import uniform_deviates

__all__ = [
    "DESIGNS",
    "LARGEST_SEED",
    "MORRIS_INSET",
    "MORRIS_LEVELS",
    "MOST_NUMBERS",
    "Design",
    "as_problem",
    "block_length",
    "check_whole",
    "make_design",
]

FloatArray = NDArray[np.float64]

DESIGNS: Final = ("grid", "random", "lhs", "sobol", "morris", "saltelli")
"""Kinds of design."""

MORRIS_LEVELS: Final = 4
"""Levels on which trajectories of Morris move, by two at a time."""

MORRIS_INSET: Final = 0.05
"""Distance of the outer levels from 0 and 1: units are 0.05, 0.35, 0.65 and 0.95, steps 0.6.
Half a level would make steps of one half, which are blind to what repeats itself after half the
range, such as the second factor of Ishigami's function."""

MOST_NUMBERS: Final = 2**27
"""Largest count of rows times factors: a gibibyte of numbers."""

LARGEST_SEED: Final = 2**64 - 1
"""Seeds run from 0 to this."""

_EDGE: Final = 2.0**-31
"""Half a step of the Sobol' sequence of SciPy, which has 30 bits."""


class Design(NamedTuple):
    """Points in the unit cube.

    Attributes
    ----------
    kind
        One of ``DESIGNS``.
    unit
        (rows, factors), in (0, 1): quantiles.
    factors
        Names of the columns.
    points
        Points that were asked for: rows of a grid, random, Latin hypercube or Sobol' design,
        trajectories of Morris, rows of the base sample of Saltelli.
    second_order
        Whether a Saltelli design has the rows that indices of pairs need.
    notes
        What the reader should know, a line each.
    """

    kind: str
    unit: FloatArray
    factors: tuple[str, ...]
    points: int
    second_order: bool
    notes: tuple[str, ...] = ()


def make_design(
    kind: str,
    factors: Sequence[str],
    points: int,
    seed: int,
    *,
    levels: int | Mapping[str, int] | None = None,
    second_order: bool = False,
) -> Design:
    """Make a design: the same arguments give the same bits.

    Parameters
    ----------
    kind
        ``"grid"``: every combination of levels, the last factor the quickest.
        A factor of n levels takes the units (i + 0.5) / n, so a discrete
        distribution of n equal weights gives each value once.
        ``"random"``: independent deviates, each keyed by seed, factor and
        row. More points leave the first rows alone, another factor leaves
        the other columns alone.
        ``"lhs"``: a Latin hypercube (McKay, Beckman and Conover 1979).
        ``"sobol"``: a scrambled Sobol' sequence (Owen 1998).
        ``"morris"``: ``points`` trajectories of ``factors + 1`` rows, one
        factor moved a row (Morris 1991).
        ``"saltelli"``: ``points`` blocks of ``factors + 2`` rows, or
        ``2 factors + 2`` with ``second_order`` (Saltelli et al. 2010).
    factors
        Names, each once.
    points
        See above, 1 or more; a grid takes its levels instead and ignores it.
    seed
        0 to 2**64 - 1; a grid does not use it.
    levels
        For a grid: levels of every factor, or of each by its name.
    second_order
        For a Saltelli design: whether indices of pairs are wanted.

    Returns
    -------
    Design
        Units of a Latin hypercube, a Sobol' or a Saltelli design that come
        nearer than 2**-31 to 0 or 1 are moved to that distance. The levels
        of Morris reach from 0.05 to 0.95.

    Raises
    ------
    InputError
        If a value is not allowed, or the design would hold more than
        ``MOST_NUMBERS`` numbers.
    """
    if kind not in DESIGNS:
        raise InputError(f"design: {kind!r} received; allowed are {', '.join(DESIGNS)}")
    names = _names(factors)
    seed = check_whole("seed", seed, 0, LARGEST_SEED)
    if second_order and kind != "saltelli":
        raise InputError(
            f"second_order: a {kind} design has no indices of pairs; choose 'saltelli', "
            "or leave second_order out"
        )
    if kind == "grid":
        unit = _grid(names, levels)
        return Design(kind, unit, names, len(unit), second_order)
    if levels is not None:
        raise InputError(f"levels: only a grid has levels, not a {kind} design; leave them out")
    points = check_whole("points", points, 1, MOST_NUMBERS)
    if kind == "saltelli":
        _check_power(points)
    rows = points * block_length(kind, len(names), second_order)
    _check_size(rows, len(names), "points")
    if kind in _MOST_FACTORS and len(names) > _MOST_FACTORS[kind]:
        raise InputError(
            f"factors: {len(names)} received; a {kind} design has at most {_MOST_FACTORS[kind]}: "
            "choose 'random' or 'lhs'"
        )
    unit = _MAKERS[kind](names, points, seed, second_order)
    return Design(kind, unit, names, points, second_order, _notes(kind, points))


def block_length(kind: str, factors: int, second_order: bool = False) -> int:
    """Return how many rows belong together in a design: one but for Morris and Saltelli."""
    if kind == "saltelli":
        return (2 if second_order else 1) * factors + 2
    return factors + 1 if kind == "morris" else 1


def as_problem(factors: Sequence[str]) -> dict[str, Any]:
    """Return factors in the form that SALib wants, on the unit cube; it writes into it."""
    return {
        "num_vars": len(factors),
        "names": list(factors),
        "bounds": [[0.0, 1.0] for _ in factors],
    }


def check_whole(name: str, value: int, low: int, high: int) -> int:
    """Return a whole number within bounds.

    Parameters
    ----------
    name
        What the number is, for the message.
    value
        Number of any kind of integer.
    low, high
        Bounds that are allowed themselves.

    Raises
    ------
    InputError
        If it is no whole number, or out of bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{name}: {value!r} received; a whole number is needed")
    if not low <= value <= high:
        raise InputError(f"{name}: {value} received; allowed are {low} to {high}")
    return int(value)


def _grid(names: tuple[str, ...], levels: int | Mapping[str, int] | None) -> FloatArray:
    counts = _counts(names, levels)
    rows = math.prod(counts)
    _check_size(rows, len(names), "levels")
    unit = np.empty((rows, len(names)))
    inner = rows
    for column, count in enumerate(counts):
        inner //= count
        middles = (np.arange(count) + 0.5) / count
        unit[:, column] = np.resize(np.repeat(middles, inner), rows)
    return unit


def _counts(names: tuple[str, ...], levels: int | Mapping[str, int] | None) -> list[int]:
    """Return the number of levels of each factor."""
    if levels is None:
        raise InputError("levels: a grid needs them: a whole number, or one for each factor")
    if not isinstance(levels, Mapping):
        return [check_whole("levels", levels, 1, MOST_NUMBERS)] * len(names)
    missing = [name for name in names if name not in levels]
    unknown = [str(name) for name in levels if name not in names]
    if missing or unknown:
        wrong = f"no number for {', '.join(missing)}" if missing else ""
        wrong += "; " if missing and unknown else ""
        wrong += f"no such factor: {', '.join(unknown)}" if unknown else ""
        raise InputError(f"levels: {wrong}; the factors are {', '.join(names)}")
    return [check_whole(f"levels of {name}", levels[name], 1, MOST_NUMBERS) for name in names]


def _random(names: tuple[str, ...], points: int, seed: int, _: bool) -> FloatArray:
    rows = np.arange(points, dtype=np.uint64)
    return np.stack([uniform_deviates(name, seed, rows) for name in names], axis=1)


def _lhs(names: tuple[str, ...], points: int, seed: int, _: bool) -> FloatArray:
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed))
    return _inside(sampler.random(points))


def _sobol(names: tuple[str, ...], points: int, seed: int, _: bool) -> FloatArray:
    from scipy.stats import qmc

    sampler = qmc.Sobol(len(names), rng=np.random.default_rng(seed))
    return _inside(sampler.random_base2((points - 1).bit_length())[:points])


def _morris(names: tuple[str, ...], points: int, seed: int, _: bool) -> FloatArray:
    from SALib.sample.morris import sample

    ends = sample(as_problem(names), points, num_levels=MORRIS_LEVELS, seed=seed)
    level = np.rint(ends * (MORRIS_LEVELS - 1)) / (MORRIS_LEVELS - 1)
    unit: FloatArray = MORRIS_INSET + (1 - 2 * MORRIS_INSET) * level
    return unit


def _saltelli(names: tuple[str, ...], points: int, seed: int, second_order: bool) -> FloatArray:
    from SALib.sample.sobol import sample

    generator = np.random.default_rng(seed)
    problem = as_problem(names)
    return _inside(sample(problem, points, calc_second_order=second_order, seed=generator))


_MAKERS: Final[Mapping[str, Callable[[tuple[str, ...], int, int, bool], FloatArray]]] = {
    "random": _random,
    "lhs": _lhs,
    "sobol": _sobol,
    "morris": _morris,
    "saltelli": _saltelli,
}

_MOST_FACTORS: Final = {"sobol": 21201, "saltelli": 10600}
"""By the table of directions in SciPy (Joe and Kuo 2008); Saltelli takes two dimensions each."""


def _inside(unit: FloatArray) -> FloatArray:
    """Return units of which none is 0 or 1."""
    return np.clip(unit, _EDGE, 1 - _EDGE)


def _notes(kind: str, points: int) -> tuple[str, ...]:
    if kind != "sobol" or _is_power(points):
        return ()
    below, above = _powers_beside(points)
    return (
        f"{points:,} points of a Sobol' sequence are not a power of two: they are less even than "
        f"{below:,} or {above:,} would be",
    )


def _is_power(points: int) -> bool:
    return points & (points - 1) == 0


def _powers_beside(points: int) -> tuple[int, int]:
    above = 1 << points.bit_length()
    return above // 2, above


def _check_power(points: int) -> None:
    if not _is_power(points):
        below, above = _powers_beside(points)
        raise InputError(
            f"points: {points} received; a Saltelli design needs a power of two: "
            f"the nearest are {below} and {above}"
        )


def _check_size(rows: int, factors: int, name: str) -> None:
    if rows * factors > MOST_NUMBERS:
        many = f"{rows}" if rows < 10**15 else "more than 10**15"
        raise InputError(
            f"{name}: the design would have {many} rows of {factors} factors; at most "
            f"{MOST_NUMBERS} numbers are allowed, {MOST_NUMBERS // factors} rows here: "
            f"ask for fewer {name}, or for fewer factors"
        )


def _names(factors: Sequence[str]) -> tuple[str, ...]:
    if isinstance(factors, str) or not all(isinstance(name, str) and name for name in factors):
        raise InputError(f"factors: {factors!r} received; a list of names is needed")
    names = tuple(factors)
    if not names:
        raise InputError("factors: none received; at least one name is needed")
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InputError(f"factors: {', '.join(twice)} received twice; name each factor once")
    return names
