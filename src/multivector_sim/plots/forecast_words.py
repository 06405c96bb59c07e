"""Words about forecasts: names of targets and indicators, and the line at the foot."""

from __future__ import annotations

from functools import cache
from typing import Final

from multivector_sim.errors import InputError
from multivector_sim.measurement import power_of
from multivector_sim.results.dataset import NOTE
from multivector_sim.scenario import load_scenario

__all__ = [
    "INDICATOR_WORDS",
    "actor_words",
    "brief",
    "forecast_note",
    "grouped",
    "indicator_words",
    "pair_words",
    "parts",
    "per_cent",
    "ratio_words",
    "target_words",
]

INDICATOR_WORDS: Final = {
    "trade_share": ("trade", "share of Kazakhstan's trade"),
    "import_share": ("imports", "share of Kazakhstan's imports"),
    "export_share": ("exports", "share of Kazakhstan's exports"),
    "arms_share_5y": ("arms imports", "share of Kazakhstan's arms imports over five years"),
    "fdi_stock_share": ("inward investment", "share of Kazakhstan's inward investment stock"),
    "event_conflict_share": ("conflict", "share of conflict among the events of a pair"),
}
"""Indicators in a word and in words, in the order in which figures show them."""


@cache
def _names() -> dict[str, str]:
    actors = load_scenario("baseline").actors
    return {code: actor.name for code, actor in actors.items()}


def actor_words(code: str) -> str:
    """Return the name of an actor; that of an unknown one is its code."""
    return _names().get(code, code)


def brief(code: str) -> str:
    """Return the name of an actor if it is short, and its code otherwise."""
    name = actor_words(code)
    return name if len(name) <= 10 else code


def pair_words(first: str, second: str) -> str:
    """Return a pair in words, short enough for the end of a line."""
    return f"{brief(first)}-{brief(second)}"


def parts(label: str) -> tuple[str, str, str]:
    """Return indicator, actor and partner of a label such as ``trade_share KAZ-CHN``.

    Raises
    ------
    InputError
        If it is no label of a target.
    """
    indicator, _, pair = label.partition(" ")
    first, dash, second = pair.partition("-")
    if not (indicator and dash and first and second):
        raise InputError(f"target: {label!r} received; labels look like 'trade_share KAZ-CHN'")
    return indicator, first, second


def indicator_words(indicator: str, *, short: bool = False) -> str:
    """Return an indicator in words, or in a word; an unknown one by its name."""
    name = indicator.replace("_", " ")
    return INDICATOR_WORDS.get(indicator, (name, name))[0 if short else 1]


def per_cent(value: float, _: int | None = None) -> str:
    """Return a fraction in per cent, as axes show it."""
    return f"{round(100 * value, 6):g} %"


def target_words(label: str, *, short: bool = False) -> str:
    """Return a target in words beneath its indicator: a power, or a pair."""
    indicator, first, second = parts(label)
    power = power_of(indicator, first, second)
    if power is None:
        return pair_words(first, second)
    return brief(power) if short else actor_words(power)


def grouped(labels: list[str]) -> dict[str, list[str]]:
    """Return targets by indicator, in the order in which figures show them."""
    found: dict[str, list[str]] = {}
    for label in labels:
        found.setdefault(parts(label)[0], []).append(label)
    order = [*INDICATOR_WORDS, *found]
    return {name: found[name] for name in dict.fromkeys(order) if name in found}


def ratio_words(low: float, high: float) -> str:
    """Return the ends of an interval, or nothing where there is none."""
    return "" if low != low else f" [{low:.2f}, {high:.2f}]"


def forecast_note(made: str) -> str:
    """Return the line that figures of forecasts carry: caveat and what made them."""
    return f"{NOTE}  ·  {made}" if made else NOTE
