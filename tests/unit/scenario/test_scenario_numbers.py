"""Ranges of numbers against what reading a scenario refuses."""

from __future__ import annotations

import math

import pytest

import multivector_sim as mv
from multivector_sim.errors import ScenarioError
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.numbers import number_at, number_range, numbers
from multivector_sim.scenario.timeline import TIMELINES

BASELINE = mv.load_scenario("baseline")
KNOWN = numbers(BASELINE)


def refusals(key: str, value: float) -> list[str]:
    """Return the faults that reading the scenario tells of the key, or of the series it is in."""
    number = KNOWN[key]
    given = int(value) if number.is_whole and value == int(value) else value
    steps = key.split(".")
    keys = [".".join(steps[:depth]) for depth in range(2, len(steps) + 1)] or [key]
    try:
        mv.load_scenario(BASELINE, {key: given})
    except ScenarioError as error:
        return [
            fault for fault in error.faults if any(f": {one}: " in fault for one in (key, *keys))
        ]
    return []


@pytest.mark.parametrize("key", list(KNOWN)[::6])
def test_just_beyond_an_end_is_refused(key: str) -> None:
    """The end itself is not, unless other numbers forbid it: dates that rise, ids that differ."""
    number = KNOWN[key]
    step = 1.0 if number.is_whole else 1e-9 * max(1.0, abs(number.high or 0.0))
    for end, outward in ((number.low, -1.0), (number.high, 1.0)):
        if end is None:
            continue
        excluded = number.is_above and end == number.low
        assert refusals(key, end + outward * step)
        assert not number.allows(end + outward * step)
        if not number.is_date and not number.is_whole and "initial_share" not in key:
            assert bool(refusals(key, end)) == excluded
        assert number.allows(end) != excluded
    assert not number.allows(math.nan)
    assert not number.allows(math.inf)


@pytest.mark.parametrize(
    ("key", "ends", "unit", "words"),
    [
        ("timelines.grievance.RUS.USA", (0.0, 10.0), "1/yr", "0 to 10, unit 1/yr"),
        ("timelines.price", (0.0, 100.0), "55 USD a barrel", "0 to 100, unit 55 USD a barrel"),
        ("timelines.spare.points.2.0", (1000.0, 3000.0), "year", "1000 to 3000, unit year"),
        ("timelines.spare.points.2.1", (0.0, 1.0), "", "0 to 1"),
        ("policy.openness", (0.0, 1e6), "", "0 to 1e+06"),
        ("policy.phases.0.skill", (0.0, 1.0), "", "0 to 1"),
        ("policy.favour.RUS", (0.0, 1e6), "log", "0 to 1e+06, unit log"),
        ("sectors.trade.attraction.CHN", (0.0, None), "", "more than 0"),
        ("sectors.trade.size_elasticity", (None, None), "", "any finite number"),
        ("drivers.price.divided_by", (0.0, None), "", "more than 0"),
        ("events.14.size", (-10.0, 10.0), "/yr", "-10 to 10, unit /yr"),
        ("substeps", (1.0, 64.0), "", "1 to 64, a whole number"),
        ("parameters.fatigue", (0.0, None), "/yr", "at least 0, unit /yr"),
        ("parameters.terms_midpoint", (None, None), "", "any finite number"),
    ],
)
def test_ends_units_and_words(
    key: str, ends: tuple[float | None, float | None], unit: str, words: str
) -> None:
    assert number_range(BASELINE, key) == ends
    assert number_at(BASELINE, key).unit == unit
    assert number_at(BASELINE, key).allowed == words


def test_every_parameter_and_timeline_has_its_own_range() -> None:
    for row in PARAMETERS:
        assert number_range(BASELINE, f"parameters.{row.name}") == row.limits
    for key, number in KNOWN.items():
        name = key.split(".")[1] if key.startswith("timelines.") else ""
        if name and not number.is_date:
            assert (number.low, number.high) == (TIMELINES[name].low, TIMELINES[name].high), key


@pytest.mark.parametrize(
    "key", ["policy.skil", "title", "policy", "actors.KAZ.name", "policy.phases.7.skill"]
)
def test_what_is_no_number_is_refused(key: str) -> None:
    with pytest.raises(ScenarioError, match="names no number"):
        number_range(BASELINE, key)
