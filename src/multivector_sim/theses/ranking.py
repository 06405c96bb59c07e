"""States in Kazakhstan's place, ranked blindly: parameters are drawn before anything is seen.

Success has four outcomes, stated in advance, which mean the same in every
world of equal length: how tense the powers are towards the state, how tense
they are with each other, crises, and autonomy. A state has a rank in each,
and the mean of the four ranks is what it is judged by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError
from multivector_sim.inquiry import Condition, Measure, Pool, Read, Value
from multivector_sim.inquiry.condition import prepare
from multivector_sim.results.summary import Mean, interval_of_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OWN_POLICY", "SAME_POLICY", "SUCCESS", "Ranking", "lead_over", "rank_countries"]

FloatArray = NDArray[np.float64]

FOCAL: Final = "Kazakhstan"
_OTHERS: Final = ("Ukraine", "Georgia", "Turkmenistan", "Kyrgyzstan", "Uzbekistan")
_POWERS: Final = ("RUS", "CHN", "USA", "EU")
_UNFITTED: Final = tuple((f"pair_grievance.KAZ-{code}", 0.0) for code in _POWERS)


class Success(NamedTuple):
    """One outcome by which states are ranked.

    Attributes
    ----------
    measures
        Columns of outcomes, of which the mean is taken.
    more_is_better
        Whether the largest value has rank 1.
    """

    measures: tuple[str, ...]
    more_is_better: bool


SUCCESS: Final[Mapping[str, Success]] = MappingProxyType(
    {
        "tension towards it": Success(
            tuple(f"tension_to_pivot[{code}]" for code in _POWERS), more_is_better=False
        ),
        "tension among powers": Success(("tension_all",), more_is_better=False),
        "crises": Success(("crises",), more_is_better=False),
        "autonomy": Success(("autonomy",), more_is_better=True),
    }
)
"""What success is, stated before any run."""

SAME_POLICY: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        FOCAL: Condition("Kazakhstan, the same policy", base="multivector", changes=_UNFITTED),
        **{
            name: Condition(
                f"{name}, the same policy",
                base=f"country_{name.lower()}",
                changes=(("policy.institutions", 0.8),),
            )
            for name in _OTHERS
        },
    }
)
"""Each state's world under one constant multi-vector policy, institutions as in Kazakhstan.

Constants that were fitted to Kazakhstan's own events are left out, since the
other states have none.
"""
OWN_POLICY: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        FOCAL: replace(SAME_POLICY[FOCAL], words="Kazakhstan, as recorded", base="baseline"),
        **{
            name: Condition(f"{name}, its own institutions", base=f"country_{name.lower()}")
            for name in _OTHERS
        },
    }
)
"""Each state's world under its own policy: Kazakhstan's is the recorded one, that of the
others the constant one with their institutions."""


@dataclass(frozen=True)
class Ranking:
    """Ranks of states over draws of parameters; 1 is best, ties share the mean of their ranks.

    Attributes
    ----------
    states
        Names, in the order asked.
    which
        Parameter sets.
    ranks
        (D, states, outcomes) rank by each outcome of ``SUCCESS``.
    overall
        (D, states) rank by the mean of the outcomes' ranks.
    agreement
        (D,) Kendall's tau-b between that order and the expected one, -1 to 1;
        NaN where all states tie.
    """

    states: tuple[str, ...]
    which: str
    ranks: FloatArray
    overall: FloatArray
    agreement: FloatArray

    def first(self, state: str) -> float:
        """Return the share of draws in which a state is first; those who tie share it.

        Raises
        ------
        InputError
            If the state was not ranked.
        """
        best = self.overall == self.overall.min(axis=1, keepdims=True)
        return float((best[:, self._at(state)] / best.sum(axis=1)).mean())

    def mean_rank(self, state: str) -> Mean:
        """Return the mean overall rank of a state, with its 95 % interval over draws.

        Raises
        ------
        InputError
            If the state was not ranked.
        """
        return interval_of_mean(self.overall[:, self._at(state)])

    def mean_agreement(self) -> Mean:
        """Return the mean of Kendall's tau over draws that have one, with its 95 % interval."""
        return interval_of_mean(self.agreement[np.isfinite(self.agreement)])

    def _at(self, state: str) -> int:
        if state not in self.states:
            raise InputError(f"state {state!r} received; ranked are {', '.join(self.states)}")
        return self.states.index(state)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a state, best first.

        Returns
        -------
        pandas.DataFrame
            Columns ``state``, ``first`` (share of draws, 0 to 1), ``rank``,
            ``rank_low``, ``rank_high`` (mean overall rank and its 95 %
            interval), ``range_low``, ``range_high`` (5 to 95 % of draws), and
            the mean rank by each outcome.
        """
        import pandas as pd

        rows = []
        for at, state in enumerate(self.states):
            mean = self.mean_rank(state)
            low, high = np.quantile(self.overall[:, at], [0.05, 0.95])
            by_outcome = self.ranks[:, at].mean(axis=0)
            rows.append(
                {
                    "state": state,
                    "first": self.first(state),
                    "rank": mean.value,
                    "rank_low": mean.low,
                    "rank_high": mean.high,
                    "range_low": float(low),
                    "range_high": float(high),
                    **dict(zip(SUCCESS, by_outcome.tolist(), strict=True)),
                }
            )
        return pd.DataFrame(rows).sort_values(["rank", "state"], ignore_index=True)


def rank_countries(
    pool: Pool,
    which: str = "accepted",
    draws: int = 100,
    states: Mapping[str, Condition] = SAME_POLICY,
    best: str = FOCAL,
    against: str | None = None,
) -> Ranking:
    """Rank states in each draw of parameters.

    Parameters
    ----------
    pool
        Where runs come from; what is missing is run.
    which, draws
        Parameter sets, from ``SETS``, and how many (>= 2).
    states
        Worlds by name; ``SAME_POLICY`` or ``OWN_POLICY``.
    best
        State that the expected order puts first, all others tied behind it.
    against
        None ranks outcomes. A counterfactual policy, such as
        ``"laissez_faire"``, ranks what each state gains over it in its own world.

    Returns
    -------
    Ranking
        Its ranks depend on the worlds, not on the order in which they are named.

    Raises
    ------
    InputError
        If there are fewer than two states or draws, ``best`` is not among the
        states, or worlds differ in length or powers.
    """
    if len(states) < 2 or best not in states or draws < 2:
        raise InputError(
            f"states {', '.join(states) or 'none'}, {best!r} expected first, {draws} draws "
            "received; two states or more, one of them expected first, and two draws are needed"
        )
    _require_comparable(states)
    worlds = tuple(states.values())
    measures = [Measure(name) for row in SUCCESS.values() for name in row.measures]
    labels = [measure.of for measure in measures]
    means: dict[Condition, dict[str, FloatArray]] = {}
    for world in worlds if against is None else (*worlds, *(_under(w, against) for w in worlds)):
        table = pool.means(world, measures, which, draws).mean(axis=1)
        means[world] = dict(zip(labels, table.T, strict=True))

    def read(condition: Condition, measure: Measure | str) -> FloatArray:
        return means[condition][measure if isinstance(measure, str) else measure.of]

    ranks = _ranks(read, worlds, against)
    overall = _ranked(ranks.mean(axis=2))
    expected = [0 if name == best else 1 for name in states]
    return Ranking(tuple(states), which, ranks, overall, _taus(overall, expected))


def lead_over(
    state: str,
    states: Mapping[str, Condition] = SAME_POLICY,
    best: str = FOCAL,
    against: str | None = None,
) -> Value:
    """Return how far the mean rank of ``best`` lies before that of another state.

    Parameters
    ----------
    state
        The other state.
    states
        All worlds that are ranked.
    best
        The state that should lead.
    against
        As for ``rank_countries``.
    """

    def value(read: Read) -> FloatArray:
        mean = _ranks(read, tuple(states.values()), against).mean(axis=2)
        names = list(states)
        ahead: FloatArray = mean[:, names.index(state)] - mean[:, names.index(best)]
        return ahead

    return value


def _under(world: Condition, policy: str) -> Condition:
    """Return a world under a counterfactual policy."""
    return replace(world, words=f"{world.words}; {policy} instead", policy=policy)


def _ranks(read: Read, worlds: tuple[Condition, ...], against: str | None) -> FloatArray:
    """Return (D, states, outcomes) ranks."""

    def of(world: Condition, row: Success) -> FloatArray:
        mean: FloatArray = np.mean([read(world, name) for name in row.measures], axis=0)
        return mean

    by_outcome = []
    for row in SUCCESS.values():
        columns = [of(world, row) for world in worlds]
        if against is not None:
            columns = [
                column - of(_under(world, against), row)
                for world, column in zip(worlds, columns, strict=True)
            ]
        values = np.stack(columns, axis=1)
        by_outcome.append(_ranked(-values if row.more_is_better else values))
    return np.stack(by_outcome, axis=2)


def _ranked(values: FloatArray) -> FloatArray:
    """Return ranks in each row, 1 for the smallest; ties share the mean of their ranks."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values, axis=1), dtype=np.float64)


def _taus(overall: FloatArray, expected: list[int]) -> FloatArray:
    from scipy.stats import kendalltau

    return np.array([kendalltau(row, expected).statistic for row in overall])


def _require_comparable(states: Mapping[str, Condition]) -> None:
    """Refuse worlds of which the outcomes do not mean the same."""
    found = {name: prepare(condition).inputs for name, condition in states.items()}
    first, *others = found
    for name in others:
        ours, theirs = found[first], found[name]
        if (ours.start, ours.quarters) != (theirs.start, theirs.quarters):
            raise InputError(
                f"{first} runs {ours.quarters} quarters from {ours.start:g}, {name} "
                f"{theirs.quarters} from {theirs.start:g}; ranks need worlds of one length"
            )
        if ours.actors[1:] != theirs.actors[1:]:
            raise InputError(
                f"powers differ: {first} has {', '.join(ours.actors[1:])}, {name} has "
                f"{', '.join(theirs.actors[1:])}; ranks need the same powers"
            )
