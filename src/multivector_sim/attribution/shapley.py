"""Shapley values of the policy and four rival mechanisms, over draws of parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.attribution.batches import (
    Progress,
    checked_draws,
    checked_sets,
    estimates_of,
    row_of,
    with_symmetric,
)
from multivector_sim.attribution.games import interactions, pairs_of, shapley_values
from multivector_sim.attribution.players import PLAYERS, Question, coalition_words
from multivector_sim.attribution.record import manifest_of, save_all
from multivector_sim.inquiry import BATCHES, SETS, SYMMETRIC, Measure, Pool
from multivector_sim.results.summary import interval_of_mean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SUM", "Attribution", "attribute", "runs_needed"]

FloatArray = NDArray[np.float64]

SUM: Final = "sum"
"""Row of a table: all players together, which is what all on minus all off amounts to."""
COALITIONS: Final[int] = 2 ** len(PLAYERS)
_NAMES: Final = (*(player.name for player in PLAYERS), SUM)
SEEDS: Final = 32
"""Runs of each draw."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each player contributes to an outcome, beside named counterfactuals.

    Attributes
    ----------
    question
        What was asked.
    games
        By set of parameters and counterfactual: (draws, batches, 32) means of
        the outcome over batches of runs, where bit k of the last index tells
        whether player k of ``PLAYERS`` takes part.
    seeds, seed
        Runs of each draw, and the seed of draws and runs.
    manifest
        What made it.
    """

    question: Question
    games: Mapping[tuple[str, str], FloatArray]
    seeds: int
    seed: int
    manifest: dict[str, Any]

    @property
    def sets(self) -> tuple[str, ...]:
        """Sets of parameters, in order; ``"symmetric"`` stands beside ``"prior"``."""
        return tuple(dict.fromkeys(which for which, _ in self.games))

    @property
    def draws(self) -> int:
        """Draws of each set."""
        return len(next(iter(self.games.values())))

    @property
    def notes(self) -> tuple[str, ...]:
        """In what a counterfactual falls short in this world."""
        return self.question.notes

    @cached_property
    def _values(self) -> pd.DataFrame:
        return self._table("player", _NAMES, _values_and_sum)

    def to_frame(self) -> pd.DataFrame:
        """Return the Shapley values.

        Returns
        -------
        pandas.DataFrame
            One row a set, counterfactual and player, in the unit of the
            outcome, and one of all players, ``"sum"``: with every player on
            minus with none. Columns ``set, counterfactual, player``; ``draws,
            mean, mean_low, mean_high`` (95 % interval of the mean over draws),
            ``median, low, high`` (5 to 95 % of draws), ``p_lower, p_higher``
            (shares of draws below and above zero), ``p_none`` (zero: there is
            no band), ``noise`` (share of the variance over draws that is
            noise of runs) and ``error`` (Monte Carlo error of the mean).
        """
        return self._values.copy()

    def interactions(self) -> pd.DataFrame:
        """Return the Shapley interaction indices of all pairs.

        Returns
        -------
        pandas.DataFrame
            One row a set, counterfactual and pair: ``first, second``, and the
            rest as in :meth:`to_frame`. Below zero where two players together
            add less than each does without the other.
        """
        pairs = [(PLAYERS[a].name, PLAYERS[b].name) for a, b in pairs_of(len(PLAYERS))]
        table = self._table("pair", pairs, interactions)
        named = pd.DataFrame(pairs * len(self.games), columns=["first", "second"])
        return pd.concat([table[["set", "counterfactual"]], named, table.iloc[:, 3:]], axis=1)

    def coalitions(self) -> pd.DataFrame:
        """Return the mean outcome of every coalition, from which all else follows.

        Returns
        -------
        pandas.DataFrame
            One row a set, counterfactual and coalition: ``coalition`` (its
            number), ``members`` (in words), and the rest as in
            :meth:`to_frame`, of the outcome itself.
        """
        table = self._table("coalition", range(COALITIONS), lambda game: game)
        words = [coalition_words(number) for number in table["coalition"]]
        table.insert(3, "members", words)
        return table.drop(columns=["p_lower", "p_higher", "p_none"])

    def restated(self) -> pd.DataFrame:
        """Return how much of each value goes away when signs of strengths are tossed.

        Returns
        -------
        pandas.DataFrame
            One row a counterfactual and player (and ``"sum"``): ``prior,
            prior_low, prior_high, symmetric, symmetric_low, symmetric_high``
            (means and their 95 % intervals), ``gone`` with ``gone_low,
            gone_high`` (prior minus symmetric, draw by draw), ``share`` (gone
            by prior; NaN where the interval of the prior's mean includes zero,
            above one where the sign turns), and ``verdict`` in words. Empty
            where the prior was not asked for.
        """
        rows = [
            self._restated(other, place)
            for which, other in self.games
            if which == SYMMETRIC
            for place in range(len(_NAMES))
        ]
        return pd.DataFrame(rows)

    def _restated(self, counterfactual: str, place: int) -> dict[str, Any]:
        before, after = (
            _values_and_sum(self.games[which, counterfactual].mean(axis=1))[:, place]
            for which in ("prior", SYMMETRIC)
        )
        prior, symmetric, gone = map(interval_of_mean, (before, after, before - after))
        clear = prior.low > 0 or prior.high < 0
        return {
            "counterfactual": counterfactual,
            "player": _NAMES[place],
            "prior": prior.value,
            "prior_low": prior.low,
            "prior_high": prior.high,
            "symmetric": symmetric.value,
            "symmetric_low": symmetric.low,
            "symmetric_high": symmetric.high,
            "gone": gone.value,
            "gone_low": gone.low,
            "gone_high": gone.high,
            "share": gone.value / prior.value if clear else np.nan,
            "verdict": _verdict((prior.low, prior.high), (symmetric.low, symmetric.high)),
        }

    def _table(
        self, key: str, names: Sequence[object], sums: Callable[[FloatArray], FloatArray]
    ) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {"set": which, "counterfactual": other, key: name, **row_of(estimates)}
                for (which, other), game in self.games.items()
                for name, estimates in zip(names, estimates_of(sums(game)), strict=True)
            ]
        )

    def plot(self) -> Figure:
        """Return the figure of Shapley values; ``plots.attribution_pairs`` draws interactions."""
        from multivector_sim import plots

        return plots.attribution(self)

    def save(self, directory: str | Path) -> list[Path]:
        """Write tables (CSV), figures (PNG and SVG) and manifest.

        Parameters
        ----------
        directory
            Folder; made if it does not exist.

        Returns
        -------
        list of pathlib.Path
            Files written.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        from multivector_sim import plots

        tables = {
            "shapley": self.to_frame(),
            "interactions": self.interactions(),
            "coalitions": self.coalitions(),
            "restated": self.restated(),
        }
        drawings = {"shapley": plots.attribution, "interactions": plots.attribution_pairs}
        return save_all(self, directory, tables, drawings, self.manifest)


def _values_and_sum(game: FloatArray) -> FloatArray:
    """Return Shapley values and, last, all players on minus all off."""
    whole = game[..., -1:] - game[..., :1]
    return np.concatenate([shapley_values(game), whole], axis=-1)


def _verdict(prior: tuple[float, float], symmetric: tuple[float, float]) -> str:
    """Return what is left of a value, from the intervals of its means."""

    def sign(interval: tuple[float, float]) -> int:
        return int(interval[0] > 0) - int(interval[1] < 0)

    if not sign(prior):
        return "has no sign to begin with"
    if not sign(symmetric):
        return "loses its sign"
    return "stays" if sign(symmetric) == sign(prior) else "turns over"


def attribute(
    scenario: str | Path = "baseline",
    *,
    outcome: str = "tension_rus_chn",
    policy: str = "multivector",
    counterfactuals: Sequence[str] | None = None,
    sets: Sequence[str] = tuple(SETS),
    overrides: Mapping[str, object] | None = None,
    draws: int = 100,
    seeds: int = SEEDS,
    seed: int = 1,
    pool: Pool | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Share an outcome out over the pivot's policy and four rival explanations.

    All 32 coalitions of five players are run on common random numbers: the
    policy, the common Other, the SCO, regime security and power asymmetry.
    The Shapley value of a player is its mean contribution over all orders in
    which the five may join. Where the policy is absent, a named
    counterfactual policy rules in its place; every value is told beside it.

    Parameters
    ----------
    scenario
        World: name of a shipped scenario, or path of a file. A mechanism that
        is off there is off in every coalition.
    outcome
        Column of outcomes: ``"autonomy"``, ``"concern[RUS, status]"``.
    policy
        Focal policy: ``"recorded"`` for that of the world, or the name or
        path of the scenario whose policy it is.
    counterfactuals
        Names of counterfactual policies; None takes all four.
    sets
        ``"accepted"``, ``"prior"`` or both. Beside the prior stands
        ``"symmetric"``, the prior with tossed signs of strengths.
    overrides
        Changes of the world, by dotted key (``{"mechanisms.sco": False}``); none of policy.
    draws
        Draws of parameters of each set, >= 2.
    seeds
        Runs of each draw, a multiple of 8.
    seed
        Seed of draws and runs, 0 to 2**64 - 1.
    pool
        Where runs come from, with its own ``seeds`` and ``seed``; None for one kept in memory.
    threads
        Threads; None for one a core.
    progress
        Called with the number of runs newly made, and of those found on disk.

    Returns
    -------
    Attribution
        Values, interactions, coalitions, and what is left with tossed signs.

    Raises
    ------
    InputError
        If a name or a number is not allowed.
    ScenarioError
        If the scenario is faulty.
    """
    chosen = with_symmetric(checked_sets(sets))
    question = Question.put(scenario, outcome, policy, counterfactuals, overrides or {})
    source = (
        Pool(seeds=seeds, seed=seed, threads=threads, progress=progress) if pool is None else pool
    )
    checked_draws(draws)
    passing = question.beside()
    games = {}
    for which in chosen:
        played = _half(question, True, question.counterfactuals[0], source, which, draws, passing)
        for other in question.counterfactuals:
            absent = _half(question, False, other, source, which, draws, passing)
            games[which, other] = np.stack([absent, played], axis=3).reshape(draws, BATCHES, -1)
    details = {
        "sets": list(chosen),
        "draws": draws,
        "seeds": source.seeds,
        "players": {player.name: list(player.strengths) for player in PLAYERS},
        "tossed": [name for player in PLAYERS for name in player.tossed],
    }
    manifest = manifest_of(question, source.seed, chosen, details)
    return Attribution(question, games, source.seeds, source.seed, manifest)


def _half(
    question: Question,
    present: bool,
    counterfactual: str,
    pool: Pool,
    which: str,
    draws: int,
    passing: Sequence[Measure],
) -> FloatArray:
    """Return (draws, batches, 16) means of the coalitions with the policy, or of those without."""
    halves = []
    for number in range(int(present), COALITIONS, 2):
        condition = question.coalition(number, counterfactual)
        pool.expect(condition, passing)
        halves.append(pool.means(condition, [question.measure], which, draws)[:, :, 0])
    return np.stack(halves, axis=2)


def runs_needed(counterfactuals: int, sets: Sequence[str], draws: int, seeds: int) -> int:
    """Return how many runs an attribution takes."""
    worlds = COALITIONS // 2 * (1 + counterfactuals)
    return worlds * len(with_symmetric(checked_sets(sets))) * draws * seeds
