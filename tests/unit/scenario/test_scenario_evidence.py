"""Shipped scenarios and the ledger of events: every break rests on a row, and says if in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from multivector_sim.evidence import event
from multivector_sim.scenario import Scenario, list_scenarios, load_scenario, validate_file
from multivector_sim.scenario.series import Series

NAMES = [row.name for row in list_scenarios()]
IN_DOUBT = ("contested", "implausible", "disputed")


def series_of(scenario: Scenario) -> Iterator[tuple[str, Series]]:
    """Yield name and content of every timeline."""
    timelines = scenario.timelines
    for name in type(timelines).model_fields:
        held = getattr(timelines, name)
        if isinstance(held, Series):
            yield name, held
        for code, entry in (held or {}).items() if isinstance(held, dict) else ():
            if isinstance(entry, Series):
                yield f"{name}.{code}", entry
            else:
                yield from ((f"{name}.{code}.{other}", row) for other, row in entry.items())


def breaks(scenario: Scenario) -> Iterator[tuple[str, str | None, str]]:
    """Yield what breaks the course of a scenario, its row of the ledger, and its words.

    What holds from the first quarter on is no break, and neither are figures that
    stand in for the annual series of capability, size and price, or phases that
    copy the mean path of another policy.
    """
    first = scenario.first_year
    dated = [*scenario.events, *scenario.shocks, *scenario.policy.phases, *scenario.forced_actions]
    for number, row in enumerate(dated):
        if row.source.startswith("mean of "):  # a path that was computed, not recorded
            continue
        if row.since > first:
            label = getattr(row, "label", None) or ""
            name = f"{type(row).__name__} {getattr(row, 'id', label or number)}"
            yield name, row.evidence, f"{label} {row.source}"
    for treaty in scenario.policy.treaties:
        yield f"treaty {treaty.label}", treaty.evidence, f"{treaty.label} {treaty.source}"
    for name, series in series_of(scenario):
        if name.partition(".")[0] in ("capability", "size", "price"):
            continue
        rows = dict(series.evidence or ())
        for date, _ in series.points or series.steps or ():
            if date > first:
                yield f"{name} {date}", rows.get(date), series.source


@pytest.mark.parametrize("name", NAMES)
def test_every_break_has_its_row(name: str) -> None:
    found = list(breaks(load_scenario(name)))
    assert [place for place, row, _ in found if row is None] == []
    assert found


@pytest.mark.parametrize("name", NAMES)
def test_what_rests_on_a_doubtful_row_says_so(name: str) -> None:
    silent = [
        place
        for place, row, words in breaks(load_scenario(name))
        if row and event(row).doubtful and not any(word in words for word in IN_DOUBT)
    ]
    assert silent == []


def test_a_contested_row_is_in_use() -> None:
    rows = {row for _, row, _ in breaks(load_scenario("pipeline_closed"))}
    assert event("E141").doubtful
    assert "E141" in rows


HEAD = "title: x\nquestion: y\nextends: baseline\n"
FAULTY = {
    "event": ("events: [{id: hainan_2001, evidence: E992}]", "4:38", "did you mean 'E157'"),
    "number": ("events: [{id: hainan_2001, evidence: 62}]", "4:38", "text is needed; received 62"),
    "word": ("events: [{id: hainan_2001, evidence: Hainan}]", "4:38", "allowed: E001 to E157"),
    "phase": (
        "policy: {phases: [{from: 1999, skill: 1, source: x, evidence: E62}]}",
        "4:63",
        "unknown row 'E62' of the ledger of events; did you mean 'E062'?",
    ),
    "forced action": (
        "forced_actions: [{actor: RUS, action: court, from: 2000, to: 2001, source: x,\n"
        "  evidence: E000}]",
        "5:13",
        "did you mean 'E001'",
    ),
    "shock": (
        "shocks: [{id: a, label: a, on: price, from: 2000, times: 1, source: x, evidence: E1}]",
        "4:82",
        "did you mean 'E001'",
    ),
    "timeline": (
        "timelines: {spare: {points: [[1992, 0], [1993, 1]], source: x, evidence: [[1993, E3]]}}",
        "4:82",
        "did you mean 'E003'",
    ),
    "no such break": (
        "timelines: {spare: {points: [[1992, 0], [1993, 1]], source: x,\n"
        "  evidence: [[1994, E003]]}}",
        "5:15",
        "no point or step has the date 1994; allowed: 1992, 1993",
    ),
    "no breaks": (
        "timelines: {spare: {value: 0, source: x, evidence: [[1994, E003]]}}",
        "4:54",
        "allowed: none without points or steps",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_wrong_row_is_a_fault(name: str, tmp_path: Path) -> None:
    text, place, words = FAULTY[name]
    path = tmp_path / "bad.yaml"
    path.write_text(f"{HEAD}{text}\n", encoding="utf-8")
    (fault,) = map(str, validate_file(path))
    assert f"bad.yaml:{place}: " in fault
    assert words in fault


def test_a_date_may_be_a_year_or_a_quarter(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(
        HEAD + "timelines: {spare: {steps: [[1992, 0], [1993Q3, 1]], source: x,\n"
        "  evidence: [[1993.5, E009]]}}\n",
        encoding="utf-8",
    )
    assert validate_file(path) == []
    assert load_scenario(path).timelines.spare.evidence == ((1993.5, "E009"),)
