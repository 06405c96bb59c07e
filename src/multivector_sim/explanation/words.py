"""The reasons of a decision in whole sentences; lists of grievances and levers."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

from multivector_sim.explanation.decision import NUMBERS, Decision
from multivector_sim.explanation.happened import levels_words
from multivector_sim.explanation.quarter import Quarter
from multivector_sim.model.actors import CONCERNS
from multivector_sim.results.saying import Say, english, fill
from multivector_sim.results.words import level, moved, number, percent

__all__ = [
    "BECAUSE",
    "CONCERN_WORDS",
    "DOES",
    "MOVER_WORDS",
    "PACE_WORDS",
    "WIDTH",
    "Detail",
    "decision_lines",
    "decision_text",
    "gap_words",
    "grievance_words",
    "lever_words",
    "wrapped",
]

WIDTH: Final = 96
"""Longest line, characters."""

Names = Mapping[str, str]
Detail = Literal["line", "brief", "full"]

_FIXED: Final = "\N{NO-BREAK SPACE}%"
"""A percent sign that stays with its number when lines are broken."""

MOST_GRIEVANCES: Final = 3
"""Grievances that are told of a quarter."""

MOST_PARTS: Final = 4
"""Movers of a decision that are told in full."""

DOES: Final = {
    "accommodate": "{who} accommodates: no offer, no demand.",
    "court": "{who} courts {pivot}: it makes an offer.",
    "demand": "{who} makes a demand on {pivot}.",
    "obstruct": "{who} obstructs {pivot}: it blocks routes or trade.",
    "contest": "{who} confronts its rival: {rival}.",
}
"""Sentences on what a power does, by action."""

BECAUSE: Final = {
    "court": "For an offer counts how much of the resources it wants ({wanted}), and its influence "
    "({own}) beside that of the leading rival ({rival_influence}).",
    "demand": "For a demand count the chance that it prevails ({demand_prevails}), how far {pivot} "
    "depends on this power ({dependence}), the support that {pivot} has ({backing}), and the "
    "appetite learnt from earlier yielding ({appetite}).",
    "obstruct": "For an obstruction count how far it would prevail ({obstruction_prevails}), "
    "routes and trade in hand ({means}), the support that {pivot} has ({backing}), and how much "
    "this power itself needs {pivot} ({need}).",
    "contest": "For a confrontation with the rival, {rival}, count the odds ({odds}), blame "
    "({target_blame}) and tension ({target_tension}).",
}
"""Sentences on what the worth of an action is made of, by action."""

CONCERN_WORDS: Final = dict(
    zip(
        CONCERNS,
        ("fear for its security", "hurt status", "fear of falling behind", "fear of deception"),
        strict=True,
    )
)
"""Worries of a power, by concern."""

MOVER_WORDS: Final = {
    **{f"concern {name}": words for name, words in CONCERN_WORDS.items()},
    "appetite": "appetite learnt from earlier yielding",
    "influence": "influence in {pivot}",
    "rivals": "blame and tension between rivals",
    "leverage": "leverage over {pivot}",
    "backing": "support of {pivot} by others",
    "need": "own need of {pivot}",
    "kept resources": "resources that {pivot} keeps",
    "capability": "strength of the powers",
    "demand for resources": "demand for resources",
}
"""What moved a decision, by the names of ``moved.MOVERS``."""

PACE_WORDS: Final = {
    "rationality": "rationality of the choice",
    "per_length": "1 over the mean length of an obstruction, which scales its chance",
}
"""Parameters behind a choice."""


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Return a text as lines of at most ``WIDTH`` characters, the later ones indented by two."""
    space = " " * indent
    lines = textwrap.wrap(
        text.replace(" %", _FIXED), WIDTH, initial_indent=space, subsequent_indent=space + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(_FIXED, " %") for line in lines]


def decision_lines(
    decision: Decision, names: Names, detail: Detail = "full", say: Say = english
) -> Iterator[str]:
    """Yield the paragraphs that tell a decision; the first one says what was done.

    Parameters
    ----------
    decision
        The decision.
    names
        Names by code, the pivot first, in the language of ``say``.
    detail
        ``"line"`` for what was done alone, ``"brief"`` for the most important
        of what stands behind it, ``"full"`` for all of it.
    say
        Returns a sentence in another language.
    """
    yield " ".join(_done(decision, names, say))
    if detail == "full":
        yield _weighed(decision, say)
        yield " ".join(_draw(decision, say))
        yield " ".join(_concern(decision, names, say))
        yield " ".join(_because(decision, names, say))
    elif detail == "brief":
        yield " ".join(_brief(decision, say))
    if detail != "line" and decision.shift is not None:
        yield _shift(decision, names, say, most=2 if detail == "brief" else MOST_PARTS)


def decision_text(
    decision: Decision, names: Names, detail: Detail = "full", say: Say = english
) -> str:
    """Return what stands behind a decision as text: the reasoning of one power.

    Parameters
    ----------
    decision
        The decision.
    names
        Names of the actors by code, the pivot first, in the language of ``say``:
        ``Chronicle.names``, ``Chronicle.labels(say)`` or ``ExplainedModel.names``.
    detail
        ``"line"``, ``"brief"`` or ``"full"``.
    say
        Returns a sentence in another language.
    """
    first, *rest = decision_lines(decision, names, detail, say)
    lines = [*wrapped(first, 2), *(line for row in rest for line in wrapped(row, 4))]
    return "\n".join(lines) + "\n"


def _done(decision: Decision, names: Names, say: Say) -> Iterator[str]:
    """Yield what was done, what was done before, and who decided it if not the power."""
    yield fill(
        say(DOES[decision.action]),
        who=names[decision.actor],
        pivot=names[next(iter(names))],
        rival=names.get(decision.rival, decision.rival),
    )
    if decision.changed:
        yield say("The quarter before: {action}.").format(action=say(decision.previous))
    else:
        yield say("So it did the quarter before.")
    if decision.how == "forced":
        yield say("It was told to; left to itself it would have drawn: {action}.").format(
            action=say(decision.drawn)
        )
    elif decision.how == "kept":
        yield say(
            "An obstruction that lasts needs no new choice; that would have been: {action}."
        ).format(action=say(decision.drawn))


def _weighed(decision: Decision, say: Say) -> str:
    rows = sorted(decision.options, key=lambda option: -option.probability)
    options = ", ".join(
        f"{say(row.action)} {level(row.value)} ({percent(row.probability)})" for row in rows
    )
    return say("It weighed what each action is worth, and so its chance: {options}.").format(
        options=options
    )


def _draw(decision: Decision, say: Say) -> Iterator[str]:
    own, other, lead = decision.option(decision.drawn), decision.runner_up, decision.lead
    near, distance = decision.nearest
    yield say("Chance drew {draw}; from {low} to {high} that means: {action}.").format(
        draw=number(decision.draw), low=number(own.low), high=number(own.high),
        action=say(own.action),
    )  # fmt: skip
    if decision.chance_before is not None:
        yield say("The quarter before its chance was {chance}.").format(
            chance=percent(decision.chance_before)
        )
    yield _beside(lead, say).format(size=level(abs(lead)), other=say(other.action))
    yield say("A draw that is {distance} off would have meant: {action}.").format(
        distance=number(distance), action=say(near.action)
    )


def _beside(lead: float, say: Say) -> str:
    if lead >= 0:
        return say("The best other option is worth {size} less: {other}.")
    return say("The best other option is worth {size} more: {other}.")


def _brief(decision: Decision, say: Say) -> Iterator[str]:
    own, other, lead = decision.option(decision.drawn), decision.runner_up, decision.lead
    if own.probability >= other.probability:
        told = say("This was the likeliest choice, with a chance of {chance}.")
    else:
        told = say("Chance decided: another choice was likelier, this one had {chance}.")
    yield told.format(chance=percent(own.probability))
    yield _beside(lead, say).format(size=level(abs(lead)), other=say(other.action))
    most = max(decision.concern, key=lambda name: decision.concern[name])
    yield say("Its worries add up to {total}; the largest: {worry}, {size}.").format(
        total=level(sum(decision.concern.values())), worry=say(CONCERN_WORDS[most]),
        size=level(decision.concern[most]),
    )  # fmt: skip
    yield _leverage(decision, say)


def _leverage(decision: Decision, say: Say) -> str:
    seen = decision.numbers
    return say(
        "Its leverage, from 0 to 1: economic {economic}, transit {transit}, security {security}."
    ).format(**{kind: level(seen[f"leverage_{kind}"]) for kind in _LEVERAGES})


_LEVERAGES: Final = ("economic", "transit", "security")


def _concern(decision: Decision, names: Names, say: Say) -> Iterator[str]:
    rows = sorted(decision.concern.items(), key=lambda row: -row[1])
    yield say("Its worries add up to {total}: {worries}.").format(
        total=level(sum(decision.concern.values())),
        worries=", ".join(f"{say(CONCERN_WORDS[name])} {level(size)}" for name, size in rows),
    )
    yield _leverage(decision, say)


def _because(decision: Decision, names: Names, say: Say) -> Iterator[str]:
    """Yield what the worth of the action that was drawn is made of."""
    action = decision.drawn
    if action == "accommodate":
        yield say("Accommodating costs nothing and is worth 0; other options are held against it.")
        return
    told = {name: level(size) for name, size in decision.numbers.items()}
    told["pivot"] = names[next(iter(names))]
    told["rival"] = names.get(decision.rival, decision.rival)
    yield fill(say(BECAUSE[action]), **told)
    option = decision.option(action)
    yield say("It would gain {gain} and pay {cost}.").format(
        gain=level(option.value + option.cost), cost=level(option.cost)
    )


def _shift(decision: Decision, names: Names, say: Say, most: int) -> str:
    shift = decision.shift
    if shift is None:
        return ""
    over = {"new": say(decision.drawn), "old": say(decision.previous)}
    parts = sorted(shift.parts.items(), key=lambda row: -abs(row[1]))[:most]
    parts = [row for row in parts if moved(row[1]) != "0"]
    if not parts or moved(shift.size) == "0":
        return say(
            "Since the quarter before, the worth of the new choice over the old one ({new} over "
            "{old}) has hardly changed."
        ).format(**over)
    told = say(
        "Since the quarter before, the worth of the new choice over the old one ({new} over {old}) "
        "has changed by {size}."
    ).format(**over, size=moved(shift.size))
    pivot = names[next(iter(names))]
    listed = ", ".join(
        f"{say(MOVER_WORDS[name]).format(pivot=pivot)} {moved(size)}" for name, size in parts
    )
    left = len(shift.parts) - len(parts)
    why = (
        say("What moved it most: {parts}; number of smaller causes: {count}.")
        if left
        else say("What moved it: {parts}.")
    )
    return f"{told} {why.format(parts=listed, count=left)}"


def gap_words(name: str, say: Say = english) -> str:
    """Return what a number is in which two decisions differ, by the name of a ``Gap``."""
    kind, _, rest = name.partition(": ")
    if kind == "concern" and rest in CONCERN_WORDS:
        return say(CONCERN_WORDS[rest])
    if name.startswith("value of "):
        return say("worth of the choice: {action}").format(
            action=say(name.removeprefix("value of "))
        )
    return say(NUMBERS.get(name) or PACE_WORDS.get(name, name))


def grievance_words(quarter: Quarter, names: Names, actors: Collection[str] = ()) -> str:
    """Return the strongest grievances of a quarter as a sentence, of some actors or of all."""
    rows = [
        (float(quarter.grievance[i, j]), f"{names[one]} against {names[other]}")
        for i, one in enumerate(quarter.actors)
        for j, other in enumerate(quarter.actors)
        if i != j and (not actors or {one, other} & set(actors))
    ]
    rows.sort(key=lambda row: -row[0])
    told = (f"{words} {level(size)}" for size, words in rows[:MOST_GRIEVANCES])
    return f"Strongest grievances, added each year: {', '.join(told)}."


def lever_words(quarter: Quarter, names: Names) -> str:
    """Return the levers of a quarter as a sentence."""
    pivot = names[quarter.actors[0]]
    triggers = f"; triggers: {', '.join(quarter.triggers)}" if quarter.triggers else ""
    return f"Levers of {pivot}: {levels_words(quarter.levers)}{triggers}."
