"""What the template of one history is given: plain data, made from a chronicle."""

from __future__ import annotations

from typing import Any, Final

from multivector_sim.classroom import State
from multivector_sim.classroom.drawing import LOOKS, STYLE, Say
from multivector_sim.classroom.figures import side_title
from multivector_sim.classroom.history import line_of, reasons
from multivector_sim.classroom.state import HISTORIES, RUNS
from multivector_sim.classroom.world import load_world
from multivector_sim.explanation import Chronicle, Decision, Partings
from multivector_sim.explanation.happened import happening_words, levels_words, news_words
from multivector_sim.model.actors import ACTIONS
from multivector_sim.results.words import level, moved, percent

__all__ = ["DOINGS", "WAYS", "asked", "parted", "told"]

Props = dict[str, Any]

DOINGS: Final = dict(
    zip(
        ACTIONS,
        (
            "accommodates",
            "courts Kazakhstan",
            "makes a demand on Kazakhstan",
            "obstructs Kazakhstan",
            "confronts its rival",
        ),
        strict=True,
    )
)
"""What a power does, by action."""
WAYS: Final = {
    "forced": "The scenario says so.",
    "kept": "An obstruction lasts, without a new choice.",
}
"""How it came to an action that it did not choose."""
LIKELIEST: Final = "It took the likeliest option."
LUCKY: Final = "Another option was likelier: chance decided."


def asked(state: State, say: Say) -> Props:
    """Return what the controls of a history show."""
    side = state.b if state.history == HISTORIES[2] else state.a
    letter = LOOKS[state.history or "a"].letter
    return {
        "side": state.history,
        "run": state.run,
        "most": RUNS[0] - 1,
        "title": f"{say('Run')} {state.run}, {side_title(side, letter, say)}",
        "sides": [{"key": key, "letter": look.letter} for key, look in LOOKS.items()],
    }


def told(chronicle: Chronicle, state: State, say: Say) -> Props:
    """Return a quarter of a history: what happened, what each power weighed and took, and why."""
    quarter = chronicle.quarters[state.quarter]
    names = chronicle.labels(say)
    return {
        "language": state.language,
        "quarter": state.quarter,
        "last": len(chronicle.quarters) - 1,
        "date": quarter.quarter,
        "turns": [point.quarter.number for point in chronicle.turning_points()],
        "tension": level(line_of(chronicle)[state.quarter]),
        "news": [news_words(row, names, say=say) for row in quarter.news],
        "happened": [
            happening_words(row, names, say=say)
            for row in quarter.happenings
            if not quarter.is_news(row)
        ],
        "levers": levels_words(quarter.levers, say),
        "powers": [_power(chronicle, decision, say) for decision in quarter.decisions],
    }


def _power(chronicle: Chronicle, decision: Decision, say: Say) -> Props:
    name = say(load_world().actors[decision.actor].name)
    return {
        "code": decision.actor,
        "name": name,
        "colour": STYLE.actors.get(decision.actor, STYLE.pivot),
        "does": f"{name}: {say(DOINGS[decision.action])}",
        "before": say(DOINGS[decision.previous]) if decision.changed else "",
        "how": say(WAYS.get(decision.how) or _luck(decision)),
        "options": [
            {
                "name": say(option.action),
                "worth": moved(option.value),
                "chance": percent(option.probability),
                "share": round(100 * option.probability, 1),
                "taken": option.action == decision.action,
            }
            for option in decision.options
        ],
        "why": reasons(chronicle, decision, say),
    }


def _luck(decision: Decision) -> str:
    return LIKELIEST if decision.drawn == decision.best.action else LUCKY


def parted(partings: Partings, say: Say) -> Props:
    """Return where the run first differs between A and B, and how much later."""
    first = partings.first
    if first is None:
        return {"quarter": -1, "words": say("No power ever decides otherwise under B.")}
    return {
        "quarter": first.one.number,
        "date": first.one.quarter,
        "words": say(
            "{quarter}, {who}. A: {one}. B: {two}. Decisions that differ in this run: {count}."
        ).format(
            quarter=first.one.quarter,
            who=say(load_world().actors[first.one.actor].name),
            one=say(DOINGS[first.one.action]),
            two=say(DOINGS[first.other.action]),
            count=len(partings.partings),
        ),
    }
