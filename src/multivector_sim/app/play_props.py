"""What the templates of the game are given: plain data, made from a table. It needs no browser."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import numpy as np

from multivector_sim.app.labels import MEANINGS
from multivector_sim.app.play_report import TOLD, Report, debrief_file
from multivector_sim.app.play_table import LARGEST_SAVE, Table
from multivector_sim.app.telling import DOINGS
from multivector_sim.classroom.drawing import LOOKS, STYLE, Line, Look, Say, ceiling, lines_figure
from multivector_sim.classroom.figures import PAIR
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.classroom.world import load_world, top
from multivector_sim.model.actors import ACTIONS
from multivector_sim.model.state import QUARTER
from multivector_sim.play import Briefing, Game, Section
from multivector_sim.play.debrief import team_words
from multivector_sim.play.moves import MODEL, MOST_OPEN, RECORDED
from multivector_sim.play.setup import LONGEST_NAME, MOST_YEARS
from multivector_sim.play.words import answer_words
from multivector_sim.report.debrief_page import PAGE

__all__ = [
    "ENDED",
    "FILES",
    "OTHER",
    "SAVE",
    "SCENARIO",
    "debriefed",
    "over",
    "paths",
    "section",
    "start",
    "turn",
]

Props = dict[str, Any]

SAVE: Final = "game.yaml"
SCENARIO: Final = "played.yaml"
FILES: Final = {
    SAVE: "the game, to go on or to play it again",
    SCENARIO: "the game as a scenario, for every command",
    "debrief.html": "the debrief with figures, as a page",
    "debrief.md": "the debrief, to read and to print",
    "paths.csv": "the histories, quarter by quarter",
    "effects.csv": "the replays, with intervals",
}
"""Files to take home and what each is."""
OTHER: Final = "what the game is compared with, as a scenario"
"""What each other file of a debrief is."""
ENDED: Final = (PAGE, TOLD, "paths.csv", "effects.csv")
"""Files that there are after the debrief alone."""
TALL: Final = 260
"""Height of a figure, pixels."""
MOST_TREATIES: Final = 40
"""Treaties of one answer, which has a longest length."""
_TOLD_ELSEWHERE: Final = ("head", "levers")
_DASHES: Final = ("", "9 3", "3 3", "9 3 3 3", "16 4")
"""Dashes of the actors' lines, since not everybody can tell their colours apart."""
_HISTORIES: Final = (LOOKS["a"], LOOKS["b"], Look("", STYLE.ink, "2 3"))
_LARGEST_SEED: Final = 999_999


def start(say: Say) -> Props:
    """Return what the form of a new game shows."""
    world = load_world()
    first = int(world.first_year)
    last = int(world.first_year + QUARTER * (world.quarters - 1))
    return {
        "actors": [
            {"code": code, "name": say(world.actors[code].name), "held": number == 0}
            for number, code in enumerate(world.actor_codes)
        ],
        "first": first,
        "last": last,
        "years": MOST_YEARS,
        "seed": world.seed,
        "most_seed": _LARGEST_SEED,
        "longest": LONGEST_NAME,
        "largest": LARGEST_SAVE,
    }


def turn(table: Table, say: Say) -> Props | None:
    """Return what the team whose turn it is sees; nothing of a briefing before it sits down.

    Parameters
    ----------
    table
        The table.
    say
        Tells labels in the visitor's language.

    Returns
    -------
    dict or None
        None where there is no turn to play.
    """
    game, code = table.game, table.actor
    if game is None or game.turn is None:
        return None
    names = load_world().actors
    return {
        "turn": game.turn.number,
        "seat": table.seat,
        "label": game.turn.label,
        "turns": len(game.setup.turns),
        "team": team_words(game.setup, code, say),
        "actor": say(names[code].name),
        "open": table.open,
        "told": _told(game, code, say) if table.open else None,
    }


def _told(game: Game, code: str, say: Say) -> Props:
    briefing, setup = game.briefing(code, say), game.setup
    pivot = code == setup.pivot
    turn = game.require_turn()
    return {
        "sections": [section(one) for one in briefing.sections if one.key not in _TOLD_ELSEWHERE],
        "setting": answer_words(briefing.setting, briefing.names, say),
        "levers": _levers(briefing, say) if pivot else [],
        "powers": [
            {"code": one, "name": say(setup.scenario.actors[one].name)}
            for one in setup.scenario.powers
        ]
        if pivot
        else [],
        "premium": MOST_OPEN,
        "treaty": briefing.treaties,
        "most": min(len(turn.quarters) * len(setup.scenario.powers), MOST_TREATIES),
        "favours": {tie.partner: f"{tie.size:g}" for tie in briefing.ties if tie.kind == "favour"},
        "recorded": RECORDED,
        "quarters": list(turn.quarters),
        "actions": []
        if pivot
        else [{"name": one, "label": say(DOINGS[one])} for one in ACTIONS]
        + [{"name": MODEL, "label": say("leave it to the model")}],
    }


def _levers(briefing: Briefing, say: Say) -> list[Props]:
    return [
        {
            "name": lever.name,
            "label": say(lever.name),
            "meaning": say(MEANINGS[lever.name]),
            "value": lever.level,
            "top": top(lever.name),
            "cost": lever.full_cost,
        }
        for lever in briefing.levers
    ]


def section(one: Section) -> Props:
    """Return a section as plain data."""
    return {
        "key": one.key,
        "title": one.title,
        "lines": list(one.lines),
        "head": list(one.table.head) if one.table else [],
        "rows": [list(row) for row in one.table.rows] if one.table else [],
        "command": one.command,
    }


def paths(game: Game, width: int, say: Say) -> list[str]:
    """Return figures of tension and shares so far; none before the first quarter.

    Parameters
    ----------
    game
        The game.
    width
        Pixels.
    say
        Tells labels in the visitor's language.
    """
    past = game.model.quarters
    if not past:
        return []
    setup = game.setup
    world, codes = setup.scenario, list(past[0].actors)
    years = [world.first_year + QUARTER * number for number in range(world.quarters)]
    since = years[setup.first]
    i, j = (codes.index(code) for code in PAIR)
    tension = np.array([(row.tension[i, j] + row.tension[j, i]) / 2 for row in past])
    share = np.array([row.share.mean(axis=0) for row in past])
    told = "{} {:.2f}".format(say("now"), tension[-1])
    shares = ", ".join(f"{code} {size:.2f}" for code, size in zip(codes, share[-1], strict=True))
    return [
        lines_figure(
            [Line("-".join(PAIR), tension, LOOKS["a"])], years,
            title=f"{say('Tension between Russia and China')}, {say('from 0 to 1')}", words=told,
            width=width, height=TALL, top=ceiling(tension), since=since,
        ),
        lines_figure(
            [Line(code, share[:, at], _look(code, at)) for at, code in enumerate(codes)], years,
            title=f"{say('Shares in Kazakhstan, mean of the sectors')}, {say('from 0 to 1')}",
            words=shares, width=width, height=TALL, top=ceiling(share), since=since,
        ),
    ]  # fmt: skip


def _look(code: str, place: int) -> Look:
    return Look("", STYLE.actors.get(code, STYLE.pivot), _DASHES[place % len(_DASHES)])


def over(game: Game, report: Report | None, key: str, language: str, say: Say) -> Props:
    """Return what stands below a game: how far it is, and files to take home.

    Parameters
    ----------
    game
        The game.
    report
        Its debrief; None before it was asked for.
    key
        Under which the game is found.
    language
        Language of the debrief that is taken home.
    say
        Tells labels in that language.
    """
    names = [name for name in FILES if game.marks and (report is not None or name not in ENDED)]
    if report is not None:
        told = set(map(debrief_file, LANGUAGES))
        names += [name for name in report.files if name not in {*FILES, *told}]
    own = {name: debrief_file(language, name) for name in (TOLD, PAGE)}
    return {
        "over": game.turn is None,
        "played": bool(game.moves),
        "before": game.setup.first > 0,
        "files": [
            {
                "name": own.get(name, name),
                "words": say(FILES.get(name, OTHER)),
                "address": f"/play/{quote(key)}/{own.get(name, name)}",
            }
            for name in names
        ],
    }


def debriefed(report: Report, width: int, language: str, say: Say) -> Props:
    """Return the debrief: a figure of the histories on the same draws, then its sections.

    Parameters
    ----------
    report
        The debrief.
    width
        Of the figure, pixels.
    language
        Language in which it is told.
    say
        Tells labels in that language.
    """
    said = report.said[language]
    lines = [
        Line(said.names[name], values, look)
        for (name, values), look in zip(report.tension.items(), _HISTORIES, strict=False)
    ]
    told = ", ".join(f"{line.name} {line.values[-1]:.2f}" for line in lines)
    return {
        "title": said.title,
        "figure": lines_figure(
            lines, report.years,
            title=f"{say('Tension between Russia and China')}, {say('from 0 to 1')}",
            words=f"{say('at the end')}: {told}", width=width, height=TALL,
            top=ceiling(*(line.values for line in lines)),
        ),
        "sections": [section(one) for one in said.sections if one.key != "path"],
    }  # fmt: skip
