"""A game as a scenario: the teams' moves as dated policy and actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.experiments.counterfactuals import with_policy_of
from multivector_sim.model.actors import ACTIONS, LEVERS, NO_FORCE, PIVOT
from multivector_sim.model.state import QUARTER
from multivector_sim.play.moves import MODEL, MOVABLE, Move, PivotMove, PowerMove
from multivector_sim.play.setup import Setup, Turn
from multivector_sim.scenario import Scenario, scenario_from_dict
from multivector_sim.scenario.quantity import year_of

__all__ = [
    "GAME",
    "Moves",
    "departure",
    "given_back",
    "levels",
    "played",
    "policy_from_then_on",
    "setting_words",
    "standing_levels",
]

GAME: Final = "played"
"""Name of the scenario that a game makes."""

SOURCE: Final = "judgement"

Moves = Sequence[Mapping[str, Move]]
"""Moves by actor, turn by turn; an actor without a move keeps its setting."""

FloatArray = NDArray[np.float64]


def played(setup: Setup, moves: Moves, name: str = GAME) -> Scenario:
    """Return the scenario that the moves make: run it, and the game is run again.

    Years before the first turn go by the record. From then on the pivot's
    levers, favours and treaties are those of its team, and the actions of a
    power those of its team. After the last move everything stays as it is.

    Parameters
    ----------
    setup
        What the game is played on.
    moves
        The moves so far.
    name
        Name of the scenario.

    Raises
    ------
    ScenarioError
        If the scenario cannot hold the moves.
    """
    data = setup.scenario.dump()
    data |= {
        "title": f"A game: {', '.join(setup.teams.values())}"[:200],
        "question": "What became of the moves of the teams?",
        "setup": f"{_held(setup)} from {setup.turns[0].quarters[0]} on; all else as in "
        f"{setup.scenario.name or 'the scenario'}.",
        "expected": "",
        "surprise": "",
        "tags": [],
        "seed": setup.seed,
    }
    if setup.pivot in setup.teams:
        data["policy"] = _policy(setup, moves)
    data["forced_actions"] = _forced_rows(setup, moves)
    return scenario_from_dict(data, name)


def given_back(setup: Setup, moves: Moves, actor: str, name: str) -> Scenario:
    """Return the game with one actor given back to the record, all other moves as they were."""
    teams = {code: team for code, team in setup.teams.items() if code != actor}
    rest = [{code: move for code, move in row.items() if code != actor} for row in moves]
    other = Setup(
        setup.scenario, setup.source, setup.seed, setup.run, setup.first, setup.years, teams
    )
    return played(other, rest, name) if teams else setup.scenario.named(name)


def policy_from_then_on(setup: Setup, preset: str | Scenario) -> Scenario:
    """Return the record with the policy of another scenario from the first turn on.

    Actions of powers are the model's own.

    Parameters
    ----------
    setup
        What the game is played on.
    preset
        The scenario that gives the policy, or its name.

    Raises
    ------
    InputError
        If there is no such scenario, or its policy does not fit the world.
    """
    whole = with_policy_of(setup.scenario, preset)
    if setup.first == 0:
        return whole
    begin = setup.scenario.first_year + QUARTER * setup.first
    inputs = whole.pack()
    table = _record(setup)
    table[setup.first :] = np.hstack([inputs.levers, inputs.favour])[setup.first :]
    data, other = whole.dump(), whole.dump()["policy"]
    before = setup.scenario.dump()["policy"]
    data["policy"] = {
        **before,
        "constant": False,
        "phases": [
            *(row for row in before.get("phases", ()) if _date(row["from"]) < begin),
            *_phases(setup, table, whole.name),
        ],
        "treaties": [
            *(row for row in before.get("treaties", ()) if _date(row["at"]) < begin),
            *(row for row in other.get("treaties", ()) if _date(row["at"]) >= begin),
        ],
        "triggers": [
            *_ended(before.get("triggers", ()), setup.scenario.first_year, begin),
            *(
                {**row, "from": max(begin, _date(row.get("from", begin)))}
                for row in other.get("triggers", ())
                if _date(row.get("to", begin + 1)) > begin
            ),
        ],
    }
    return scenario_from_dict(data, whole.name)


def _ended(rows: Sequence[Mapping[str, Any]], start: float, end: float) -> Iterator[dict[str, Any]]:
    """Yield the triggers that may act before a date, and let them end there."""
    for row in rows:
        if _date(row.get("from", start)) < end and end > start:
            yield {**row, "to": min(end, _date(row.get("to", end)))}


def departure(setup: Setup, moves: Moves) -> int | None:
    """Return the first quarter that does not go by the recorded policy; None without one."""
    for turn, _, recorded in _settings(setup, moves):
        if not recorded:
            return turn.first
    return None


def levels(setup: Setup, moves: Moves) -> FloatArray:
    """Return levers and favours of every quarter; shape (quarters, levers + actors).

    The columns are those of ``LEVERS``, then the favour of each actor.
    Triggers of the recorded policy are not in it.
    """
    table = _record(setup)
    fixed = [LEVERS.index(lever) for lever in LEVERS if lever not in MOVABLE]
    for turn, standing, recorded in _settings(setup, moves):
        if not recorded:
            kept = table[turn.first : turn.last, fixed].copy()
            table[turn.first : turn.last] = standing
            table[turn.first : turn.last, fixed] = kept
    return table


def setting_words(setup: Setup, moves: Moves, actor: str) -> str:
    """Return the setting of an actor after the moves, as a team would write it."""
    if actor != setup.pivot:
        return _last_action(setup, moves, actor)
    *_, (_, standing, recorded) = _settings(setup, [*moves, {}], len(moves) + 1)
    if recorded:
        return "recorded"
    told = PivotMove(
        {lever: float(standing[LEVERS.index(lever)]) for lever in MOVABLE},
        {
            code: float(standing[len(LEVERS) + at])
            for at, code in enumerate(setup.scenario.actor_codes)
            if standing[len(LEVERS) + at] > 0
        },
    )
    return told.text


def standing_levels(setup: Setup, moves: Moves) -> dict[str, float]:
    """Return the levels with which the next turn is entered, by lever: those of the last quarter.

    Where the record rules they are those that it had; what it has next is not told.
    """
    number = min(len(moves), len(setup.turns))
    before = setup.first if number == 0 else setup.turns[number - 1].last
    table = levels(setup, moves) if setup.pivot in setup.teams else _record(setup)
    row = table[before - 1] if before else table[0]
    return dict(zip(LEVERS, map(float, row[: len(LEVERS)]), strict=True))


def _held(setup: Setup) -> str:
    names = setup.names
    return ", ".join(f"{names[code]} played by {team}" for code, team in setup.teams.items())


def _record(setup: Setup) -> FloatArray:
    return np.hstack([setup.inputs.levers, setup.inputs.favour])


def _settings(
    setup: Setup, moves: Moves, most: int | None = None
) -> Iterator[tuple[Turn, FloatArray, bool]]:
    """Yield every turn with the levels that stand in it, and whether it goes by the record."""
    record = _record(setup)
    place = {code: len(LEVERS) + at for at, code in enumerate(setup.scenario.actor_codes)}
    standing, recorded = record[max(setup.first - 1, 0)].copy(), False
    for turn in setup.turns[:most]:
        move = _move(moves, turn.number, setup.pivot)
        if isinstance(move, PivotMove) and move.recorded:
            recorded = True
        elif isinstance(move, PivotMove) and move.acts:
            if recorded:
                standing = record[turn.first - 1].copy()
            recorded = False
            standing = standing.copy()
            for lever, level in move.levers.items():
                standing[LEVERS.index(lever)] = level
            for code, level in move.favour.items():
                standing[place[code]] = level
        yield turn, standing, recorded


def _move(moves: Moves, number: int, actor: str) -> Move | None:
    return moves[number].get(actor) if number < len(moves) else None


def _policy(setup: Setup, moves: Moves) -> dict[str, Any]:
    """Return the pivot's policy as a file would hold it."""
    policy: dict[str, Any] = dict(setup.scenario.dump()["policy"])
    begin = setup.scenario.first_year + QUARTER * setup.first
    before = [row for row in policy.get("phases", ()) if _date(row["from"]) < begin]
    policy["constant"] = False
    policy["phases"] = [*before, *_phases(setup, levels(setup, moves), setup.teams[setup.pivot])]
    policy["treaties"] = list(_treaties(setup, moves, policy.get("treaties", ())))
    left = departure(setup, moves)
    if left is not None:
        end = setup.scenario.first_year + QUARTER * left
        start = setup.scenario.first_year
        policy["triggers"] = list(_ended(policy.get("triggers", ()), start, end))
    return policy


def _phases(setup: Setup, table: FloatArray, who: str) -> Iterator[dict[str, Any]]:
    """Yield a phase for every quarter in which a level changes; the first sets them all."""
    codes = setup.scenario.actor_codes
    labels = {turn.first: turn.label for turn in setup.turns}
    for at in range(setup.first, len(table)):
        first = at == setup.first
        moved = [
            column
            for column in range(table.shape[1])
            if (first or table[at, column] != table[at - 1, column])
            and column != len(LEVERS) + PIVOT
        ]
        if not moved:
            continue
        phase: dict[str, Any] = {
            "from": setup.scenario.first_year + QUARTER * at,
            "label": f"{who}, {labels.get(at, 'within a turn')}",
            "source": SOURCE,
        }
        phase |= {LEVERS[c]: float(table[at, c]) for c in moved if c < len(LEVERS)}
        favour = {codes[c - len(LEVERS)]: float(table[at, c]) for c in moved if c >= len(LEVERS)}
        yield {**phase, **({"favour": favour} if favour else {})}


def _treaties(
    setup: Setup, moves: Moves, recorded: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the treaties: the recorded ones where the record rules, then those of the team."""
    by_record = set(range(setup.first))
    for turn, _, follows in _settings(setup, moves):
        if follows:
            by_record |= set(range(turn.first, turn.last))
    for row in recorded:
        if int(4 * (_date(row["at"]) - setup.scenario.first_year) // 1) in by_record:
            yield dict(row)
    for turn in setup.turns:
        move = _move(moves, turn.number, setup.pivot)
        if isinstance(move, PivotMove):
            for pact in move.treaties:
                yield {
                    "at": year_of(pact.quarter or turn.quarters[0]),
                    "with": pact.partner,
                    "size": pact.size,
                    "label": f"Treaty of {setup.teams[setup.pivot]}",
                    "source": SOURCE,
                }


def _forced(setup: Setup, moves: Moves, actor: str) -> NDArray[np.int64]:
    """Return the forced actions of a power in every quarter; shape (quarters,)."""
    place = setup.scenario.actor_codes.index(actor)
    forced = setup.inputs.forced_action[:, place].copy()
    standing = MODEL
    for turn in setup.turns:
        move = _move(moves, turn.number, actor)
        length = turn.last - turn.first
        actions = move.actions if isinstance(move, PowerMove) and move.actions else (standing,)
        standing = actions[-1]
        row = actions if len(actions) == length else actions * length
        for at, action in enumerate(row):
            if action != MODEL:
                forced[turn.first + at] = ACTIONS.index(action)
    return forced


def _last_action(setup: Setup, moves: Moves, actor: str) -> str:
    standing = MODEL
    for row in moves:
        move = row.get(actor)
        if isinstance(move, PowerMove) and move.actions:
            standing = move.actions[-1]
    return standing


def _forced_rows(setup: Setup, moves: Moves) -> list[dict[str, Any]]:
    """Return forced actions as a file would hold them."""
    scenario = setup.scenario
    held = [code for code in setup.teams if code != setup.pivot]
    begin = scenario.first_year + QUARTER * setup.first
    rows: list[dict[str, Any]] = []
    for row in scenario.dump().get("forced_actions", []):
        if row["actor"] not in held:
            rows.append(row)
        elif _date(row["from"]) < begin:
            rows.append({**row, "to": min(begin, _date(row["to"]))})
    for code in held:
        forced = _forced(setup, moves, code)[setup.first :]
        changes = np.flatnonzero(np.diff(forced)) + 1
        edges = [0, *changes.tolist(), len(forced)]
        for start, end in pairwise(edges):
            if forced[start] != NO_FORCE:
                rows.append(
                    {
                        "actor": code,
                        "action": ACTIONS[forced[start]],
                        "from": begin + QUARTER * start,
                        "to": begin + QUARTER * end,
                        "source": SOURCE,
                    }
                )
    return rows


def _date(value: float | str) -> float:
    return year_of(value) if isinstance(value, str) else float(value)
