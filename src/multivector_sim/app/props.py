"""What the templates are given: plain data, made from a view. It needs no browser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from multivector_sim.app.labels import DRAWN, FIXED, MEANINGS, PARAMETERS, SWITCHES
from multivector_sim.classroom import State, View, marks, presets, write_link
from multivector_sim.classroom.drawing import LOOKS, Say
from multivector_sim.classroom.figures import (
    leverage_figures,
    networks,
    side_title,
    tension_figures,
)
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.guesses import DIRECTIONS, Guess
from multivector_sim.classroom.phases import MOST_PHASES, Phase
from multivector_sim.classroom.runs import FloatArray
from multivector_sim.classroom.state import RUNS
from multivector_sim.classroom.view import Row
from multivector_sim.classroom.world import load_world, top
from multivector_sim.evidence import STATUSES
from multivector_sim.experiments.paired import PairedEffect
from multivector_sim.model.actors import LEVERS, MECHANISMS
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.results.words import ROUNDING, number, signed
from multivector_sim.scenario.quantity import quarter_of

__all__ = [
    "choices",
    "details",
    "effect_words",
    "entry",
    "files",
    "guesses_words",
    "results",
    "turns",
]

Props = dict[str, Any]


def choices(state: State, refused: int, say: Say) -> Props:
    """Return what the controls show.

    Parameters
    ----------
    state
        What was chosen.
    refused
        How often something was refused: the controls then show the state again.
    say
        Tells labels in the visitor's language.
    """
    world = load_world()
    return {
        "refused": refused,
        "years": [int(world.first_year) + year for year in range(world.quarters // 4)],
        "sides": [_side(state, key, say) for key in ("a", "b")],
        "presets": [{"name": row.name, "title": say(row.title)} for row in presets().values()],
        "switches": [
            {"name": name, "label": say(SWITCHES[name]), "on": name not in state.off}
            for name in MECHANISMS
        ],
        "variants": [
            {"name": row.name, "label": say(row.removes), "out": row.name in state.variants}
            for row in MODEL_VARIANTS
        ],
        "runs": state.runs,
        "most_runs": list(RUNS),
        "seed": state.seed,
        "parameters": state.parameters,
        "sets": [{"name": name, "label": say(words)} for name, words in PARAMETERS.items()],
        "predict": state.predict,
    }


def _side(state: State, key: str, say: Say) -> Props:
    side = getattr(state, key)
    preset = presets()[side.preset]
    dated = {lever for phase in side.phases for lever in phase.levers}
    return {
        "key": key,
        "letter": LOOKS[key].letter,
        "colour": LOOKS[key].colour,
        "preset": side.preset,
        "levers": [
            {
                "name": lever,
                "label": say(lever),
                "meaning": say(MEANINGS[lever]),
                "value": side.levers.get(lever, preset.levels[lever]),
                "top": top(lever),
                "own": lever in side.levers,
                "moves": lever in preset.moves | dated and lever not in side.levers,
            }
            for lever in LEVERS
        ],
        "phases": [_phase(phase, {**preset.levels, **side.levers}, say) for phase in side.phases],
        "room": len(side.phases) < MOST_PHASES,
    }


def _phase(phase: Phase, levels: Mapping[str, float], say: Say) -> Props:
    return {
        "date": phase.date,
        "year": phase.quarter // 4,
        "quarter": phase.quarter % 4,
        "levers": [
            {"name": lever, "label": say(lever), "value": level, "top": top(lever)}
            for lever, level in phase.levers.items()
        ],
        "others": [
            {"name": lever, "label": say(lever), "value": levels[lever]}
            for lever in LEVERS
            if lever not in phase.levers
        ],
    }


def results(
    view: View, width: int, say: Say, runs: Mapping[str, FloatArray] | None = None
) -> Props:
    """Return what is told first, and its figures; ``runs`` as in ``tension_figures``."""
    state = view.state
    return {
        "headline": _headline(view, say),
        "caution": say(FIXED if state.parameters == "fixed" else DRAWN),
        "tension": tension_figures(view, width, say, runs),
        "run": bool(runs),
        "marks": [
            {"number": mark.number, "label": f"{int(mark.since)} {say(mark.label)}"}
            for mark in marks()
        ],
    }


def details(view: View, width: int, say: Say) -> Props:
    """Return what figures and tables below the result show."""
    state = view.state
    world = load_world()
    return {
        "networks": networks(view, width, say),
        "leverage": leverage_figures(view, width, say),
        "rows": [
            {
                "name": f"{say(row.outcome.meaning)}{_unit(row.outcome.unit, say)}"
                f"{'' if row.outcome.scored else ' *'}",
                **_numbers(row),
                "lower": f"{100 * row.effect.p_negative:.0f} %",
            }
            for row in view.rows
        ],
        "quarter": state.quarter,
        "last": world.quarters - 1,
        "date": quarter_of(view.years[state.quarter]),
        "power": state.power,
        "powers": [{"code": code, "name": say(world.actors[code].name)} for code in world.powers],
    }


def turns(view: View, each: Sequence[tuple[str, Row]], say: Say) -> list[Props]:
    """Return the main outcome as it is, and with each mechanism off in turn."""
    rows = [(say("as chosen"), view.main)]
    rows += [(f"{say('without')}: {say(SWITCHES[name])}", row) for name, row in each]
    return [{"name": name, **_numbers(row)} for name, row in rows]


def files(state: State, say: Say) -> list[Props]:
    """Return names, words and addresses of the files that can be had."""
    link = write_link(state)
    return [
        {"words": say(file.words), "address": f"files/{name}?{link}"}
        for name, file in FILES.items()
    ]


def entry(chosen: int, say: Say) -> Props | None:
    """Return what stands behind an event; None without one of that number."""
    mark = next((mark for mark in marks() if mark.number == chosen), None)
    if mark is None:
        return None
    row = mark.row
    if row is None:
        return {"title": f"{int(mark.since)} {say(mark.label)}", "what": "", "source": mark.source,
                "status": "", "note": ""}  # fmt: skip
    return {
        "title": f"{row.id}: {say(mark.label)}, {row.date}",
        "what": row.what,
        "source": row.source,
        "status": f"{say(row.status)}: {say(STATUSES[row.status])}",
        "note": row.note,
    }


def guesses_words(view: View, guesses: Sequence[Guess], say: Say) -> str:
    """Return in words how many guessed which way, and what the model says."""
    count = {way: sum(guess.direction == way for guess in guesses) for way in DIRECTIONS}
    told = ", ".join(
        f"{say(words)}: {count[way]}"
        for way, words in zip(
            DIRECTIONS, ("lower under A", "the same", "higher under A"), strict=True
        )
    )
    if not guesses:
        told = say("Nobody guessed at these two policies yet")
    return f"{told}. {say('Yellow: the model')}, {effect_words(view.main.effect)}."


def _headline(view: View, say: Say) -> list[str]:
    row, state = view.main, view.state
    first = side_title(state.a, LOOKS["a"].letter, say)
    second = side_title(state.b, LOOKS["b"].letter, say)
    told = [
        f"{first} - {second}",
        f"{say(row.outcome.meaning)}: {effect_words(row.effect)}",
        f"{state.runs} {say('pairs of runs')}, {say('same chance events in both')}; "
        + say("A is lower in {:.0f} % of pairs").format(100 * row.effect.p_negative),
    ]
    if view.everything is not None:
        told.append(f"{say('with every mechanism on')}: {effect_words(view.everything)}")
    return told


def _numbers(row: Row) -> dict[str, str]:
    places = _places(row.effect)
    a, b = (number(one) if places is None else f"{one:.{places}f}" for one in (row.a, row.b))
    return {"a": a, "b": b, "effect": effect_words(row.effect)}


def effect_words(effect: PairedEffect) -> str:
    """Return a difference with its interval, in as many decimals as the interval bears out.

    Parameters
    ----------
    effect
        The difference, in the unit of its outcome.

    Returns
    -------
    str
        Such as ``+0.0035 [+0.0030, +0.0039]``: the last decimal is the first figure of half the
        interval's width.
    """
    places = _places(effect)
    mean, low, high = (
        signed(one) if places is None else f"{round(one, places) + 0.0:+.{places}f}"
        for one in (effect.mean, effect.mean_low, effect.mean_high)
    )
    return f"{mean} [{low}, {high}]"


def _places(effect: PairedEffect) -> int | None:
    """Return how many decimals an interval leaves worth telling; None where it has no width."""
    half = (effect.mean_high - effect.mean_low) / 2
    return max(0, -math.floor(math.log10(half))) if half > ROUNDING else None


def _unit(unit: str, say: Say) -> str:
    return "" if unit == "1" else f", {say(unit)}"
