"""What became of a game: one history beside two others, and the moves over many runs."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from multivector_sim.errors import InputError
from multivector_sim.explanation import Chronicle, Partings, explain, part
from multivector_sim.explanation.happened import happening_words
from multivector_sim.explanation.turning import TurningPoint, turning_points
from multivector_sim.explanation.words import decision_lines, gap_words
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.play.game import Game
from multivector_sim.play.saves import record
from multivector_sim.play.schedule import given_back, policy_from_then_on
from multivector_sim.play.setup import Setup
from multivector_sim.play.sparks import path_section
from multivector_sim.play.stopped import Stop, so_far, stop_of, stop_words
from multivector_sim.play.words import (
    Section,
    Table,
    answer_words,
    markdown,
    plain_text,
    seat_words,
)
from multivector_sim.results.manifest import code_version
from multivector_sim.results.saying import Say, english
from multivector_sim.results.words import number, outcome_words, signed
from multivector_sim.scenario import Scenario
from multivector_sim.scenario.show import show

if TYPE_CHECKING:
    import pandas as pd

    from multivector_sim.experiments.compare import Comparison

__all__ = [
    "MOST_RUNS",
    "OUTCOMES_TOLD",
    "PRESET",
    "RECORD",
    "RUNS",
    "Debrief",
    "counterfactuals",
    "debrief",
    "history_words",
    "team_words",
]

PRESET: Final = "multivector"
"""Shipped scenario whose policy a pivot's team is compared with."""

RECORD: Final = "recorded"
"""Name of the history in which nobody plays."""

RUNS: Final = 200
"""Runs of the replays."""

WITHOUT: Final = "without_team_"
"""How the names begin of the games that lack a team."""

MOST_RUNS: Final = 20_000
"""More would take long; the scenario files of a game take any number with ``compare``."""

MOST_TURNS: Final = 5
"""Turning points that are told."""

EXPLORATORY: Final = "Exploratory, not a forecast."
"""What stands on every debrief, first of all."""

ONE_DRAW: Final = (
    "What is told of one history is one draw of chance: it shows how the model works. What the "
    "moves do on average stands under the replays, with intervals."
)
"""What stands on every debrief, next."""

EFFECT_HEADS: Final = (
    *("outcome", "mean, 95 % interval", "5-95 % of runs", "P(lower)", "P(higher)"),
)
"""Columns of the table of the replays."""

_CODE: Final = ("agents", "ensemble", "explanation", "model", "play", "scenario")

OUTCOMES_TOLD: Final = (
    *("welfare", "cost", "ceded", "autonomy", "crises", "obstructions", "demands"),
    *("tension_all", "tension_rus_chn"),
)
"""Outcomes that are told of every game, the pivot's own first."""

OF_POWER: Final = (
    *("dependence", "leverage_economic", "leverage_transit", "leverage_security"),
    *("tension_to_pivot", "tension_from_pivot"),
)


@dataclass(frozen=True, eq=False)
class Debrief:
    """What became of a game.

    Attributes
    ----------
    game
        The game, over; of one that was stopped, what was played.
    main
        The run by name, all on the same draws: the game, the record, and each preset.
    scenarios
        What the replays run, by name; the game first.
    comparison
        The replays: the game against each other scenario, as ``compare`` gives them.
    stopped
        Where the game was stopped; None if it was played to its end.
    say
        Returns a sentence in the language of the reader.
    """

    game: Game
    main: Mapping[str, Chronicle]
    scenarios: Mapping[str, Scenario]
    comparison: Comparison
    stopped: Stop | None = None
    say: Say = english

    @property
    def remark(self) -> str:
        """Where the game was stopped, as a sentence; empty if it was played to its end."""
        return stop_words(self.stopped, self.say) if self.stopped else ""

    @property
    def effects(self) -> pd.DataFrame:
        """Paired effects of the game against each other scenario."""
        return self.comparison.effects

    @property
    def runs(self) -> int:
        """Runs of the replays."""
        return int(next(iter(self.comparison.datasets.values())).sizes["run"])

    @cached_property
    def histories(self) -> dict[str, Chronicle]:
        """The same as ``main``, and the games that lack a team; those are run when asked for."""
        setup = self.game.setup
        rest = {
            name: explain(scenario, seed=setup.seed, run=setup.run)
            for name, scenario in self.scenarios.items()
            if name not in self.main
        }
        return {**self.main, **rest}

    def said(self, say: Say) -> Debrief:
        """Return the same debrief told in another language."""
        other = replace(self, say=say)
        if "histories" in vars(self):  # they were run: not again for each language
            vars(other)["histories"] = self.histories
        return other

    @cached_property
    def partings(self) -> dict[str, Partings]:
        """The game beside the record and each preset, decision by decision."""
        (_, game), *others = self.main.items()
        return {name: part(game, other) for name, other in others}

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
        setup = self.game.setup
        teams = (team_words(setup, code, self.say) for code in setup.teams)
        years = self.say("{first} to {last}").format(first=first, last=last)
        return self.say("Debrief: {teams}, {years}").format(
            teams=", ".join(teams), years=first if first == last else years
        )

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
            "note": f"{EXPLORATORY} {ONE_DRAW}",
            "remark": self.remark,
            "game": record(self.game),
            "code": code_version(_CODE),
            "runs": self.runs,
            "one_history": {
                name: {key: _plain(value) for key, value in row.outcomes.items()}
                for name, row in self.main.items()
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
            name = f"{WITHOUT}{code.lower()}"
            found[name] = given_back(setup, game.moves, code, name)
    return found


def debrief(
    game: Game,
    *,
    runs: int = RUNS,
    presets: Sequence[str] = (PRESET,),
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    say: Say = english,
) -> Debrief:
    """Compare a game with what else could have been.

    Parameters
    ----------
    game
        The game. Of one that is not over, the turns that were played are told: all that it
        is compared with ends there, too.
    runs
        Runs of the replays, 2 to ``MOST_RUNS``, with the seed of the game.
    presets
        Names of scenarios that give a policy to compare with.
    threads
        Threads of the replays; None takes one a core.
    progress
        Called with the number of newly finished runs of the replays.
    say
        Returns a sentence in the language of the reader.

    Raises
    ------
    InputError
        If no turn has been played, or an argument is not allowed.
    ScenarioError
        If a preset cannot be loaded.
    """
    from multivector_sim.experiments.compare import compare

    if not 2 <= runs <= MOST_RUNS:
        raise InputError(f"runs: {runs} received; 2 to {MOST_RUNS:,} are allowed")
    stopped, game = stop_of(game), so_far(game)
    others = counterfactuals(game, presets)
    scenarios = {game.scenario.name: game.scenario, **others}
    setup = game.setup
    main = {game.scenario.name: game.chronicle}
    for name, scenario in others.items():
        if not name.startswith(WITHOUT):
            main[name] = explain(scenario, seed=setup.seed, run=setup.run)
    comparison = compare(
        list(scenarios.values()), against=(), runs=runs, seed=setup.seed, record=(),
        threads=threads, progress=progress,
    )  # fmt: skip
    return Debrief(game, main, scenarios, comparison, stopped, say)


def history_words(name: str, setup: Setup, say: Say = english) -> str:
    """Return what a history or scenario of a debrief is called in a language.

    Parameters
    ----------
    name
        Its name among ``Debrief.histories`` or ``Debrief.scenarios``.
    setup
        What was played on.
    say
        Returns a sentence in another language.
    """
    for code in setup.teams:
        if name == f"{WITHOUT}{code.lower()}":
            return say("without the team {team}").format(team=team_words(setup, code, say))
    return say(name)


def team_words(setup: Setup, code: str, say: Say = english) -> str:
    """Return the name of a team; that of its actor, in a language, where it has no other."""
    team = setup.teams[code]
    return say(team) if team == setup.names[code] else team


def _sections(found: Debrief) -> Iterator[Section]:
    say, setup = found.say, found.game.setup
    seats = "; ".join(
        seat_words(team, setup.names[code], say) for code, team in setup.teams.items()
    )
    yield Section(
        "head",
        "",
        (
            f"{say(EXPLORATORY)} {say(ONE_DRAW)}",
            *((found.remark,) if found.remark else ()),
            say("Scenario {name}, seed {seed}, run {run}. {seats}.").format(
                name=setup.source.name, seed=setup.seed, run=setup.run, seats=seats
            ),
        ),
    )
    yield Section("moves", say("The moves"), table=_moves(found))
    yield Section(
        "history",
        say("One history, one draw of chance: what was paid and gained"),
        (
            say(
                "All columns meet the same draws of chance. In the column {recorded} nobody plays: "
                "policy is as it was, and the model decides for the powers. The pivot is {pivot}."
            ).format(
                recorded=history_words(RECORD, setup, say), pivot=say(setup.names[setup.pivot])
            ),
            *_span(found),
        ),
        _outcomes(found),
    )
    yield path_section(
        {history_words(name, setup, say): row for name, row in found.main.items()},
        setup.first,
        say,
    )
    yield Section(
        "turns", say("One history, one draw of chance: where it turned"), tuple(_turning(found))
    )
    for name, partings in found.partings.items():
        other = history_words(name, setup, say)
        yield Section(
            f"parting_{name}",
            say("One history, one draw of chance: where it parts from {other}").format(other=other),
            tuple(_parting(partings, other, say)),
        )
    for name in list(found.scenarios)[1:]:
        yield _effects(found, name)
    files = [f"{name}.yaml" for name in found.scenarios]
    again = ["multivector", "compare", *files, "--runs", str(found.runs)]
    told = ["multivector", "explain", *files[:2]]
    told.insert(3, "--against")
    yield Section(
        "told",
        say("How to follow the one history decision by decision"),
        command=shlex.join([*told, "--run", str(setup.run), "--seed", str(setup.seed)]),
    )
    yield Section(
        "made",
        say("How to make the replays again"),
        (say("The files are those that --out writes; compare adds its four named policies."),),
        command=shlex.join([*again, "--seed", str(setup.seed)]),
    )


def _moves(found: Debrief) -> Table:
    """Return the answers turn by turn; those after the last one, all empty, are one row."""
    game, setup, say = found.game, found.game.setup, found.say
    names = {code: say(name) for code, name in setup.names.items()}
    typed = [
        (turn.label, [row[code].text if code in row else "" for code in setup.teams])
        for turn, row in zip(setup.turns, game.moves, strict=False)
    ]
    told = max((at + 1 for at, (_, texts) in enumerate(typed) if any(texts)), default=0)
    if len(typed) - told > 1:
        kept = setup.turns[told : len(typed)]
        years = say("{first} to {last}").format(
            first=kept[0].quarters[0][:4], last=kept[-1].quarters[-1][:4]
        )
        typed[told:] = [(years, [""] * len(setup.teams))]
    rows = tuple(
        (label, *(answer_words(text, names, say) for text in texts)) for label, texts in typed
    )
    teams = (team_words(setup, code, say) for code in setup.teams)
    return Table((say("turn"), *teams), rows)


def _entries(found: Debrief) -> Iterator[tuple[str, str]]:
    """Yield the outcomes that are told, each with the actor that it is of."""
    setup = found.game.setup
    yield from ((name, "") for name in OUTCOMES_TOLD)
    for code in setup.teams:
        if code != setup.pivot:
            yield from ((name, code) for name in OF_POWER)


def _outcomes(found: Debrief) -> Table:
    say, setup = found.say, found.game.setup
    codes = setup.scenario.actor_codes
    meanings = {row.name: row for row in OUTCOMES}
    rows = []
    for name, code in _entries(found):
        values = []
        for chronicle in found.main.values():
            value = chronicle.outcomes[name]
            values.append(float(value[codes.index(code)] if code else value))
        if all(math.isfinite(value) for value in values):
            about = meanings[name]
            words = say(about.meaning.removesuffix(" of a power") if code else about.meaning)
            unit = "" if about.unit == "1" else f", {say(about.unit)}"
            entry = f": {say(setup.names[code])}" if code else ""
            rows.append((f"{words}{unit}{entry}", *map(number, values)))
    names = (history_words(name, setup, say) for name in found.main)
    return Table((say("outcome"), *names), tuple(rows))


def _turning(found: Debrief) -> Iterator[str]:
    chronicle, say = next(iter(found.main.values())), found.say
    labels = chronicle.labels(say)
    points = found.turning_points
    for point in points:
        for decision in point.decisions:
            done = next(decision_lines(decision, labels, "line", say))
            yield f"{point.quarter.quarter}: {done}"
        for row in point.happenings:
            yield f"{point.quarter.quarter}: {happening_words(row, labels, brief=True, say=say)}"
    if not points:
        yield say("Nothing turned: no crisis, no leap of tension, no obstruction began.")


def _parting(found: Partings, other: str, say: Say) -> Iterator[str]:
    if not found.apart_from:
        yield say("Never: the game and the other history ({other}) are the same, number for number."
        ).format(other=other)  # fmt: skip
        return
    yield say("Numbers differ from {quarter} on.").format(quarter=found.apart_from)
    first = found.first
    if first is None:
        yield say("No power ever does anything else.")
        return
    who = found.one.labels(say)[first.one.actor]
    told = first.one.how == "forced" and first.other.how != "forced"
    yield say(
        "The first decision that differs: {quarter}, {who}. In the game: {one}. In the other "
        "history ({other}): {two}."
    ).format(
        quarter=first.one.quarter, who=who, one=say(first.one.action), other=other,
        two=say(first.other.action),
    )  # fmt: skip
    if told:
        yield say("In the game its team told it to.")
    else:
        yield say("Chance drew {draw} in both.").format(draw=number(first.one.draw))
    if first.differences and not told:
        gaps = "; ".join(
            say("{what}: {one} in the game, {two} in the other history").format(
                what=gap_words(row.name, say), one=number(row.one), two=number(row.other)
            )
            for row in first.differences[:3]
        )
        yield say("What differed most for this power ({who}): {gaps}.").format(who=who, gaps=gaps)
    yield say("Decisions that differ in all: {count}.").format(count=len(found.partings))


def _span(found: Debrief) -> tuple[str, ...]:
    """Return a remark on the years before the game, if there are any."""
    setup = found.game.setup
    if not setup.first:
        return ()
    quarters = setup.scenario.quarters
    return (
        found.say(
            "Outcomes are of the quarters from {start} on: {quarters} in all, of which played: "
            "{played}. Those before are the same on both sides."
        ).format(
            start=setup.scenario.start, quarters=quarters, played=quarters - setup.first
        ),
    )  # fmt: skip


def _effects(found: Debrief, name: str) -> Section:
    say, setup = found.say, found.game.setup
    table = found.effects[found.effects["counterfactual"] == name]
    wanted = {f"{outcome}[{code}]" if code else outcome for outcome, code in _entries(found)}

    def named(words: str) -> str:
        return say(setup.names.get(words, words))

    rows = tuple(
        (
            outcome_words(row, say=named),
            f"{signed(row.mean)} [{signed(row.mean_low)}, {signed(row.mean_high)}]",
            say("{low} to {high}").format(low=signed(row.low), high=signed(row.high)),
            f"{row.p_negative:.2f}",
            f"{row.p_positive:.2f}",
        )
        for row in _rows(table)
        if row.label in wanted and math.isfinite(row.mean)
    )
    return Section(
        f"effects_{name}",
        say("Replays: the game minus {other}, {runs} pairs of runs").format(
            other=history_words(name, setup, say), runs=f"{found.runs:,}"
        ),
        (
            say(
                "The same moves in every run; both members of a pair meet the same draws. "
                "Intervals are those of Monte Carlo; parameters are held fixed. * moved by the "
                "levers by construction."
            ),
            *_span(found),
        ),
        Table(tuple(map(say, EFFECT_HEADS)), rows),
    )


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    yield from table.itertuples()


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return None if math.isnan(value) else value
