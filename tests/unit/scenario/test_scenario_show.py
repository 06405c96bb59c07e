"""A scenario that is shown, saved and loaded is the same, and tells where its values come from."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import multivector_sim as mv
from multivector_sim.errors import ScenarioError
from multivector_sim.scenario import load_scenario, with_overrides
from multivector_sim.scenario.load import shipped
from multivector_sim.scenario.show import origins, write_yaml
from multivector_sim.scenario.trace import trace
from multivector_sim.scenario.tree import parse_text, plain
from sizes import examples

HEADER = "title: Test\nquestion: What then?\n"
OVERRIDES = {
    "none": [],
    "lever": ["policy.inclusion=0.3"],
    "end": ["end=2010Q4"],
    "start": ["start=2001Q3"],
    "event": ["events.crimea_2014_usa.size=0.1", "events.georgia_2008_eu.to=null"],
    "timeline": ["timelines.demand.RUS=0.2"],
    "parameter": ["parameters.reaction=0.4"],
    "mechanism": ["mechanisms.sco=false"],
    "chance": ["parameters.reaction={uniform: [0.1, 0.5]}"],
}


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str], Path]:
    def save(text: str, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return save


@pytest.mark.parametrize("name", shipped())
def test_what_is_shown_loads_to_the_same_hash(name, save):
    assert load_scenario(save(mv.show(name))).hash == load_scenario(name).hash


def test_shown_again_it_is_the_same_text(save):
    text = mv.show("hedge", origin=False)
    again = mv.show(save(text), origin=False)
    # But for the first line, which tells the name.
    assert again.splitlines()[1:] == text.splitlines()[1:]


@pytest.mark.parametrize("case", OVERRIDES)
def test_with_overrides_it_shows_what_they_make(case, save):
    overrides = OVERRIDES[case]
    traced = trace("baseline", overrides)
    assert traced.scenario == load_scenario("baseline", overrides)
    assert plain(traced.tree) == traced.scenario.dump()
    assert load_scenario(save(mv.show("baseline", overrides))) == traced.scenario


def line_of(text: str, *parts: str) -> str:
    """Return the first line after those that hold the parts, in this order."""
    (*before, last) = parts
    lines = iter(text.splitlines())
    for part in before:
        next(line for line in lines if part in line)
    return next(line for line in lines if last in line)


def test_every_value_tells_where_it_comes_from(save, monkeypatch):
    path = save(
        HEADER + "extends: baseline\nseed: 5\ntimelines: {spare: 0.2}\nevents:\n"
        "  - {id: hainan_2001, size: 0.4}\n"
    )
    monkeypatch.chdir(path.parent)
    text = mv.show("case.yaml", ["policy.skill=0.5"])
    baseline = shipped()["baseline"].read_text(encoding="utf-8").splitlines()

    def in_baseline(words: str) -> str:
        (line,) = (number for number, line in enumerate(baseline, 1) if line.startswith(words))
        return f"# scenarios/baseline.yaml:{line}"

    assert line_of(text, "title: Test").endswith("# case.yaml:1")
    assert line_of(text, "seed: 5").endswith("# case.yaml:4")
    assert line_of(text, "runs: 500").endswith(in_baseline("runs:"))
    assert line_of(text, "KAZ:", "proximity: 0").endswith("# default")
    assert line_of(text, "spare: {value: 0.2, source: judgement}").endswith("# case.yaml:5")
    assert line_of(text, "id: hainan_2001", "size: 0.4").endswith("# case.yaml:7")
    assert line_of(text, "id: hainan_2001", "from:").split("#")[1].startswith(" scenarios/baseline")
    assert line_of(text, "policy:", "skill: 0.5").endswith("# --set policy.skill=0.5")
    assert line_of(text, "parameters", "reaction: 0.3").endswith("# default, /yr")
    # A long text carries it behind the sign that begins it.
    assert line_of(text, "  sectors: >-").endswith(in_baseline("  sectors: >-"))


def test_rows_left_out_of_the_run_do_not_shift_the_others():
    told = origins(trace("baseline", ["start=2000Q1"]).tree)
    whole = origins(trace("baseline").tree)
    assert "events.kosovo_1999.size" not in told
    assert told["events.hainan_2001.size"] == whole["events.hainan_2001.size"]
    assert told["start"] == "--set start=2000Q1"
    late = origins(trace("baseline", ["start=2012Q1"]).tree)
    # The treaty of 2010 is gone, so the second has become the first.
    assert late["policy.treaties.0.at"] == whole["policy.treaties.1.at"]


def test_a_number_left_to_chance_tells_where_its_distribution_stands():
    told = origins(trace("baseline", ["parameters.reaction={uniform: [0.1, 0.5]}"]).tree)
    (place,) = {text for key, text in told.items() if "parameters.reaction" in key}
    assert place.startswith("--set parameters.reaction")


def test_a_scenario_made_in_python_is_shown_too():
    scenario = with_overrides(load_scenario("hedge"), {"seed": 9})
    text = mv.show(scenario, {"runs": 3})
    assert line_of(text, "seed: 9").endswith("# hedge")
    assert line_of(text, "runs: 3").endswith("# override runs=3")


def test_sections():
    text = mv.show(
        "baseline", sections=["policy.treaties", "events.kosovo_1999.size", "seed"], origin=False
    )
    data = plain(parse_text(text, "shown"))
    whole = load_scenario("baseline").dump()
    assert data == {
        "policy": {"treaties": whole["policy"]["treaties"]},
        "events": {"kosovo_1999": {"size": 0.15}},
        "seed": 1,
    }
    both = plain(parse_text(mv.show("baseline", sections=["policy", "policy.skill"]), "shown"))
    assert both == {"policy": whole["policy"]}


def test_every_unknown_section_is_told():
    with pytest.raises(ScenarioError) as caught:
        mv.show("baseline", sections=["polcy", "timelines.spar", "seed.x"])
    assert len(caught.value.faults) == 3
    assert "did you mean 'policy'" in caught.value.faults[0]
    assert "did you mean 'spare'" in caught.value.faults[1]


def test_numbers_dates_and_lists_are_written_as_people_write_them():
    text = mv.show("baseline", sections=["timelines.spare", "actors.RUS", "events.hainan_2001"])
    assert "- [1992, 0.03]" in text
    assert "proximity: 1 " in text
    assert "between: [RUS, CHN]" not in text
    assert re.search(r"between: \[CHN, USA\] +# scenarios/baseline.yaml:\d+", text)
    assert max(map(len, mv.show("baseline", origin=False).splitlines())) <= 100


letters = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co"]), max_size=200)
awkward = st.text("ab 01.eE+-:#{}[],&*!|>'\"%@`~?\n", max_size=120)
names = st.text(string.ascii_letters, min_size=1, max_size=5)
data = st.recursive(
    st.one_of(
        letters, awkward, st.booleans(), st.integers(-(10**17), 10**17),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow])
@example({"A": {"A": ":0"}, "B": ["?x", "::"]})
@given(st.dictionaries(names, data, min_size=1, max_size=3))
def test_any_data_that_is_written_is_read_again(content):
    for origin in (False, True):
        assert plain(parse_text(write_yaml(content, origin=origin), "written")) == content
