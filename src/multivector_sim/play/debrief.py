"""What became of a game: one history beside two others, and the moves over many runs."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.errors import InputError
from multivector_sim.explanation import Chronicle, Decision, Partings, decision_text, explain, part
from multivector_sim.explanation.turning import TurningPoint, turning_points
from multivector_sim.explanation.words import happening_words
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.play.game import Game
from multivector_sim.play.saves import record
from multivector_sim.play.schedule import given_back, policy_from_then_on
from multivector_sim.play.words import Section, Table, markdown, plain_text, seat_words
from multivector_sim.results.manifest import code_version
from multivector_sim.results.words import number, outcome_words, signed
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.show import show

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_RUNS", "PRESET", "RECORD", "RUNS", "Debrief", "counterfactuals", "debrief"]

PRESET: Final = "multivector"
"""Shipped scenario whose policy a pivot's team is compared with."""

RECORD: Final = "recorded"
"""Name of the history in which nobody plays."""

RUNS: Final = 200
"""Runs of the replays."""

MOST_RUNS: Final = 20_000
"""More would take long; the scenario files of a game take any number with ``compare``."""

MOST_TURNS: Final = 5
"""Turning points that are told."""

ONE: Final = "One history, one draw of chance"

CAVEAT: Final = (
    "Exploratory, not a forecast. What is told of one history is one draw of chance: it shows how "
    "the model works. What the moves do on average stands under the replays, with intervals."
)

_CODE: Final = ("agents", "ensemble", "explanation", "model", "play", "scenario")

_PIVOT: Final = (
    *("welfare", "cost", "ceded", "autonomy", "crises", "obstructions", "demands"),
    *("tension_all", "tension_rus_chn"),
)
_POWER: Final = (
    *("dependence", "leverage_economic", "leverage_transit", "leverage_security"),
    *("tension_to_pivot", "tension_from_pivot"),
)


@dataclass(frozen=True, eq=False)
class Debrief:
    """What became of a game.

    Attributes
    ----------
    game
        The game, over.
    histories
        The run by name: the game, the record, and each preset, all on the same draws.
    scenarios
        What the replays run, by name; the game first.
    effects
        Paired effects of the game against each other scenario, as
        ``compare`` gives them.
    runs
        Runs of the replays.
    """

    game: Game
    histories: Mapping[str, Chronicle]
    scenarios: Mapping[str, Scenario]
    effects: pd.DataFrame
    runs: int

    @property
    def partings(self) -> dict[str, Partings]:
        """The game beside each other history, decision by decision."""
        game, *others = self.histories.values()
        names = list(self.histories)[1:]
        return {name: part(game, other) for name, other in zip(names, others, strict=True)}

    @property
    def turning_points(self) -> tuple[TurningPoint, ...]:
        """The played quarters in which most changed, in the order of time."""
        return turning_points(self.game.model.quarters[self.game.setup.first :], MOST_TURNS)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The debrief in words and tables, in the order in which it is read."""
        return tuple(_sections(self))

    @property
    def title(self) -> str:
        """Heading."""
        turns = self.game.setup.turns
        first, last = turns[0].quarters[0][:4], turns[-1].quarters[-1][:4]
        return f"Debrief: {', '.join(self.game.setup.teams.values())}, {first} to {last}"

    def text(self) -> str:
        """Return the debrief as plain text."""
        return f"{self.title}\n\n{plain_text(self.sections)}"

    def markdown(self) -> str:
        """Return the debrief as Markdown."""
        return markdown(self.title, self.sections)

    def files(self) -> dict[str, str]:
        """Return the scenario files of the replays by name of file, as text."""
        return {f"{name}.yaml": show(row, origin=False) for name, row in self.scenarios.items()}

    def to_frame(self) -> pd.DataFrame:
        """Return the paths of the histories: one row a history and quarter.

        Returns
        -------
        pandas.DataFrame
            Columns ``history, quarter, year, price``, the levers, ``welfare``,
            ``action_`` of each power, ``tension_`` of each pair and ``share_``
            of each sector and actor.
        """
        import pandas as pd

        sectors = self.game.setup.scenario.sector_codes
        rows = []
        for name, chronicle in self.histories.items():
            for quarter in chronicle.quarters:
                row: dict[str, Any] = {
                    "history": name,
                    "quarter": quarter.quarter,
                    "year": quarter.year,
                    "price": quarter.price,
                    **quarter.levers,
                    "welfare": quarter.welfare,
                }
                row |= {f"action_{one.actor}": one.action for one in quarter.decisions}
                row |= {f"tension_{pair}": size for pair, size in quarter.pairs().items()}
                row |= {
                    f"share_{sector}_{code}": float(quarter.share[s, at])
                    for s, sector in enumerate(sectors)
                    for at, code in enumerate(quarter.actors)
                }
                rows.append(row)
        return pd.DataFrame(rows)

    def document(self) -> dict[str, Any]:
        """Return everything as plain data for JSON."""
        effects = self.effects.astype(object).where(self.effects.notna(), None)
        return {
            "note": CAVEAT,
            "game": record(self.game),
            "code": code_version(_CODE),
            "runs": self.runs,
            "one_history": {
                name: {key: _plain(value) for key, value in row.outcomes.items()}
                for name, row in self.histories.items()
            },
            "turning_points": [point.quarter.quarter for point in self.turning_points],
            "partings": {
                name: None if row.first is None else row.first.document()
                for name, row in self.partings.items()
            },
            "effects": effects.to_dict(orient="records"),
        }


def counterfactuals(game: Game, presets: Sequence[str] = (PRESET,)) -> dict[str, Scenario]:
    """Return what a game is compared with, by name.

    The record, in which nobody plays; where a team holds the pivot, each
    preset policy from the first turn on; and where several teams play, the game
    with each of them given back to the record or the model.

    Parameters
    ----------
    game
        The game.
    presets
        Names of scenarios that give a policy.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or its policy does not fit.
    InputError
        If two have the same name.
    """
    setup = game.setup
    found = {RECORD: setup.scenario.named(RECORD)}
    if setup.pivot in setup.teams:
        for preset in presets:
            scenario = policy_from_then_on(setup, preset)
            if scenario.name in (*found, game.scenario.name):
                raise InputError(f"against: {preset!r} received twice, or it is {scenario.name!r}")
            found[scenario.name] = scenario
    if len(setup.teams) > 1:
        for code in setup.teams:
            name = f"without_team_{code.lower()}"
            found[name] = given_back(setup, game.moves, code, name)
    return found


def debrief(
    game: Game,
    *,
    runs: int = RUNS,
    presets: Sequence[str] = (PRESET,),
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Debrief:
    """Compare a game that is over with what else could have been.

    Parameters
    ----------
    game
        The game.
    runs
        Runs of the replays, 2 to ``MOST_RUNS``, with the seed of the game.
    presets
        Names of scenarios that give a policy to compare with.
    threads
        Threads of the replays; None takes one a core.
    progress
        Called with the number of newly finished runs of the replays.

    Raises
    ------
    InputError
        If the game is not over, or an argument is not allowed.
    ScenarioError
        If a preset cannot be loaded.
    """
    from multivector_sim.experiments.compare import compare

    turn = game.turn
    if turn is not None:
        raise InputError(f"the game is not over: turn {turn.label} is to be played")
    if not 2 <= runs <= MOST_RUNS:
        raise InputError(f"runs: {runs} received; 2 to {MOST_RUNS:,} are allowed")
    others = counterfactuals(game, presets)
    scenarios = {game.scenario.name: game.scenario, **others}
    setup = game.setup
    histories = {game.scenario.name: game.chronicle}
    for name, scenario in others.items():
        if not name.startswith("without_team_"):
            histories[name] = explain(scenario, seed=setup.seed, run=setup.run)
    comparison = compare(
        list(scenarios.values()), against=(), runs=runs, seed=setup.seed, record=(),
        threads=threads, progress=progress,
    )  # fmt: skip
    return Debrief(game, histories, scenarios, comparison.effects, runs)


def _sections(found: Debrief) -> Iterator[Section]:
    game, setup = found.game, found.game.setup
    yield Section(
        "head",
        "",
        (
            CAVEAT,
            f"Scenario {setup.source.name}, seed {setup.seed}, run {setup.run}. "
            + "; ".join(seat_words(team, setup.names[code]) for code, team in setup.teams.items())
            + ".",
        ),
    )
    yield Section("moves", "The moves", table=_moves(game))
    yield Section(
        "history",
        f"{ONE}: what was paid and gained",
        (
            "All columns meet the same draws of chance. "
            f"{RECORD}: nobody plays, the recorded policy and the model's own powers.",
            *_span(found),
        ),
        _outcomes(found),
    )
    yield Section("turns", f"{ONE}: where it turned", tuple(_turning(found)))
    for name, partings in found.partings.items():
        yield Section(
            f"parting_{name}",
            f"{ONE}: where it parts from {name}",
            tuple(_parting(partings, name)),
        )
    for name in list(found.scenarios)[1:]:
        yield _effects(found, name)
    files = [f"{name}.yaml" for name in found.scenarios]
    again = ["multivector", "compare", *files, "--runs", str(found.runs)]
    told = ["multivector", "explain", *files[:2]]
    told.insert(3, "--against")
    yield Section(
        "told",
        "How to follow the one history decision by decision",
        command=shlex.join([*told, "--run", str(setup.run), "--seed", str(setup.seed)]),
    )
    yield Section(
        "made",
        "How to make the replays again",
        ("The files are those that --out writes; compare adds its four named policies.",),
        command=shlex.join([*again, "--seed", str(setup.seed)]),
    )


def _moves(game: Game) -> Table:
    setup = game.setup
    rows = tuple(
        (turn.label, *(row[code].text if code in row else "" for code in setup.teams))
        for turn, row in zip(setup.turns, game.moves, strict=False)
    )
    return Table(("turn", *setup.teams.values()), rows)


def _entries(found: Debrief) -> Iterator[tuple[str, str]]:
    """Yield the outcomes that are told, each with the actor that it is of."""
    setup = found.game.setup
    yield from ((name, "") for name in _PIVOT)
    for code in setup.teams:
        if code != setup.pivot:
            yield from ((name, code) for name in _POWER)


def _outcomes(found: Debrief) -> Table:
    codes = found.game.setup.scenario.actor_codes
    meanings = {row.name: row for row in OUTCOMES}
    rows = []
    for name, code in _entries(found):
        values = []
        for chronicle in found.histories.values():
            value = chronicle.outcomes[name]
            values.append(float(value[codes.index(code)] if code else value))
        if all(math.isfinite(value) for value in values):
            about = meanings[name]
            words = about.meaning.removesuffix(" of a power") if code else about.meaning
            unit = "" if about.unit == "1" else f", {about.unit}"
            rows.append((f"{words}{unit}{f': {code}' if code else ''}", *map(number, values)))
    return Table(("outcome", *found.histories), tuple(rows))


def _turning(found: Debrief) -> Iterator[str]:
    chronicle = next(iter(found.histories.values()))
    names = chronicle.names
    points = found.turning_points
    for point in points:
        for decision in point.decisions:
            yield f"{point.quarter.quarter}: {_decided(decision, names)}"
        for row in point.happenings:
            yield f"{point.quarter.quarter}: {happening_words(row, names, brief=True)}"
    if not points:
        yield "Nothing turned: no crisis, no leap of tension, no obstruction began."


def _decided(decision: Decision, names: Mapping[str, str]) -> str:
    if decision.how == "forced":
        return (
            f"{names[decision.actor]} does {decision.action} (before: {decision.previous}), as it "
            f"was told to; left to itself it would have drawn to {decision.drawn}."
        )
    return " ".join(decision_text(decision, names, "line").split())


def _parting(found: Partings, name: str) -> Iterator[str]:
    if not found.apart_from:
        yield f"Never: the game and {name} are the same, number for number."
        return
    yield f"Numbers differ from {found.apart_from} on."
    first = found.first
    if first is None:
        yield "No power ever does anything else."
        return
    names = found.one.names
    who = names[first.one.actor]
    yield (
        f"The first other decision: {first.one.quarter}, {who} does {first.one.action} in the game "
        f"and {first.other.action} in {name}; the draw was {first.one.draw:.3f} in both."
    )
    if first.differences:
        told = ", ".join(
            f"{row.name} {number(row.one)} against {number(row.other)}"
            for row in first.differences[:3]
        )
        yield f"What differed most for {who}: {told}."
    yield f"Decisions that differ in all: {len(found.partings)}."


def _span(found: Debrief) -> tuple[str, ...]:
    """Return a remark on the years before the game, if there are any."""
    setup = found.game.setup
    if not setup.first:
        return ()
    quarters = setup.scenario.quarters
    return (
        f"Outcomes are of all {quarters} quarters from {setup.scenario.start} on, of which "
        f"{quarters - setup.first} are played; those before are the same on both sides.",
    )


def _effects(found: Debrief, name: str) -> Section:
    table = found.effects[found.effects["counterfactual"] == name]
    wanted = {f"{outcome}[{code}]" if code else outcome for outcome, code in _entries(found)}
    rows = tuple(
        (
            outcome_words(row),
            f"{signed(row.mean)} [{signed(row.mean_low)}, {signed(row.mean_high)}]",
            f"{signed(row.low)} to {signed(row.high)}",
            f"{row.p_negative:.2f}",
            f"{row.p_positive:.2f}",
        )
        for row in _rows(table)
        if row.label in wanted and math.isfinite(row.mean)
    )
    head = ("outcome", "mean, 95 % interval", "5-95 % of runs", "P(lower)", "P(higher)")
    return Section(
        f"effects_{name}",
        f"Replays: the game minus {name}, {found.runs:,} pairs of runs",
        (
            "The same moves in every run; both members of a pair meet the same draws. Intervals "
            "are those of Monte Carlo; parameters are held fixed. * moved by the levers by "
            "construction.",
            *_span(found),
        ),
        Table(head, rows),
    )


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    yield from table.itertuples()


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return None if math.isnan(value) else value
