"""The documented example is a sound file, and says what its comments say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from multivector_sim.model.actors import ACTIONS, LEVERS, MECHANISMS, SECTOR_ROLES
from multivector_sim.model.parameters import parameter_index
from multivector_sim.scenario import Scenario, load_scenario, validate_file
from multivector_sim.scenario.timeline import TIMELINES, driver_series

PAGE = Path(__file__).parents[3] / "docs" / "scenarios.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_example(tmp_path: Path) -> None:
    text = blocks("yaml")[0]
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    assert validate_file(path) == []
    scenario = load_scenario(path)
    events = {event.id: event for event in scenario.events}
    assert "hong_kong_2020" not in events
    assert (events["georgia_2008_usa"].size, events["georgia_2008_usa"].since) == (0.3, 2008.5)
    packed = scenario.pack()
    assert packed.quarters == 96
    assert packed.levers[[51, 52], 0].tolist() == [0, 0.8]
    assert packed.event_grievance[[72, 73, 75, 76], 1, 2].tolist() == [0, 0.1, 0.1, 0]
    assert packed.spare[36] == (0.03 + 0.2) / 2


def test_example_of_shocks_and_a_ramp(tmp_path: Path) -> None:
    path = tmp_path / "slump.yaml"
    path.write_text(blocks("yaml")[1], encoding="utf-8")
    assert validate_file(path) == []
    packed, plain = load_scenario(path).pack(), load_scenario("baseline").pack()
    ratio = (packed.price / plain.price)[66:78]  # from 2008Q3
    assert ratio[:6].tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5]
    assert ratio[6:9].tolist() == pytest.approx([0.5, 1 - 0.5 * 0.5**0.5, 0.75])
    less = plain.demand[:, 1] - packed.demand[:, 1]
    assert less[[67, 68, 75, 76]].tolist() == pytest.approx([0, 0.1, 0.1, 0])
    assert packed.levers[[67, 68, 72, 76, 80], 3].tolist() == pytest.approx(
        [0.2, 0.2, 0.5, 0.8, 0.8]
    )


def test_example_of_triggers(tmp_path: Path) -> None:
    path = tmp_path / "calm.yaml"
    path.write_text(blocks("yaml")[2], encoding="utf-8")
    assert validate_file(path) == []
    calm, diversify = load_scenario(path).pack().triggers
    assert (calm.quantity, calm.entries) == ("tension", ((1, 2), (2, 1)))
    assert (calm.above, calm.on, calm.off, calm.levels) == (True, 0.12, 0.11, ((1, 0.9), (2, 1.0)))
    assert (calm.first, calm.last) == (0, 136)
    assert (diversify.quantity, diversify.entries) == ("share", ((2, 2),))
    assert (diversify.on, diversify.off) == (0.2, 0.2)
    assert (diversify.first, diversify.last) == (52, 112)
    assert diversify.levels == ((3, 0.8), (len(LEVERS) + 4, 1.0))


def test_example_of_a_policy_function(tmp_path: Path) -> None:
    namespace: dict[str, Any] = {}
    (text,) = (block for block in blocks("python") if "def appease" in block)
    exec(compile(text, "example", "exec"), namespace)
    assert namespace["fast"]["concession"].values.std() > 0.01


def test_example_of_a_variant(tmp_path: Path) -> None:
    path = tmp_path / "nobody.yaml"
    path.write_text(blocks("yaml")[3], encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.variants == ("no_upper_hand",)
    assert scenario.hash != load_scenario("multivector").hash
    assert scenario.pack().parameters[parameter_index("upper_hand")] == 0


def test_example_of_chance(tmp_path: Path) -> None:
    path = tmp_path / "unsure.yaml"
    path.write_text(blocks("yaml")[4], encoding="utf-8")
    assert validate_file(path) == []
    scenario = load_scenario(path)
    assert len(scenario.chance) == 6
    assert (scenario.parameters["fatigue"], scenario.policy.skill) == (0.6, 0.8)


def test_documented_faults(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(
        "title: x\nquestion: y\nextends: baseline\n\n\npolicy:\n  inclsion: 1\n  skill: 2\n"
    )
    shown = [str(fault).replace(str(path), "my.yaml") for fault in validate_file(path)]
    assert "\n".join(shown) in PAGE.read_text(encoding="utf-8")


def test_every_name_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    names = [*LEVERS, *MECHANISMS, *ACTIONS, *SECTOR_ROLES, *TIMELINES, *driver_series()]
    names += list(Scenario.model_fields)
    assert [name for name in names if f"`{name}" not in page] == []
    rows = page[page.index("| timeline |") :].splitlines()
    for name, rule in TIMELINES.items():
        (row,) = (row for row in rows if row.startswith("|") and f"`{name}`" in row)
        low, high = row.split("|")[4].split(" to ")
        assert (float(low), float(high)) == (rule.low, rule.high)
