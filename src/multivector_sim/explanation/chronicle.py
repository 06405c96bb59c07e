"""The chronicle of one run: who did what in each quarter, and why."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.errors import InputError
from multivector_sim.explanation.decision import NUMBERS, Decision
from multivector_sim.explanation.live import ExplainedModel
from multivector_sim.explanation.news import labels_of, names_of
from multivector_sim.explanation.quarter import HAPPENINGS, Quarter
from multivector_sim.explanation.telling import Telling, text_of
from multivector_sim.explanation.turning import MOST, TurningPoint, turning_points
from multivector_sim.model.actors import CONCERNS
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.state import QUARTER
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import code_version
from multivector_sim.results.saying import Say, english
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.quantity import quarter_of, year_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from multivector_sim.model.observed import Policy

__all__ = ["FORMAT", "Chronicle", "explain"]

FORMAT: Final = 1
"""Number of the form of the JSON document; it rises when a key changes its meaning or goes."""

_CODE: Final = ("agents", "explanation", "model", "scenario")


@dataclass(frozen=True, eq=False)
class Chronicle:
    """One run, quarter by quarter, with the reasons of every decision.

    Attributes
    ----------
    name
        Name of the scenario.
    scenario
        The scenario as it was run, with the numbers that the run drew in
        their places; packed inputs where these were given.
    seed, run
        Seed and number of the run.
    quarters
        What happened, in the order of time.
    outcomes
        Outcomes of the run by name, as the engines count them.
    """

    name: str
    scenario: Scenario | Inputs
    seed: int
    run: int
    quarters: tuple[Quarter, ...]
    outcomes: Mapping[str, Any]

    @property
    def actors(self) -> tuple[str, ...]:
        """Codes of the actors, the pivot first."""
        return self.quarters[0].actors

    @property
    def names(self) -> dict[str, str]:
        """Names of the actors for people, by code; the pivot first."""
        return names_of(self.scenario)

    def labels(self, say: Say = english) -> dict[str, str]:
        """Return names of actors, the pivot first, and of sectors, by code, in a language."""
        return labels_of(self.scenario, say)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, in the order of time and of actors."""
        return tuple(row for quarter in self.quarters for row in quarter.decisions)

    def quarter(self, quarter: str | float) -> Quarter:
        """Return one quarter, by its name (``2005Q1``) or a moment in it (2005.1).

        Raises
        ------
        InputError
            If the run has no such quarter.
        """
        wanted = quarter.upper() if isinstance(quarter, str) else quarter_of(quarter)
        first, last = self.quarters[0], self.quarters[-1]
        for row in self.quarters:
            if row.quarter == wanted:
                return row
        raise InputError(
            f"quarter: {quarter!r} received; the run has {first.quarter} to {last.quarter}"
        )

    def turning_points(self, most: int = MOST) -> tuple[TurningPoint, ...]:
        """Return the quarters in which most changed, in the order of time."""
        return turning_points(self.quarters, most)

    def text(
        self,
        around: float | str | None = None,
        within: float = 2.0,
        actors: Sequence[str] = (),
        *,
        every: bool = False,
    ) -> str:
        """Return the run in plain words: its turning points, or all that is asked for.

        Parameters
        ----------
        around, within
            Middle of a window (a year, or a quarter such as ``2005Q1``), and how many
            years it reaches to both sides; without ``around`` the whole run.
        actors
            Codes of those whose doings are told; all of them by default.
        every
            Whether to tell every quarter with every decision.

        Raises
        ------
        InputError
            If an actor is unknown, or the window lies outside of the run.
        """
        return text_of(self, self.telling(around, within, actors, every=every))

    def telling(
        self,
        around: float | str | None = None,
        within: float = 2.0,
        actors: Sequence[str] = (),
        *,
        every: bool = False,
    ) -> Telling:
        """Return what ``text`` would tell, checked; the parameters are the same."""
        for code in actors:
            if code not in self.actors:
                raise InputError(
                    f"actor: {code!r} received; allowed are {', '.join(self.actors)}"
                    f"{self._hint(code)}"
                )
        return Telling(self._window(around, within), tuple(actors), around is not None, every)

    def _hint(self, word: str) -> str:
        """Return a question for the code that a word was probably meant to be."""
        for code, name in self.names.items():
            if nearest(word, [name]):
                return f"; did you mean {code!r}?"
        return nearest(word, self.actors)

    def _window(self, around: float | str | None, within: float) -> tuple[Quarter, ...]:
        if not within >= 0:
            raise InputError(f"within: {within!r} received; years >= 0 are needed")
        if around is None:
            return self.quarters
        around = _moment(around)
        first, last = self.quarters[0], self.quarters[-1]
        if not first.year <= around < last.year + QUARTER:
            raise InputError(
                f"around: {around:g} received; the run has {first.year:g} to "
                f"{last.year + QUARTER:g}"
            )
        low, high = around - within - QUARTER, around + within
        return tuple(row for row in self.quarters if low < row.year <= high)

    def to_frame(self) -> pd.DataFrame:
        """Return a table with a row for every decision.

        Returns
        -------
        pandas.DataFrame
            What was done and drawn, ``value_`` and ``p_`` of every action,
            ``concern_`` of every kind, and the numbers of ``NUMBERS``.
        """
        import pandas as pd

        return pd.DataFrame([_row(decision) for decision in self.decisions])

    def action_paths(self) -> NDArray[Any]:
        """Return what every actor did; shape (quarters, actors), indices into ``ACTIONS``.

        The pivot takes none of these actions; its column is 0, as both
        engines record it.
        """
        import numpy as np

        from multivector_sim.model.actors import ACTIONS

        paths = np.zeros((len(self.quarters), len(self.actors)))
        place = {code: index for index, code in enumerate(self.actors)}
        for decision in self.decisions:
            paths[decision.number, place[decision.actor]] = ACTIONS.index(decision.action)
        return paths

    def document(self) -> dict[str, Any]:
        """Return everything as plain data for JSON; its keys are told in docs/explain.md."""
        scenario = self.scenario
        told = {} if isinstance(scenario, Inputs) else {"scenario_hash": scenario.hash}
        return {
            "format": FORMAT,
            "note": NOTE,
            "experiment": {
                "name": self.name,
                "seed": self.seed,
                "run": self.run,
                "engine": "mesa",
                **told,
                "code": code_version(_CODE),
            },
            "actors": self.names,
            "meanings": {"numbers": NUMBERS, "happenings": HAPPENINGS},
            "outcomes": {name: _plain(value) for name, value in self.outcomes.items()},
            "turning_points": [point.quarter.quarter for point in self.turning_points()],
            "quarters": [quarter.document() for quarter in self.quarters],
        }

    def to_json(self, indent: int | None = None) -> str:
        """Return ``document`` as JSON; what has no value is null."""
        return json.dumps(self.document(), indent=indent, allow_nan=False, ensure_ascii=False)

    def plot(self) -> Figure:
        """Return the figure of the run over time; see ``plots.run_timeline``."""
        from multivector_sim import plots

        return plots.run_timeline(self)


def explain(
    scenario: str | Path | Scenario | Inputs = "baseline",
    *,
    run: int = 0,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
    parameters: NDArray[Any] | None = None,
    policy: Policy | None = None,
    progress: Callable[[int], None] | None = None,
) -> Chronicle:
    """Run one run of a scenario, and tell who did what in each quarter and why.

    The run is that of both engines, bit for bit; what is told of a decision
    is what its rule worked out.

    Parameters
    ----------
    scenario
        Name of a shipped scenario, path of a file, a ``Scenario``, or packed
        ``Inputs``.
    run
        Number of the run, >= 0: ``simulate`` numbers its runs from 0.
    seed
        Seed, 0 to 2**64 - 1; None for the scenario's own.
    overrides
        Changes such as ``policy.concession=0.8``; not of packed inputs.
    variant, without
        As in ``load_scenario``; not of packed inputs.
    parameters
        (P,) values in the order of ``PARAMETERS``; None for the scenario's.
    policy
        Function that sets the levers of each quarter; see ``simulate``.
    progress
        Called with 1 after each quarter.

    Returns
    -------
    Chronicle
        The run with its reasons.

    Raises
    ------
    ScenarioError
        If the scenario has faults.
    InputError
        If an argument is not allowed.
    SimulationError
        If a policy function returns a lever out of range, or the run cannot
        be told truly.

    Examples
    --------
    >>> chronicle = explain("baseline", run=7, seed=1, overrides=["end=1993Q4"])
    >>> chronicle.quarter("1992Q1").decision("RUS").action
    'accommodate'
    """
    if isinstance(scenario, Inputs):
        if overrides or variant or without:
            raise InputError("packed inputs cannot be changed by overrides, variant or without")
        setting: Scenario | Inputs = scenario
        name, own_seed = "packed inputs", 0
    else:
        setting = load_scenario(scenario, overrides, variant=variant, without=without)
        name, own_seed = setting.name or "scenario", setting.seed
    model = ExplainedModel(
        setting,
        seed=own_seed if seed is None else seed,
        run=run,
        parameters=parameters,
        policy=policy,
    )
    while model.running:
        model.advance()
        if progress is not None:
            progress(1)
    return Chronicle(
        name, model.setting, model.seed, model.run, tuple(model.quarters), dict(model.outcomes())
    )


def _moment(around: float | str) -> float:
    """Return a year or a quarter as a year and its fraction.

    Raises
    ------
    InputError
        If it is neither.
    """
    try:
        return float(around)
    except ValueError:
        try:
            return year_of(str(around).upper())
        except ValueError:
            raise InputError(
                f"around: {around!r} received; a year (2005, 2005.25) or a quarter (2005Q2) is "
                "needed"
            ) from None


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "quarter": decision.quarter,
        "year": decision.year,
        "actor": decision.actor,
        "previous": decision.previous,
        "action": decision.action,
        "how": decision.how,
        "drawn": decision.drawn,
        "draw": decision.draw,
        "runner_up": decision.runner_up.action,
        "lead": decision.lead,
        "rival": decision.rival,
        **{f"value_{option.action}": option.value for option in decision.options},
        **{f"p_{option.action}": option.probability for option in decision.options},
        **{f"concern_{name}": decision.concern[name] for name in CONCERNS},
        **{name: decision.numbers[name] for name in NUMBERS},
    }


def _plain(value: Any) -> Any:
    """Return a number, or nested lists of numbers, with None for what has no value."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return None if math.isnan(value) else value
