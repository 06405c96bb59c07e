"""Numbers of a scenario that each run draws for itself, from a distribution.

Wherever a file has a number it may have a distribution. The resolved scenario
then holds the middle of it in that place, and the distribution in its section
``chance``, under the dotted key of the number.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, Strict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from multivector_sim.errors import InputError
from multivector_sim.scenario.quantity import Part, Rows

if TYPE_CHECKING:
    from multivector_sim.scenario.spec import Scenario

__all__ = [
    "FORMS",
    "Distribution",
    "draw",
    "drawn_values",
    "prior_distributions",
    "realise",
    "replace_at",
    "take_chances",
]

FloatArray = NDArray[np.float64]
Location = tuple[str | int, ...]
Number = Annotated[float, Field(ge=-1e12, le=1e12)]
Two = Annotated[tuple[Number, Number], Strict(False)]
Three = Annotated[tuple[Number, Number, Number], Strict(False)]

FORMS: Final = ("uniform", "triangular", "lognormal", "discrete")
"""Kinds of distribution."""
_FARTHEST: Final = 6.8  # standard deviations: a normal deviate of 32 bits lies nearer
_SMALLEST: Final = float(np.finfo(np.float64).tiny)
_ATTEMPTS: Final = 1000
_NAMELESS: Final = ("treaties", "forced_actions")


class Distribution(Part):
    """A number that each run draws for itself.

    Attributes
    ----------
    uniform
        [low, high].
    triangular
        [low, mode, high].
    lognormal
        [median, spread]: median > 0; spread > 0 is the standard deviation of
        the logarithm.
    discrete
        [value, weight] pairs; weights > 0 need not sum to one.
    between
        [low, high], for a lognormal: a number outside is drawn again.
    """

    uniform: Two | None = None
    triangular: Three | None = None
    lognormal: Two | None = None
    discrete: Rows[Two] | None = None
    between: Two | None = None

    @model_validator(mode="after")
    def _sound(self) -> Distribution:
        given = [name for name in FORMS if getattr(self, name) is not None]
        if len(given) != 1:
            raise _wrong(f"exactly one of {', '.join(FORMS)} is needed; {len(given)} received")
        if self.between is not None and self.lognormal is None:
            raise _wrong("between goes with lognormal only")
        numbers = self.uniform or self.triangular or ()
        if any(after < before for before, after in itertools.pairwise(numbers)):
            raise _wrong(f"{given[0]} needs rising numbers; {list(numbers)} received")
        if self.lognormal is not None and min(self.lognormal) <= 0:
            raise _wrong(
                f"lognormal needs median > 0 and spread > 0; {list(self.lognormal)} received"
            )
        if self.between is not None and not self.between[0] < self.centre < self.between[1]:
            raise _wrong(f"the median must lie between; {list(self.between)} received")
        if self.discrete is not None and not (
            self.discrete and all(weight > 0 for _, weight in self.discrete)
        ):
            raise _wrong("discrete needs [value, weight] pairs with weights above zero")
        return self

    @property
    def centre(self) -> float:
        """Middle of a uniform, mode of a triangular, median of a lognormal or discrete one."""
        if self.uniform is not None:
            return 0.5 * (self.uniform[0] + self.uniform[1])
        if self.triangular is not None:
            return self.triangular[1]
        if self.lognormal is not None:
            return self.lognormal[0]
        values, cumulative = self._steps()
        return float(values[np.searchsorted(cumulative, 0.5)])

    @property
    def ends(self) -> tuple[float, float]:
        """Smallest and largest number that can be drawn."""
        if self.between is not None:
            return self.between
        if self.lognormal is not None:
            median, spread = self.lognormal
            reach = math.exp(min(_FARTHEST * spread, 700.0))
            return median / reach, median * reach
        numbers = self.uniform or self.triangular or [value for value, _ in self.discrete or ()]
        return min(numbers), max(numbers)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Return the numbers below which given shares of the distribution lie.

        The bits are the same on every machine.

        Parameters
        ----------
        u
            (n,) shares, each in (0, 1).

        Returns
        -------
        numpy.ndarray
            (n,) numbers, which rise with ``u`` and lie within ``ends``. Of a
            lognormal cut by ``between``, the shares are those of what is left;
            one that is not cut stays within 6.8 standard deviations.

        Raises
        ------
        InputError
            If ``u`` is no one-dimensional array of numbers in (0, 1).
        """
        shares = _shares(u)
        if self.uniform is not None:
            low, high = self.uniform
            return low + (high - low) * shares
        if self.triangular is not None:
            return _triangular(*self.triangular, shares)
        if self.lognormal is not None:
            return _lognormal_quantile(*self.lognormal, self.between, shares)
        values, cumulative = self._steps()
        return np.asarray(values[np.searchsorted(cumulative, shares)])

    def _steps(self) -> tuple[FloatArray, FloatArray]:
        """Return the values of a discrete distribution, rising, and their cumulative weights."""
        values, weights = np.array(sorted(self.discrete or ()), dtype=np.float64).T
        cumulative = np.cumsum(weights)
        return values, cumulative / cumulative[-1]


def _wrong(message: str) -> PydanticCustomError:
    # Braces of a template are not needed: the words are complete.
    return PydanticCustomError("distribution", "{words}", {"words": message})


def draw(distribution: Distribution, name: str, seed: int, first_run: int, runs: int) -> FloatArray:
    """Return the number that each run draws; shape (runs,).

    Parameters
    ----------
    distribution
        What it is drawn from.
    name
        Dotted key of the number, which keys the draws together with seed and run.
    seed
        Seed, 0 to 2**64 - 1.
    first_run, runs
        Number of the first run, and how many.
    """
    from multivector_sim.model.chance import uniform_deviates

    numbers = np.arange(first_run, first_run + runs, dtype=np.uint64)
    if distribution.lognormal is not None:
        return _lognormal(distribution, name, seed, numbers)
    return distribution.quantile(uniform_deviates(name, seed, numbers))


def _shares(u: FloatArray) -> FloatArray:
    """Return shares as doubles, once they are found to lie in (0, 1)."""
    try:
        shares = np.ascontiguousarray(u, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"u: {u!r:.60} received; numbers in (0, 1) are needed") from None
    if np.ndim(u) != 1:
        raise InputError(f"u: shape {np.shape(u)} received; one dimension is needed")
    # Written so that NaN is refused too.
    outside = shares[~((shares > 0.0) & (shares < 1.0))]
    if outside.size:
        raise InputError(f"u: {outside[0]:g} received; allowed are numbers above 0 and below 1")
    return shares


def _triangular(low: float, mode: float, high: float, u: FloatArray) -> FloatArray:
    width = high - low
    if width == 0.0:
        return np.full(u.shape, low)
    rising = u < (mode - low) / width
    left = low + np.sqrt(u * width * (mode - low))
    right = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(rising, left, right)


def _lognormal_quantile(
    median: float, spread: float, between: tuple[float, float] | None, u: FloatArray
) -> FloatArray:
    from multivector_sim.model.numerics import exponentials, normal_quantiles

    if between is None:
        deviates = normal_quantiles(np.maximum(u, _SMALLEST))
        deviates = np.clip(deviates, -_FARTHEST, _FARTHEST)
        return np.asarray(median * exponentials(spread * deviates))
    low, high = between
    below, above = _tail(low, median, spread), _tail(high, median, spread)
    # The median lies between: each half is counted from its own end, which keeps every digit.
    left = below + u * (1.0 - below - above)
    right = above + (1.0 - u) * (1.0 - below - above)
    deviates = np.where(
        left <= right,
        np.minimum(normal_quantiles(np.maximum(left, _SMALLEST)), 0.0),
        np.maximum(-normal_quantiles(np.maximum(right, _SMALLEST)), 0.0),
    )
    return np.asarray(np.clip(median * exponentials(spread * deviates), low, high))


def _tail(end: float, median: float, spread: float) -> float:
    """Return the share of a lognormal beyond an end, on the end's side of the median.

    It is the number whose quantile is the end: found by halving the range of
    doubles, which are in the order of their bits.
    """
    from multivector_sim.model.numerics import logarithms, normal_quantiles

    ratio = end / median
    if not _SMALLEST <= ratio < math.inf:
        return 0.0
    deviate = -abs(float(logarithms(np.array([ratio]))[0])) / spread
    first, last = (int(np.float64(share).view(np.int64)) for share in (_SMALLEST, 0.5))
    while last - first > 1:
        middle = (first + last) // 2
        share = np.array([middle]).view(np.float64)
        first, last = (middle, last) if normal_quantiles(share)[0] < deviate else (first, middle)
    return float(np.array([last]).view(np.float64)[0])


def _lognormal(
    distribution: Distribution, name: str, seed: int, numbers: NDArray[np.uint64]
) -> FloatArray:
    from multivector_sim.model.chance import normal_deviates
    from multivector_sim.model.numerics import exponentials

    median, spread = distribution.lognormal or (1.0, 1.0)
    low, high = distribution.ends
    values = np.full(numbers.shape, median)
    waiting = np.arange(numbers.size)
    # The median lies between the ends: a share of the attempts succeeds however narrow they are.
    for attempt in range(_ATTEMPTS):
        deviates = normal_deviates(name, seed, numbers[waiting], attempt)
        values[waiting] = median * exponentials(spread * deviates)
        waiting = waiting[(values[waiting] < low) | (values[waiting] > high)]
        if not waiting.size:
            return values
    values[waiting] = median
    return values


def prior_distributions() -> dict[str, Distribution]:
    """Return the uniform prior of every parameter, by dotted key (``parameters.reaction``)."""
    from multivector_sim.model.parameters import PARAMETERS

    return {f"parameters.{row.name}": Distribution(uniform=row.prior) for row in PARAMETERS}


def drawn_values(scenario: Scenario, seed: int, first_run: int, runs: int) -> dict[str, FloatArray]:
    """Return what each run draws, by dotted key; empty where nothing is left to chance."""
    return {
        key: draw(distribution, key, seed, first_run, runs)
        for key, distribution in sorted(scenario.chance.items())
    }


def realise(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with drawn numbers in their places, and nothing left to chance.

    What can be drawn was checked when the scenario was loaded; here it is not
    checked again.
    """
    data = scenario.dump()
    data.pop("chance", None)
    for key, value in values.items():
        data = replace_at(data, key.split("."), float(value))
    return type(scenario).model_validate(data).named(scenario.name)


def replace_at(data: Any, steps: Sequence[str], value: Any) -> Any:
    """Return plain data with the value under dotted steps replaced; entries of lists by id."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(data, list):
        index = _index(data, step)
        return [replace_at(row, rest, value) if at == index else row for at, row in enumerate(data)]
    if isinstance(data, dict) and step in data:
        return {**data, step: replace_at(data[step], rest, value)}
    raise KeyError(step)


def _index(rows: list[Any], step: str) -> int:
    for index, row in enumerate(rows):
        if isinstance(row, dict) and row.get("id") == step:
            return index
    if step.isdecimal() and len(step) < 6 and int(step) < len(rows):
        return int(step)
    raise KeyError(step)


def take_chances(data: Any) -> tuple[Any, dict[str, tuple[Location, Any]]]:
    """Return plain data with middles for distributions, and what stood there by dotted key.

    The latter hold location and ``Distribution``, or location and words of
    the fault.
    """
    taken: dict[str, tuple[Location, Any]] = {}

    def walk(value: Any, location: Location, key: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            if value.keys() & set(FORMS) and location[:1] != ("chance",):
                found = _read(value, location)
                taken[".".join(key)] = (location, found)
                return found.centre if isinstance(found, Distribution) else 0.0
            return {
                name: walk(child, (*location, name), (*key, str(name)))
                for name, child in value.items()
            }
        if isinstance(value, list):
            return [
                walk(child, (*location, index), (*key, _name(child, index)))
                for index, child in enumerate(value)
            ]
        return value

    return walk(data, (), ()), taken


def _name(entry: Any, index: int) -> str:
    name = entry.get("id") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else str(index)


def _read(value: dict[str, Any], location: Location) -> Distribution | str:
    if any(step in _NAMELESS for step in location):
        return "a number of a treaty or a forced action cannot be drawn; they have no id"
    try:
        return Distribution.model_validate(value)
    except ValidationError as error:
        return "; ".join(_words(error))


def _words(error: ValidationError) -> Iterator[str]:
    for row in error.errors(include_url=False):
        place = ".".join(str(step) for step in row["loc"])
        yield f"{place}: {row['msg']}" if place else str(row["msg"])
