"""What the templates of the game are given: plain data, made from a table. It needs no browser."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import numpy as np

from multivector_sim.app.labels import MEANINGS
from multivector_sim.app.play_labels import TITLES
from multivector_sim.app.play_report import Report
from multivector_sim.app.play_table import LARGEST_SAVE, Table
from multivector_sim.app.telling import DOINGS
from multivector_sim.app.words import LANGUAGE_NAMES
from multivector_sim.classroom.drawing import LOOKS, STYLE, Line, Look, Say, ceiling, lines_figure
from multivector_sim.classroom.figures import PAIR
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.classroom.world import load_world, top
from multivector_sim.model.actors import ACTIONS
from multivector_sim.model.state import QUARTER
from multivector_sim.play import Briefing, Game, Section
from multivector_sim.play.moves import MODEL, MOST_OPEN, RECORDED
from multivector_sim.play.setup import LONGEST_NAME, MOST_YEARS

__all__ = [
    "ENDED",
    "FILES",
    "OTHER",
    "SAVE",
    "SCENARIO",
    "debriefed",
    "english",
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
    "debrief.md": "the debrief, to read and to print",
    "paths.csv": "the histories, quarter by quarter",
    "effects.csv": "the replays, with intervals",
}
"""Files to take home and what each is."""
OTHER: Final = "what the game is compared with, as a scenario"
"""What each other file of a debrief is."""
ENDED: Final = ("debrief.md", "paths.csv", "effects.csv")
"""Files that there are after the debrief alone."""
TALL: Final = 220
"""Height of a figure, pixels."""
_TOLD_ELSEWHERE: Final = ("head", "levers")
_HISTORIES: Final = (LOOKS["a"], LOOKS["b"], Look("", STYLE.ink, "2 3"))
_LARGEST_SEED: Final = 999_999


def start(say: Say, language: str) -> Props:
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
        "language": language,
        "languages": [{"code": code, "name": name} for code, name in LANGUAGE_NAMES.items()],
    }


def english(language: str, say: Say) -> str:
    """Return a notice that briefings are told in English; empty where the page is in English."""
    if language == LANGUAGES[0]:
        return ""
    return say("Briefings and the debrief are told in English.")


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
        "team": game.setup.teams[code],
        "actor": say(names[code].name),
        "open": table.open,
        "told": _told(game, code, say) if table.open else None,
    }


def _told(game: Game, code: str, say: Say) -> Props:
    briefing, setup = game.briefing(code), game.setup
    pivot = code == setup.pivot
    turn = game.require_turn()
    return {
        "sections": [
            section(one, say) for one in briefing.sections if one.key not in _TOLD_ELSEWHERE
        ],
        "setting": briefing.setting,
        "levers": _levers(briefing, say) if pivot else [],
        "powers": [
            {"code": one, "name": say(setup.scenario.actors[one].name)}
            for one in setup.scenario.powers
        ]
        if pivot
        else [],
        "premium": MOST_OPEN,
        "treaty": briefing.treaties,
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


def section(one: Section, say: Say) -> Props:
    """Return a section as plain data; headings that are known in the visitor's language."""
    known = TITLES.get(one.key)
    return {
        "key": one.key,
        "title": say(known) if known else one.title,
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
            title=say("Tension between Russia and China"), words=told, width=width, height=TALL,
            top=ceiling(tension), since=since,
        ),
        lines_figure(
            [Line(code, share[:, at], _look(code)) for at, code in enumerate(codes)], years,
            title=say("Shares in Kazakhstan, mean of the sectors"), words=shares, width=width,
            height=TALL, top=ceiling(share), since=since,
        ),
    ]  # fmt: skip


def _look(code: str) -> Look:
    return Look("", STYLE.actors.get(code, STYLE.pivot), "")


def over(game: Game, report: Report | None, key: str, say: Say) -> Props:
    """Return what stands below a game: whether it is over, and files to take home."""
    names = [name for name in FILES if game.marks and (report is not None or name not in ENDED)]
    if report is not None:
        names += [name for name in report.files if name not in FILES]
    return {
        "over": game.turn is None,
        "files": [
            {
                "name": name,
                "words": say(FILES.get(name, OTHER)),
                "address": f"/play/{quote(key)}/{name}",
            }
            for name in names
        ],
    }


def debriefed(report: Report, width: int, say: Say) -> Props:
    """Return the debrief: a figure of the histories on the same draws, then its sections."""
    lines = [
        Line(name, values, look)
        for (name, values), look in zip(report.tension.items(), _HISTORIES, strict=False)
    ]
    told = ", ".join(f"{line.name} {line.values[-1]:.2f}" for line in lines)
    return {
        "title": report.title,
        "figure": lines_figure(
            lines, report.years, title=say("Tension between Russia and China"),
            words=f"{say('at the end')}: {told}", width=width, height=TALL,
            top=ceiling(*(line.values for line in lines)),
        ),
        "sections": [section(one, say) for one in report.sections],
    }  # fmt: skip
