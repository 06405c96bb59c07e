"""What a search wants: outcomes with a direction, and how futures become one score.

Scores are gains: the higher, the better, whatever the direction of the outcome.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.model.outcomes import OUTCOMES, outcome
from multivector_sim.results.summary import CONFIDENCE, interval_of_mean
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.nearest import nearest
from multivector_sim.sweeps.metrics import entries

__all__ = [
    "ROBUST",
    "USUAL",
    "Aim",
    "Robust",
    "Standing",
    "aims_of",
    "best_of",
    "gains_of",
    "scores",
]

FloatArray = NDArray[np.float64]
Way = Literal["lower", "higher"]
Robust = Literal["mean", "worst", "regret"]

USUAL: Final[Mapping[str, Way]] = {
    "autonomy": "higher",
    "tension_rus_chn": "lower",
    "welfare": "higher",
    "crises": "lower",
}
"""Outcomes of a search that names none, and which way is taken for better."""
ROBUST: Final[Mapping[str, str]] = {
    "mean": "mean over futures",
    "worst": "mean of the worst tenth of futures",
    "regret": "largest regret over futures",
}
"""How the futures of a policy become one score for each outcome."""
TAIL: Final = 0.1
"""Share of futures that ``worst`` looks at."""
DIGITS: Final = 12
"""Decimals of scores."""
RESAMPLES: Final = 400
"""Bootstrap samples of the futures behind an interval that is not one of a mean."""


class Aim(NamedTuple):
    """An outcome that a search improves.

    Attributes
    ----------
    label
        Column of outcomes: ``"autonomy"``, ``"tension_to_pivot[RUS]"``.
    outcome, entry
        Outcome, and which entry of it.
    better
        ``"higher"`` or ``"lower"``.
    unit, meaning
        Of the outcome.
    """

    label: str
    outcome: str
    entry: tuple[int, ...]
    better: Way
    unit: str
    meaning: str

    @property
    def sign(self) -> float:
        """1 where higher is better, -1 where lower is."""
        return 1.0 if self.better == "higher" else -1.0


def aims_of(texts: Sequence[str], scenario: Scenario) -> tuple[Aim, ...]:
    """Return what is wanted.

    Parameters
    ----------
    texts
        ``LABEL=higher`` or ``LABEL=lower``; the direction may be left out for
        those of ``USUAL``, all of which an empty list takes.
    scenario
        The base.

    Raises
    ------
    InputError
        If an outcome is unknown, stands twice, has no direction, or is moved
        by the levers by construction; or if fewer than two are named.
    """
    names = [row.name for row in OUTCOMES]
    known = {entry.label: entry for entry in entries(names, scenario)}
    found: dict[str, Aim] = {}
    for text in texts or [f"{name}={way}" for name, way in USUAL.items()]:
        label, _, way = (part.strip() for part in text.partition("="))
        label = re.sub(r",\s*", ", ", label)
        if label not in known:
            raise InputError(
                f"--outcomes: {label!r} received{nearest(label, known)}; allowed are outcomes such "
                f"as {', '.join(USUAL)} and entries such as tension_to_pivot[RUS]"
            )
        direction = way or USUAL.get(label, "")
        if direction not in ("higher", "lower"):
            raise InputError(
                f"--outcomes: {text!r} received; say which way is better: {label}=higher or "
                f"{label}=lower"
            )
        row = outcome(known[label].outcome)
        if not row.scored:
            raise InputError(
                f"--outcomes: {label} is moved by the levers by construction: it is shown, and "
                "counts neither for nor against a policy; choose another outcome"
            )
        if label in found:
            raise InputError(f"--outcomes: {label} stands twice; name it once")
        better: Way = "higher" if direction == "higher" else "lower"
        found[label] = Aim(label, row.name, known[label].entry, better, row.unit, row.meaning)
    if len(found) < 2:
        raise InputError(
            f"--outcomes: {', '.join(found)} received; a trade-off needs two outcomes or more"
        )
    return tuple(found.values())


def gains_of(values: FloatArray, aims: Sequence[Aim]) -> FloatArray:
    """Return values (..., aims) so that higher is better in each."""
    gains: FloatArray = values * np.array([aim.sign for aim in aims])
    return gains


def best_of(gains: FloatArray) -> FloatArray:
    """Return the best of (policies, futures, aims) gains in each future and aim."""
    best: FloatArray = gains.max(axis=0)
    return best


def scores(gains: FloatArray, robust: Robust, best: FloatArray | None = None) -> FloatArray:
    """Return one score for each aim: the higher, the better.

    Parameters
    ----------
    gains
        (..., futures, aims).
    robust
        From ``ROBUST``. ``worst`` takes for each aim its own worst tenth;
        ``regret`` is minus the largest regret, that is by how much the gain
        falls short of ``best``.
    best
        (futures, aims), for ``regret``: the best gain that was to be had.

    Returns
    -------
    numpy.ndarray
        (..., aims).
    """
    if robust == "mean":
        found = gains.mean(axis=-2)
    elif robust == "worst":
        count = max(1, round(TAIL * gains.shape[-2]))
        lowest = np.partition(gains, count - 1, axis=-2)[..., :count, :]
        # In order, so that sums are the same on every machine.
        found = np.sort(lowest, axis=-2).mean(axis=-2)
    elif best is None:
        raise ValueError("regret needs the best gain of each future")
    else:
        found = -(best - gains).max(axis=-2)
    return _rounded(found)


def _rounded(values: FloatArray) -> FloatArray:
    """Return values without what sums leave in the last digits: ties stay ties."""
    return np.round(values, DIGITS) + 0.0  # no minus zero


class Standing:
    """Policies in the same futures: their scores, and by how much one leads another.

    Parameters
    ----------
    gains
        (policies, futures, aims).
    robust
        From ``ROBUST``. Regret is measured from the best of these policies.

    Attributes
    ----------
    scores
        (policies, aims).

    Notes
    -----
    Intervals are of 95 %. For means they are Student's t over paired futures;
    otherwise the percentiles of ``RESAMPLES`` bootstrap samples of the
    futures, the same ones for all policies. A largest regret can only be
    smaller in a sample, so that its interval is rough.
    """

    def __init__(self, gains: FloatArray, robust: Robust) -> None:
        self.gains, self.robust = gains, robust
        self.best = best_of(gains)
        self.scores = scores(gains, robust, self.best)

    @cached_property
    def _sampled(self) -> FloatArray:
        """Scores in bootstrap samples, (samples, policies, aims)."""
        count = self.gains.shape[1]
        rng = np.random.default_rng(0)
        return np.array(
            [
                scores(self.gains[:, pick], self.robust, self.best[pick])
                for pick in (rng.integers(0, count, size=count) for _ in range(RESAMPLES))
            ]
        )

    def own(self, at: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the score of a policy with its interval, (aims,) each."""
        if self.robust == "mean":
            return self.scores[at], *_of_means(self.gains[at])[1:]
        return self.scores[at], *_percentiles(self._sampled[:, at])

    def lead(self, at: int, other: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return by how much a policy leads another one, with its interval, (aims,) each."""
        if self.robust == "mean":
            return _of_means(self.gains[at] - self.gains[other])
        apart = _rounded(self._sampled[:, at] - self._sampled[:, other])
        return _rounded(self.scores[at] - self.scores[other]), *_percentiles(apart)


def _of_means(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    found = [interval_of_mean(column) for column in values.T]
    value, low, high = _rounded(np.array([[one.value, one.low, one.high] for one in found]).T)
    return value, low, high


def _percentiles(sampled: FloatArray) -> tuple[FloatArray, FloatArray]:
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(sampled, [tail, 1 - tail], axis=0)
    return low, high
