"""What happened and what was new, in whole sentences: one wording for every place that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from multivector_sim.explanation.news import News
from multivector_sim.explanation.quarter import Happening
from multivector_sim.results.saying import Say, english, fill
from multivector_sim.results.words import level, moved, number, percent, points
from multivector_sim.scenario.quantity import quarter_of

__all__ = [
    "HAPPENED",
    "NEW",
    "PRICE_UNIT",
    "TIMES",
    "happening_words",
    "levels_words",
    "news_words",
]

Names = Mapping[str, str]

SMALLEST_REST: Final = 0.005
"""Part of a jump of tension, neither drift nor chance, that is told."""

PRICE_UNIT: Final = 55.0
"""USD a barrel for which the price of a timeline is 1 (``drivers.price`` of the baseline)."""

HAPPENED: Final = {
    "crisis": "Crisis: {who} coerces {pivot}; its tension with {pivot} jumps by {size}.",
    "obstruction begins": "{who} begins an obstruction: it blocks {share} of the flow on its "
    "routes.",
    "obstruction ends": "{who} ends its obstruction, after so many quarters: {count}.",
    "demand granted": "The demand of {who} is granted: {pivot} gives in.",
    "demand prevails": "The demand of {who} is refused but prevails: {pivot} yields all the same.",
    "demand refused": "The demand of {who} is refused, and {pivot} withstands it.",
    "cession": "{pivot} hands over shares to {other}: {shares}.",
    "treaty": "{pivot} concludes a treaty with {other}, which takes {share} off the worries of "
    "that power.",
    "levers": "{pivot} changes its levers: {levels}.",
    "rise": "Tension between {who} and {other} rises by {size} to {level}, of at most 1.",
    "fall": "Tension between {who} and {other} falls by {size} to {level}, of at most 1.",
    "shares": "{who} wins (+) or loses (-) shares, in percentage points: {shares}.",
}
"""Sentences on what can happen, by kind; a jump of tension has one for either direction."""

NEW: Final = {
    "event begins": "{label}: from here on this strains the relation of {who} and {other}.",
    "event ends": "{label}: this no longer strains the relation of {who} and {other}.",
    "shock begins": "{label}: this shock begins (factor or addition: {size}).",
    "shock ends": "{label}: this shock ends, or begins to fade.",
    "phase": "{pivot} changes its policy: {label}.",
    "treaty": "{pivot} and {who} agree on a treaty: {label}. It takes {share} off the worries of "
    "that power.",
    "action forced": "{who} is told what to do from here on: {action}.",
    "action free": "{who} decides for itself again; it was told until here: {action}.",
}
"""Sentences on dated entries of a scenario, by kind; those of timelines are in ``TIMES``."""

TIMES: Final = {
    "capability": "Share of {who} in the strength of all powers: {now}.",
    "size": "Economy of {who}, where 1 is its size in 1998: {now}.",
    "price": "Oil price, USD a barrel: {now}.",
    "demand": "How much {who} wants of the resources of {pivot}, where 0 is nothing: {now}.",
    "guarantee": "How far others protect {pivot} against {who}, where 0 is not at all: {now}.",
    "spare": "Spare capacity of export routes: {now} of the flow could go round a power that "
    "obstructs.",
    "institution": "Strength of the institution that {who} and {other} share, from 0 to 1: {now}.",
    "regime": "How far {who} and {other} help each other's government to stay in power, from 0 to "
    "1: {now}.",
    "grievance": "Standing grievance of {who} against {other}, added each year: {now}.",
    "bias": "How far {who} overrates (above 0) or underrates (below 0) the influence of {other}: "
    "{now}.",
}
"""Sentences on dated values, by timeline."""

_WRITTEN: Final[Mapping[str, Callable[[float], str]]] = {
    "capability": percent,
    "spare": percent,
    "price": lambda value: number(round(PRICE_UNIT * value)),
    "size": number,
}
"""How the value of a timeline is written; the others are levels on a scale."""


def happening_words(
    row: Happening, names: Names, *, brief: bool = False, say: Say = english
) -> str:
    """Return what happened as sentences; briefly without the draws of chance.

    Parameters
    ----------
    row
        What happened.
    names
        Names of actors, the pivot first, and of sectors, by code, in the language of ``say``.
    brief
        Whether to leave out what chance drew and what stood behind it.
    say
        Returns a sentence in another language.
    """
    kind = row.kind
    if kind == "tension":
        kind = "rise" if row.size > 0 else "fall"
    told = fill(
        say(HAPPENED[kind]),
        who=names[row.actor],
        pivot=names[next(iter(names))],
        other=names.get(row.other, row.other),
        size=level(abs(row.size)),
        level=level(row.numbers.get("tension", 0.0)),
        share=percent(row.size),
        count=f"{row.size:.0f}",
        **_lists(row, names, say),
    )
    return " ".join([told, *_behind(row, say, brief=brief)])


def _lists(row: Happening, names: Names, say: Say) -> dict[str, str]:
    """Return what a happening lists: shares, or levels of levers."""
    if row.kind == "levers":
        return {"levels": levels_words(row.numbers, say)}
    if row.kind in ("cession", "shares"):
        write = percent if row.kind == "cession" else points
        told = (f"{names.get(code, code)} {write(size)}" for code, size in row.numbers.items())
        return {"shares": ", ".join(told)}
    return {}


def levels_words(levels: Mapping[str, float], say: Say = english) -> str:
    """Return levels of levers as a list, such as ``inclusion 0.8, concession 0.2``."""
    return ", ".join(f"{say(name)} {number(size)}" for name, size in levels.items())


def _behind(row: Happening, say: Say, *, brief: bool) -> list[str]:
    """Return sentences on what stood behind a happening."""
    seen = row.numbers
    if row.kind == "tension":
        told = [_jump(row, say)]
        if not brief:
            told.append(
                say("Grievances behind it, a year: {one} and {back}.").format(
                    one=level(seen["grievance"]), back=level(seen["grievance_back"])
                )
            )
        return told
    if brief:
        return []
    if row.kind == "crisis":
        return [
            say("Its chance was {chance}, at a tension of {tension} before.").format(
                chance=percent(seen["chance"]), tension=level(seen["tension"])
            )
        ]
    if "grant_chance" in seen:
        return [
            say(
                "Chance decides by numbers from 0 to 1: {grant_draw} was drawn, and below "
                "{grant} a demand is granted; {prevail_draw} was drawn, and below {prevail} a "
                "refused one prevails."
            ).format(
                grant=number(seen["grant_chance"]),
                grant_draw=number(seen["grant_draw"]),
                prevail=number(seen["prevail_chance"]),
                prevail_draw=number(seen["prevail_draw"]),
            )
        ]
    return []


def _jump(row: Happening, say: Say) -> str:
    """Return what a jump of tension is made of."""
    drift, chance = row.numbers["drift"], row.numbers["chance"]
    rest = row.size - drift - chance
    if abs(rest) < SMALLEST_REST:
        told = say("Grievances made {drift} of it, chance {chance}.")
    else:
        told = say("Grievances made {drift} of it, chance {chance}, a crisis {rest}.")
    return told.format(drift=moved(drift), chance=moved(chance), rest=moved(rest))


def news_words(news: News, names: Names, *, dated: bool = True, say: Say = english) -> str:
    """Return an entry of the scenario as sentences, with its date and what it rests on.

    Parameters
    ----------
    news
        The entry.
    names
        Names of actors, the pivot first, and of sectors, by code, in the language of ``say``.
    dated
        Whether to tell the date; where the line begins with it, that is not needed.
    say
        Returns a sentence in another language.
    """
    who, other = (*(names.get(code, code) for code in news.actors), "", "")[:2]
    given = {"who": who, "other": other, "pivot": names[next(iter(names))]}
    if news.kind == "timeline":
        told = _value(news, say, given)
    else:
        label = say(news.label)
        told = fill(
            say(NEW[news.kind]),
            **given,
            label=label,
            action=label,
            size="-" if news.size is None else number(news.size),
            share="-" if news.size is None else percent(news.size),
        )
    rests = [quarter_of(news.date)] if dated else []
    if news.evidence:
        rests.append(say("record {row}").format(row=news.evidence))
    elif news.source == "judgement":
        rests.append(say("judgement"))
    return f"{told.removesuffix('.')} ({', '.join(rests)})." if rests else told


def _value(news: News, say: Say, given: Mapping[str, str]) -> str:
    """Return a dated value of a timeline, and the one before it, as sentences."""
    name = news.key.split(".")[1]
    write = _WRITTEN.get(name, level)
    now = write(news.size or 0.0)
    date, value = news.before or (news.date, news.size or 0.0)
    past, since = write(value), quarter_of(date)
    before = (
        say("It has been so since {since}.").format(since=since)
        if past == now
        else say("It was {past} in {since}.").format(past=past, since=since)
    )
    return f"{fill(say(TIMES[name]), **given, now=now)} {before}"
