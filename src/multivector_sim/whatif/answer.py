"""An answer to a policy question: paired effects over futures, regret, and what flips them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.calibration import accepted, has_accepted
from multivector_sim.discovery.boxes import Conditions, Search, groups_of
from multivector_sim.discovery.tree import find_conditions
from multivector_sim.errors import InputError
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.inquiry import (
    SETS,
    Condition,
    Effect,
    Estimates,
    Measure,
    Pool,
    draws_of,
    effect_of,
    estimate,
)
from multivector_sim.inquiry.wanted import WANTED, Way
from multivector_sim.model.outcomes import DEFAULT_OUTCOMES, outcome
from multivector_sim.model.parameters import PARAMETER_NAMES, parameter_index
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.override import Overrides
from multivector_sim.sweeps.metrics import entries
from multivector_sim.whatif.card import card_text
from multivector_sim.whatif.option import Option, changed_from, option_of, others_of
from multivector_sim.whatif.record import save_answer

__all__ = ["Answer", "Futures", "Row", "what_if"]

FloatArray = NDArray[np.float64]

STEP: Final = 500
"""Futures after which it is seen whether more are needed; conditions need some hundreds."""
DOUBT: Final = 0.1
"""Largest Monte Carlo error of a mean effect, as a share of its range over futures."""


class Row(NamedTuple):
    """The effect of one option on one number.

    Attributes
    ----------
    option
        Name of the option; the base is subtracted from it.
    label, outcome
        Column and outcome, as in every table of results.
    unit, meaning
        Of the outcome.
    base
        Mean over futures under the base.
    effect
        The effect over futures.
    wanted
        Which way is better; None where nothing is said.
    p_better
        Share of futures in which the option is better; NaN where nothing is said.
    scored
        False where the levers move the number by construction.
    resolved
        Whether the interval of the mean effect excludes zero, or lies within
        a tenth of the range over futures.
    """

    option: str
    label: str
    outcome: str
    unit: str
    meaning: str
    base: float
    effect: Effect
    wanted: Way | None
    p_better: float
    scored: bool
    resolved: bool


class Futures(NamedTuple):
    """What each future gave.

    Attributes
    ----------
    parameters
        (draws, parameters), in the order of ``PARAMETERS``.
    effects
        By option and label: (draws,) effect in each future, option minus base.
    groups
        (draws,) number of the row of the accepted set that each future takes: a search sees all
        futures of a row, or none. None where each future is drawn on its own.
    """

    parameters: FloatArray
    effects: dict[tuple[str, str], FloatArray]
    groups: NDArray[np.int64] | None = None

    def look(self, search: Search) -> dict[tuple[str, str], Conditions]:
        """Return by option and label where the effect has the rarer sign.

        Parameters
        ----------
        search
            The way to look for conditions. Futures without any effect are no exceptions.
        """
        found = {}
        for key, values in self.effects.items():
            higher, lower = values > 0, values < 0
            sign, rarer = ("higher", higher) if higher.sum() <= lower.sum() else ("lower", lower)
            looked = search(self.parameters, PARAMETER_NAMES, rarer, self.groups)
            found[key] = looked._replace(sign=sign)
        return found


@dataclass(frozen=True)
class Answer:
    """What was found.

    Attributes
    ----------
    base
        The scenario that options are compared with, as an option without changes.
    options
        What could be done instead.
    rows
        Effects of each option on each number.
    regrets
        By scored outcome with a better way: mean regret of the base and of each option,
        that is by how much it is worse than the best of them in each future.
    flips
        By option and label: the conditions under which the effect has the rarer sign.
    futures
        One row a future: its parameters, and under (option, label) the effects
        that ``flips`` are about.
    which
        Set of parameters.
    draws, seeds, seed
        Futures, runs of each, and the seed.
    prim
        As ``flips``, by the patient rule induction method of
        :func:`~multivector_sim.connectors.prim.with_prim`; empty where it was not asked for.
    """

    base: Option
    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    regrets: pd.DataFrame
    flips: dict[tuple[str, str], Conditions]
    futures: Futures
    which: str
    draws: int
    seeds: int
    seed: int
    prim: dict[tuple[str, str], Conditions] = field(default_factory=dict)

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Labels with a better way whose effect more runs could still change in sign or size."""
        return tuple(
            dict.fromkeys(row.label for row in self.rows if row.wanted and not row.resolved)
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the effects as a table.

        Returns
        -------
        pandas.DataFrame
            One row an option and number: the fields of :class:`Row`, the
            effect's spread out under their own names.
        """
        return pd.DataFrame(
            [
                {
                    **{key: value for key, value in row._asdict().items() if key != "effect"},
                    **row.effect._asdict(),
                }
                for row in self.rows
            ]
        )

    def summary(self) -> str:
        """Return the card as text: changes, effects, who gains, what flips, regret."""
        return card_text(self)

    def save(self, directory: str | Path) -> list[Path]:
        """Write tables and documents.

        Figures and the page lie above this layer:
        :func:`multivector_sim.report.write_answer` writes them, too.

        Parameters
        ----------
        directory
            Folder; made if it does not exist.

        Returns
        -------
        list of pathlib.Path
            ``answer.json``, ``effects.csv``, ``regret.csv``, ``flips.csv`` and ``manifest.json``.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        return save_answer(self, ResultFolder(directory))

    def chosen(self, option: str) -> Iterator[Row]:
        """Yield the rows of an option that say which way is better."""
        return (row for row in self.rows if row.option == option and row.wanted)


def what_if(
    base: str | Path | Scenario,
    changes: Overrides = (),
    *,
    since: float | str | None = None,
    others: Sequence[str | Path | Scenario] = (),
    which: str | None = None,
    draws: int = 1000,
    pool: Pool | None = None,
) -> Answer:
    """Answer what would be otherwise if something were done otherwise.

    Parameters
    ----------
    base
        The scenario as it is.
    changes
        ``key=value`` changes of it, or a mapping: the option. With none, ``others`` are.
    since
        Year or quarter from which the changes hold; see
        :func:`~multivector_sim.whatif.option.changed_from`.
    others
        Scenarios to compare the base with besides.
    which
        Set of parameters, from ``SETS``; None for the accepted set, or the
        prior where there is none.
    draws
        Most futures, >= 2; fewer are run where everything is resolved before.
    pool
        Where runs come from; None for one of 48 runs a future, kept in memory.

    Returns
    -------
    Answer
        Effects, regret, conditions.

    Raises
    ------
    InputError
        If nothing is changed, or an argument is not allowed.
    ScenarioError
        If a scenario has faults.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> answer = mv.what_if("baseline", ["policy.concession=0"], since=2015, draws=2,
    ...     pool=Pool(seeds=8))
    >>> [str(change) for change in answer.options[0].changes]
    ['+ policy.phases.2015Q1: {from: 2015, label: What if, concession: 0}']
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 2:
        raise InputError(f"draws: {draws!r} received; a whole number of 2 or more is needed")
    loaded = load_scenario(base)
    options = others_of(loaded, others)
    if changes:
        changed = changed_from(loaded, changes, since)
        options = (option_of(loaded, changed, "what if"), *options)
    elif since is not None:
        raise InputError("from: a date goes with changes; name what changes with --set KEY=VALUE")
    if not options:
        raise InputError(
            f"nothing to compare {loaded.name or 'the scenario'} with: change a value (--set "
            "policy.concession=0.8), or name another scenario"
        )
    chosen = which or ("accepted" if has_accepted() else "prior")
    if chosen not in SETS:
        raise InputError(f"set: {chosen!r} received; allowed: {', '.join(SETS)}")
    source = Pool(seeds=48) if pool is None else pool
    study = _Study(loaded, options, chosen, source)
    count = 0
    while True:
        count = min(count + STEP, draws)
        rows = study.rows(count)
        if count == draws or all(row.resolved for row in rows if row.wanted):
            break
    futures = study.futures(rows, count)
    return Answer(
        Option(loaded.name or "base", loaded),
        options,
        rows,
        study.regrets(count),
        futures.look(find_conditions),
        futures,
        chosen,
        count,
        source.seeds,
        source.seed,
    )


class _Study:
    """Runs of the base and of the options, and what follows from them."""

    def __init__(self, base: Scenario, options: Sequence[Option], which: str, pool: Pool) -> None:
        self.pool, self.which = pool, which
        self.labels = [entry.label for entry in entries(DEFAULT_OUTCOMES, base)]
        self.base = Condition("base", base=base)
        self.options = {row.name: Condition(row.name, base=row.scenario) for row in options}
        for condition in (self.base, *self.options.values()):
            pool.expect(condition, [Measure(label) for label in self.labels])

    def level(self, condition: Condition, label: str, draws: int) -> FloatArray:
        """Return (draws,) means of a number."""
        return estimate(lambda read: read(condition, label), self.pool, self.which, draws).values

    def effect(self, option: str, label: str, draws: int) -> Estimates:
        """Return option minus base in each future."""
        other = self.options[option]
        return estimate(
            lambda read: read(other, label) - read(self.base, label),
            self.pool,
            self.which,
            draws,
        )

    def rows(self, draws: int) -> tuple[Row, ...]:
        """Return the effect of every option on every number."""
        found = []
        for option in self.options:
            for label in self.labels:
                effect = effect_of(self.effect(option, label, draws))
                row = outcome(label.partition("[")[0])
                wanted = WANTED.get(row.name)
                better = {"lower": effect.p_lower, "higher": effect.p_higher}
                found.append(
                    Row(
                        option,
                        label,
                        row.name,
                        row.unit,
                        row.meaning,
                        float(self.level(self.base, label, draws).mean()),
                        effect,
                        wanted,
                        better[wanted] if wanted else np.nan,
                        row.scored,
                        _is_resolved(effect),
                    )
                )
        return tuple(found)

    def regrets(self, draws: int) -> pd.DataFrame:
        """Return mean regret by outcome and option, the base among them."""
        rows = []
        conditions = {"base": self.base, **self.options}
        for label in self.labels:
            wanted = WANTED.get(label.partition("[")[0])
            if wanted is None:
                continue
            sign = 1.0 if wanted == "higher" else -1.0
            levels = sign * np.stack(
                [self.level(condition, label, draws) for condition in conditions.values()]
            )
            regret = levels.max(axis=0) - levels
            for name, values in zip(conditions, regret, strict=True):
                rows.append(
                    {
                        "label": label,
                        "option": name,
                        "mean_regret": float(values.mean()),
                        "worst_tenth": float(np.quantile(values, 0.9)),
                        "p_best": float((values == 0).mean()),
                    }
                )
        return pd.DataFrame(rows)

    def futures(self, rows: Sequence[Row], draws: int) -> Futures:
        """Return the effects in each future on outcomes with a better way."""
        table = draws_of(self.which, self.pool.seed, 0, draws)
        fitted = (
            [name for name in PARAMETER_NAMES if name in accepted().names]
            if self.which == "accepted"
            else []
        )
        return Futures(
            table,
            {
                (row.option, row.label): self.effect(row.option, row.label, draws).values
                for row in rows
                if row.wanted is not None and "[" not in row.label
            },
            groups_of(table[:, [parameter_index(name) for name in fitted]]) if fitted else None,
        )


def _is_resolved(effect: Effect) -> bool:
    """Return whether chance leaves neither the sign nor the size of a mean effect open."""
    half = (effect.mean_high - effect.mean_low) / 2
    clear = effect.mean_low > 0 or effect.mean_high < 0 or half == 0
    return clear or half <= DOUBT * (effect.high - effect.low)
