"""A run in plain words: decisions, happenings and news, line by line."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

from multivector_sim.explanation.decision import Decision
from multivector_sim.explanation.news import News
from multivector_sim.explanation.quarter import Happening, Quarter
from multivector_sim.results.words import number, signed
from multivector_sim.scenario.quantity import quarter_of

__all__ = [
    "WIDTH",
    "Detail",
    "decision_lines",
    "decision_text",
    "grievance_words",
    "happening_words",
    "lever_words",
    "news_words",
    "wrapped",
]

WIDTH: Final = 96
"""Longest line, characters."""

Names = Mapping[str, str]
Detail = Literal["line", "brief", "full"]

_FIXED: Final = "\N{NO-BREAK SPACE}%"
"""A percent sign that stays with its number when lines are broken."""

SMALLEST_REST: Final = 0.005
"""Part of a jump of tension, neither drift nor chance, that is told."""

MOST_GRIEVANCES: Final = 3
"""Grievances that are told of a quarter."""

MOST_PARTS: Final = 4
"""Movers of a decision that are told in full."""

_DOES: Final = {
    "accommodate": "{who} accommodates",
    "court": "{who} courts {pivot}",
    "demand": "{who} makes a demand on {pivot}",
    "obstruct": "{who} obstructs {pivot}",
    "contest": "{who} confronts {rival}",
}
_HOW: Final = {
    "forced": "the scenario says so; left to itself it would have drawn to {drawn}",
    "kept": "the obstruction lasts; a new choice would have been to {drawn}",
}


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Return a text as lines of at most ``WIDTH`` characters, the later ones indented by two."""
    space = " " * indent
    lines = textwrap.wrap(
        text.replace(" %", _FIXED), WIDTH, initial_indent=space, subsequent_indent=space + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(_FIXED, " %") for line in lines]


def percent(share: float) -> str:
    """Return a share in percent, to a tenth where it is small."""
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"


def decision_lines(
    decision: Decision, names: Names, pivot: str, detail: Detail = "full"
) -> Iterator[str]:
    """Yield the lines that tell a decision.

    Parameters
    ----------
    decision
        The decision.
    names
        Names for people, by code.
    pivot
        Name of the state in the middle.
    detail
        ``"line"`` for what was done alone, ``"brief"`` for the most important
        of what stands behind it, ``"full"`` for all of it.
    """
    who, rival = names[decision.actor], names.get(decision.rival, decision.rival)
    does = _DOES[decision.action].format(who=who, pivot=pivot, rival=rival)
    before = (
        f" (before: {decision.previous})" if decision.changed else " (as in the quarter before)"
    )
    if decision.how != "drawn":
        before += f": {_HOW[decision.how].format(drawn=decision.drawn)}"
    yield from wrapped(f"{does}{before}.", 2)
    if detail == "full":
        yield from wrapped(_weighed(decision), 4)
        yield from wrapped(_draw(decision), 4)
        yield from wrapped(_behind(decision, names), 4)
    elif detail == "brief":
        yield from wrapped(_brief(decision), 4)
    if detail != "line" and decision.shift is not None:
        yield from wrapped(_shift(decision, most=2 if detail == "brief" else MOST_PARTS), 4)


def _weighed(decision: Decision) -> str:
    rows = sorted(decision.options, key=lambda option: -option.probability)
    told = (f"{row.action} {number_of(row.value)} ({percent(row.probability)})" for row in rows)
    return f"It weighed: {', '.join(told)}."


def decision_text(decision: Decision, names: Names, detail: Detail = "full") -> str:
    """Return what stands behind a decision as text: the reasoning of one power.

    Parameters
    ----------
    decision
        The decision.
    names
        Names of the actors by code, the pivot first: ``Chronicle.names`` or
        ``ExplainedModel.names``.
    detail
        ``"line"``, ``"brief"`` or ``"full"``.
    """
    return "\n".join(decision_lines(decision, names, next(iter(names.values())), detail)) + "\n"


def _brief(decision: Decision) -> str:
    own, other = decision.option(decision.drawn), decision.runner_up
    lead = decision.lead
    near, distance = decision.nearest
    total = sum(decision.concern.values())
    most = max(decision.concern, key=lambda name: decision.concern[name])
    seen = decision.numbers
    before = ""
    if decision.chance_before is not None:
        before = f" ({percent(decision.chance_before)} the quarter before)"
    likeliest = own.probability >= other.probability
    return (
        f"{'The likeliest choice' if likeliest else 'A matter of chance'}: "
        f"{percent(own.probability)}{before}; {other.action} ({percent(other.probability)}) is "
        f"worth {abs(lead):.3f} {'less' if lead >= 0 else 'more'}; the draw was {distance:.2g} "
        f"from {near.action}. "
        f"Concern {number_of(total)}, most of it {most} ({number_of(decision.concern[most])}); "
        f"leverage economic {number_of(seen['leverage_economic'])}, transit "
        f"{number_of(seen['leverage_transit'])}, security {number_of(seen['leverage_security'])}."
    )


def _shift(decision: Decision, most: int) -> str:
    shift = decision.shift
    if shift is None:
        return ""
    told = (
        f"Since the quarter before, {decision.drawn} over {decision.previous} {signed(shift.size)}"
    )
    parts = sorted(shift.parts.items(), key=lambda row: -abs(row[1]))[:most]
    if not parts:
        return f"{told}."
    left = len(shift.parts) - len(parts)
    more = f", {left} others less" if left else ""
    return f"{told}: {', '.join(f'{name} {signed(size)}' for name, size in parts)}{more}."


def _draw(decision: Decision) -> str:
    own, other = decision.option(decision.drawn), decision.runner_up
    lead = decision.lead
    near, distance = decision.nearest
    way = "more" if lead >= 0 else "less"
    return (
        f"The draw {decision.draw:.3f} fell to {own.action} ({own.low:.3f} to {own.high:.3f}), "
        f"which is worth {abs(lead):.3f} {way} than the runner-up, {other.action}; "
        f"{distance:.2g} away it would have been {near.action}."
    )


def _behind(decision: Decision, names: Names) -> str:
    seen = decision.numbers
    total = sum(decision.concern.values())
    parts = sorted(decision.concern.items(), key=lambda row: -row[1])
    concern = ", ".join(f"{name} {number_of(size)}" for name, size in parts)
    told = f"Concern {number_of(total)} ({concern}); "
    told += (
        f"leverage: economic {number_of(seen['leverage_economic'])}, "
        f"transit {number_of(seen['leverage_transit'])}, "
        f"security {number_of(seen['leverage_security'])}. "
    )
    return told + _BECAUSE[decision.drawn](decision, names)


def _of_court(decision: Decision, _: Names) -> str:
    seen = decision.numbers
    return (
        f"Courting: it wants {number_of(seen['wanted'])} of the resources, holds influence "
        f"{number_of(seen['own'])} against {number_of(seen['rival_influence'])} of the leading "
        f"rival; gain {_gain(decision, 'court')}."
    )


def _of_demand(decision: Decision, _: Names) -> str:
    seen = decision.numbers
    return (
        f"A demand would prevail with chance {number_of(seen['demand_prevails'])} (dependence "
        f"{number_of(seen['dependence'])}, backing {number_of(seen['backing'])}), its appetite is "
        f"{number_of(seen['appetite'])}; gain {_gain(decision, 'demand')}."
    )


def _of_obstruct(decision: Decision, _: Names) -> str:
    seen = decision.numbers
    return (
        f"An obstruction would prevail to {number_of(seen['obstruction_prevails'])} (routes and "
        f"trade {number_of(seen['means'])}, backing {number_of(seen['backing'])}), its own need "
        f"is {number_of(seen['need'])}; gain {_gain(decision, 'obstruct')}."
    )


def _of_contest(decision: Decision, names: Names) -> str:
    seen = decision.numbers
    rival = names.get(decision.rival, decision.rival)
    return (
        f"A confrontation with {rival} would have odds {number_of(seen['odds'])}: blame "
        f"{number_of(seen['target_blame'])}, tension {number_of(seen['target_tension'])}; gain "
        f"{_gain(decision, 'contest')}."
    )


def _of_accommodate(_: Decision, __: Names) -> str:
    return "Accommodating is worth 0 and costs nothing."


_BECAUSE: Final = {
    "accommodate": _of_accommodate,
    "court": _of_court,
    "demand": _of_demand,
    "obstruct": _of_obstruct,
    "contest": _of_contest,
}


def _gain(decision: Decision, action: str) -> str:
    option = decision.option(action)
    return f"{number_of(option.value + option.cost)}, cost {number_of(option.cost)}"


def number_of(value: float) -> str:
    """Return a number to two decimals; 0 without any."""
    text = f"{value:.2f}"
    return "0" if text in ("0.00", "-0.00") else text


def happening_words(row: Happening, names: Names, *, brief: bool = False) -> str:
    """Return what happened as a sentence; briefly without the draws."""
    who, other = names[row.actor], names.get(row.other, row.other)
    seen = row.numbers
    told = {
        "crisis": lambda: (
            f"Crisis: {who} coerces {names[next(iter(names))]} (chance {percent(seen['chance'])}, "
            f"tension {number_of(seen['tension'])} before it jumps by {number_of(row.size)})"
        ),
        "obstruction begins": lambda: (
            f"An obstruction by {who} begins; it blocks {percent(row.size)} of the flow on its "
            "routes"
        ),
        "obstruction ends": lambda: (
            f"The obstruction by {who} ends after {row.size:.0f} quarter{'s' * (row.size != 1)}"
        ),
        "demand granted": lambda: f"The demand of {who} is granted{_chances(seen, brief)}",
        "demand prevails": lambda: (
            f"The demand of {who} is refused but prevails{_chances(seen, brief)}"
        ),
        "demand refused": lambda: (
            f"The demand of {who} is refused and withstood{_chances(seen, brief)}"
        ),
        "cession": lambda: f"{who} cedes to {other}: {_listed(seen)}",
        "treaty": lambda: (
            f"{who} concludes a treaty with {other}, which relieves {percent(row.size)} of its "
            "concerns"
        ),
        "levers": lambda: f"{who} changes its levers: {_listed(seen)}",
        "tension": lambda: (
            f"Tension of {who} and {other} {'rises' if row.size > 0 else 'falls'} by "
            f"{number_of(abs(row.size))} to {number_of(seen['tension'])} ({_jump(row, brief)})"
        ),
        "shares": lambda: f"Shares of {who} change: {_listed(seen, sign=True)}",
    }
    return told[row.kind]() + "."


def _chances(seen: Mapping[str, float], brief: bool) -> str:
    if brief:
        return ""
    return (
        f" (granted below {seen['grant_chance']:.3f}: drawn {seen['grant_draw']:.3f}; prevails "
        f"below {seen['prevail_chance']:.3f}: drawn {seen['prevail_draw']:.3f})"
    )


def _jump(row: Happening, brief: bool) -> str:
    """Return what a jump of tension is made of."""
    drift, chance = row.numbers["drift"], row.numbers["chance"]
    rest = row.size - drift - chance
    told = f"drift {drift:+.2f}, chance {chance:+.2f}"
    if abs(rest) >= SMALLEST_REST:
        told += f", crisis {rest:+.2f}"
    if brief:
        return told
    grievances = (row.numbers["grievance"], row.numbers["grievance_back"])
    return f"{told}; grievances {' and '.join(map(number_of, grievances))} a year"


def _listed(seen: Mapping[str, float], *, sign: bool = False) -> str:
    write = signed if sign else number
    return ", ".join(f"{name} {write(size)}" for name, size in seen.items())


def news_words(news: News, names: Names) -> str:
    """Return an entry of the scenario as a sentence, with its date and its row of the ledger."""
    who = "-".join(names.get(code, code) for code in news.actors)
    row = f", {news.evidence}" if news.evidence else ""
    size = "" if news.size is None or news.kind == "timeline" else f", size {number(news.size)}"
    about = f"{who}, " if who else ""
    return f"{news.kind.capitalize()}: {news.label} ({about}{quarter_of(news.date)}{row}{size})."


def grievance_words(quarter: Quarter, names: Names, actors: Collection[str] = ()) -> str:
    """Return the strongest grievances of a quarter as a sentence, of some actors or of all."""
    rows = [
        (float(quarter.grievance[i, j]), f"{names[one]} against {names[other]}")
        for i, one in enumerate(quarter.actors)
        for j, other in enumerate(quarter.actors)
        if i != j and (not actors or {one, other} & set(actors))
    ]
    rows.sort(key=lambda row: -row[0])
    told = (f"{words} {number_of(size)}" for size, words in rows[:MOST_GRIEVANCES])
    return f"Strongest grievances, a year: {', '.join(told)}."


def lever_words(quarter: Quarter, names: Names) -> str:
    """Return the levers of a quarter as a sentence."""
    pivot = names[quarter.actors[0]]
    triggers = f"; triggers: {', '.join(quarter.triggers)}" if quarter.triggers else ""
    return f"Levers of {pivot}: {_listed(quarter.levers)}{triggers}."
