"""Sweep files: every rule with a good and a bad example, every fault at once and in its place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

import multivector_sim as mv
from multivector_sim.errors import InputError, ScenarioError
from multivector_sim.scenario.chance import Distribution
from multivector_sim.sweeps.files import is_sweep, list_sweeps, shipped_sweeps
from multivector_sim.sweeps.results import plan_from
from multivector_sim.sweeps.schema import sweep_schema
from multivector_sim.sweeps.sweep import Sweep, validate_sweep

Write = Callable[[str], Path]

GOOD = """
base: baseline
policies: [laissez_faire, own, {name: firm, of: multivector, set: {policy.concession: 0.1}}]
choices:
  policy.inclusion: [0, 0.5, 1]
  events.crimea_2014_eu.size: {from: 0.1, to: 0.3, steps: 2}
uncertain:
  prior: [reaction, fatigue]
  timelines.spare: {uniform: [0.1, 0.4]}
  actors.RUS.proximity: {triangular: [0.5, 0.8, 1]}
design: lhs
points: 6
replications: 3
outcomes: [autonomy, tension_rus_chn]
windows:
  - {name: late, of: tension.RUS-CHN, from: 2010Q1, to: 2012Q1}
  - {name: peak, of: tension.RUS-USA, summary: max}
  - {name: high, of: tension.RUS.CHN, summary: above, threshold: 0.2}
until: {se: 0.01, of: [autonomy, late]}
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "my_sweep.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def _faults(path: Path) -> list[str]:
    return [str(fault).replace(str(path), "FILE") for fault in validate_sweep(path)]


def test_a_sound_file_becomes_a_plan(write: Write) -> None:
    plan = Sweep.from_file(write(GOOD)).plan
    assert [line.policy for line in plan.lines] == ["laissez_faire", "own", "firm"]
    assert plan.lines[2].scenario.policy.concession == 0.1
    assert plan.choice_keys == ("events.crimea_2014_eu.size", "policy.inclusion")
    assert plan.choices.shape == (6, 2)
    assert sorted(plan.unknowns) == [
        "actors.RUS.proximity", "parameters.fatigue", "parameters.reaction", "timelines.spare",
    ]  # fmt: skip
    assert plan.futures.shape == (6, 4)
    assert plan.runs == 6 * 3 * 6 * 3
    (late, peak, high), *_ = plan.windows
    assert (late.first, late.last, late.summary) == (72, 80, "mean")
    assert (peak.first, peak.last) == (0, plan.lines[0].scenario.quarters)
    assert high.entry == (1, 2)
    assert high.threshold == 0.2


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("base: baseline", "base: baselin", "2:7: base", "did you mean 'baseline'?"),
        ("base: baseline", "base: ../other.yaml", "2:7: base", "beside or below the sweep"),
        ("[laissez_faire, own", "[nobody, own", "3:12: policies.0", "unknown scenario"),
        ("concession: 0.1", "concession: 2", "policies.2.set", "must be at most 1"),
        ("[0, 0.5, 1]", "[0, 0, 1]", "5:21: choices.policy.inclusion", "stands twice"),
        ("[0, 0.5, 1]", "[0, 0.5, 3]", "5:21: choices.policy.inclusion", "must be at most 1"),
        ("[0, 0.5, 1]", "[]", "5:21: choices.policy.inclusion", "a list of levels is needed"),
        ("[0, 0.5, 1]", "[0, yes]", "choices.policy.inclusion.1", "a number is needed"),
        ("policy.inclusion", "policy.inclusoin", "choices.policy.inclusoin", "'inclusion'?"),
        ("crimea_2014_eu", "crimea_2015", "choices.events.crimea_2015.size", "unknown entry"),
        ("steps: 2", "steps: 1", "6:59: choices.events.crimea_2014_eu.size.steps", "at least 2"),
        ("[reaction,", "[reacton,", "8:11: uncertain.prior.0", "did you mean 'reaction'?"),
        ("[0.1, 0.4]", "[0.4, 0.1]", "uncertain.timelines.spare", "rising numbers"),
        ("[0.1, 0.4]", "[0.1, 4]", "uncertain.timelines.spare", "allowed: 0 to 1"),
        ("{uniform: [0.1, 0.4]}", "0.3", "uncertain.timelines.spare", "a distribution such as"),
        ("{uniform: [0.1, 0.4]}", "[0.1, 0.3]", None, ""),
        ("design: lhs", "design: lsh", "11:9: design", "did you mean 'lhs'?"),
        ("design: lhs", "design: grid", "uncertain", "a grid needs levels"),
        ("design: lhs", "design: saltelli", "until", "means something as a whole"),
        ("design: lhs", "design: morris", "until", "means something as a whole"),
        ("points: 6", "points: 0", "12:9: points", "must be at least 1"),
        ("points: 6", "points: many", "12:9: points", "a whole number is needed"),
        ("points: 6", "points: 6\npoints: 7", "13:1", "duplicate key"),
        ("points: 6", "point: 6", "12:1: point", "did you mean 'points'?"),
        ("replications: 3", "replications: 3\nkeep: points", "keep", "noise: own"),
        ("replications: 3", "replications: 3\nkeep: points\nnoise: own", None, ""),
        ("[autonomy, tension", "[autonmy, tension", "14:12: outcomes.0", "'autonomy'?"),
        ("tension.RUS-CHN", "tension.RUS-CHI", "16:5: windows.0", "unknown actor 'CHI'"),
        ("tension.RUS-CHN", "tension", "windows.0", "tension.actor.actor is needed"),
        ("from: 2010Q1", "from: 2013Q1", "windows.0", "to must be later than from"),
        ("2010Q1, to: 2012Q1", "2050Q1", "windows.0", "no quarter of the run"),
        ("name: peak", "name: late", "windows.1.name", "'late' is taken"),
        (", threshold: 0.2", "", "windows.2", "threshold goes with summary: above"),
        ("[autonomy, late]", "[autonomy, lat]", "until.of.1", "did you mean 'late'?"),
        ("se: 0.01", "se: 0", "until.se", "must be more than 0"),
        ("until:", "together: {policy.inclusion: [policy.skill]}\nuntil:", None, ""),
        ("until:", "together: {policy.inclusion: [policy.concession]}\nuntil:", "policies.2.set",
         "policy.concession: varies in this sweep"),
        ("until:", "together: {parameters.fatigue: [nothing]}\nuntil:",
         "together.parameters.fatigue", "nothing: unknown key"),
        ("until:", "together: {timelines.spare: [policy.skil]}\nuntil:",
         "together.timelines.spare", "policy.skil: unknown key"),
        ("{policy.concession: 0.1}", "{policy.inclusion: 0.1}", "policies.2.set", "never holds"),
        ("{policy.concession: 0.1}", "{policy.inclusion: 0.1}, fixed: true", None, ""),
        ("{policy.concession: 0.1}", "{seed: 3}", "policies.2.set", "seed: is the same for all"),
        ("policy.inclusion: [0, 0.5, 1]", "seed: [1, 2]", "choices.seed", "of the sweep itself"),
        ("{from: 0.1, to: 0.3, steps: 2}", "{from: 0.1, to: 0.1, steps: 2}",
         "choices.events.crimea_2014_eu.size", "from and to must differ"),
        ("[autonomy, late]", "[]", "until.of", "a list of at least 1"),
        ("name: high", "name: error", "windows.2.name", "'error' is taken"),
        ("name: high", "name: future", "windows.2.name", "'future' is taken"),
        ("tension.RUS.CHN", "tension.RUS.RUS", "windows.2", "two different actors"),
        ("until:", "together: {policy.skill: [x]}\nuntil:", "together.policy.skill", "not vary"),
        ("until:", "together: {policy.inclusion: [timelines.spare]}\nuntil:", "together", "itself"),
        ("until:", "cross: false\nuntil:", None, ""),
        ("until:", "end: 2005Q4\nuntil:", "windows.0", "no quarter of the run"),
        ("until:", "end: 1990Q4\nuntil:", "end", "1990Q4"),
    ],
)  # fmt: skip
def test_each_rule_has_words(
    write: Write, old: str, new: str, place: str | None, words: str
) -> None:
    assert old in GOOD
    faults = _faults(write(GOOD.replace(old, new, 1)))
    if place is None:
        assert faults == []
        return
    assert faults, "no fault was found"
    assert any(place in fault and words in fault for fault in faults), faults
    assert all(fault.startswith("FILE") for fault in faults)


def test_combinations_are_counted_before_they_are_made() -> None:
    levels = {"from": 0, "to": 1, "steps": 1000}
    levers = ("inclusion", "concession", "persuasion", "skill", "openness", "institutions")
    with pytest.raises(ScenarioError, match=r"choices: 1,000,000,000,000,000,000 combinations"):
        mv.Sweep(uncertain={"prior": "none"}, choices={f"policy.{name}": levels for name in levers})


def test_two_functions_of_one_name_are_told_apart_from_one() -> None:
    with pytest.raises(InputError, match="two policy functions are called '<lambda>'"):
        mv.Sweep(policies=[lambda _, levers: levers, lambda _, levers: levers])


def test_the_size_of_a_design_is_told_where_it_stands(write: Write) -> None:
    text = "base: baseline\ndesign: saltelli\npoints: 6\nuncertain: {prior: [reaction]}\n"
    (fault,) = _faults(write(text))
    assert fault.startswith("FILE:3:9: points: 6 received; ")
    assert "4 and 8" in fault


def test_every_fault_is_told_at_once(write: Write) -> None:
    text = GOOD
    for old, new in [
        ("base: baseline", "base: [baselin, baseline]"), ("[0, 0.5, 1]", "[0, 0, 1]"),
        ("[reaction,", "[reacton,"), ("design: lhs", "design: lsh"), ("points: 6", "points: x"),
        ("[autonomy, tension", "[autonmy, tension"), ("tension.RUS-CHN", "tensoin.RUS"),
    ]:  # fmt: skip
        text = text.replace(old, new, 1)
    keys = [fault.split(": ")[1] for fault in _faults(write(text))]
    assert keys == [
        "base.0", "choices.policy.inclusion", "uncertain.prior.0", "design", "points",
        "outcomes.0", "windows.0",
    ]  # fmt: skip


def test_keyword_arguments_are_checked_like_files() -> None:
    with pytest.raises(ScenarioError, match="sweep: design: received 'lhz'"):
        mv.Sweep(base="baseline", design="lhz")
    with pytest.raises(ScenarioError, match="unknown key 'runs'"):
        mv.Sweep(base="baseline", runs=3)


def test_a_file_and_its_keywords_are_one_sweep(write: Write) -> None:
    path = write("base: baseline\npoints: 4\nreplications: 2\nuncertain: {prior: [reaction]}\n")
    keywords = mv.Sweep(
        base="baseline", points=4, replications=2, uncertain={"prior": ["reaction"]}
    )
    assert Sweep.from_file(path).plan.hash == keywords.plan.hash


def test_the_hash_forgets_the_order_of_keys_and_comments(write: Write) -> None:
    first = Sweep.from_file(write(GOOD)).plan
    yaml = YAML(typ="safe")
    data = yaml.load(GOOD)
    turned = {key: data[key] for key in reversed(data)}
    turned["choices"] = dict(reversed(turned["choices"].items()))
    turned["uncertain"] = dict(reversed(turned["uncertain"].items()))
    path = write("# a comment\n")
    with path.open("a", encoding="utf-8") as file:
        yaml.dump(turned, file)
    second = Sweep.from_file(path).plan
    assert first.hash == second.hash
    assert np.array_equal(first.futures, second.futures)


def test_a_manifest_holds_the_whole_plan(write: Write) -> None:
    plan = Sweep.from_file(write(GOOD)).plan
    back = plan_from(plan.content)
    assert back.hash == plan.hash
    assert np.array_equal(back.futures, plan.futures)
    assert np.array_equal(back.choices, plan.choices)
    assert back.windows == plan.windows


def test_overrides_reach_every_section(write: Write) -> None:
    path = write(GOOD)
    plan = Sweep.from_file(
        path, ["points=9", "choices.policy.inclusion=[0.2, 0.4]", "uncertain.prior=none"]
    ).plan
    assert plan.future_count == 9
    assert set(plan.choices[:, 1]) == {0.2, 0.4}
    assert sorted(plan.unknowns) == ["actors.RUS.proximity", "timelines.spare"]
    with pytest.raises(ScenarioError, match="--set points: KEY=VALUE is needed"):
        Sweep.from_file(path, ["points"])


def test_what_the_base_leaves_to_chance_joins_what_is_uncertain(tmp_path: Path) -> None:
    text = (
        "title: t\nquestion: q\nextends: baseline\nparameters:\n"
        "  reaction: {triangular: [0.1, 0.3, 0.5]}\n"
    )
    (tmp_path / "drawn.yaml").write_text(text, encoding="utf-8")
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text("base: drawn.yaml\nuncertain: {prior: none}\npoints: 3\n", encoding="utf-8")
    plan = Sweep.from_file(sweep).plan
    assert plan.unknowns == {"parameters.reaction": Distribution(triangular=(0.1, 0.3, 0.5))}
    assert not plan.lines[0].scenario.chance


def test_policies_can_be_factors_of_the_design() -> None:
    sweep = mv.Sweep(
        base="baseline", policies=["laissez_faire", "multivector", "pro_west"], cross=False,
        choices={"policy.skill": [0.2, 0.8]}, uncertain={"prior": ["reaction"]},
        design="random", points=400, replications=1,
    )  # fmt: skip
    plan = sweep.plan
    assert plan.factors == ("parameters.reaction", "policy", "policy.skill")
    assert plan.runs == 400
    lines = np.concatenate([plan.points(shard).line for shard in range(plan.shards)])
    assert np.array_equal(lines, plan.futures[:, 1].astype(int))
    assert np.bincount(lines).min() > 90


@pytest.mark.parametrize("name", list(shipped_sweeps()))
def test_shipped_sweeps_are_sound_and_say_what_would_surprise(name: str) -> None:
    assert validate_sweep(name) == []
    listing = next(row for row in list_sweeps() if row.name == name)
    assert all(listing)
    assert is_sweep(name)
    assert not is_sweep("baseline")
    data = YAML(typ="safe").load(shipped_sweeps()[name])
    jsonschema.validate(data, sweep_schema())


@pytest.mark.parametrize(
    "wrong",
    [{"base": 3}, {"base": "baseline", "design": "x"}, {"base": "baseline", "extra": 1},
     {"base": "baseline", "choices": {"a": "b"}}, {"base": "baseline", "points": 0}, {}],
)  # fmt: skip
def test_the_schema_refuses_what_the_check_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, sweep_schema())


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["base", "policies", "choices", "uncertain", "design", "points", "replications",
             "windows", "until", "together", "keep", "outcomes", "cross", "noise", "x"]
        ),
        _VALUES,
        max_size=4,
    )
)  # fmt: skip
def test_nonsense_gives_faults_and_nothing_else(data: dict[str, Any]) -> None:
    with contextlib.suppress(ScenarioError):  # anything else is a failure
        mv.Sweep(**{"base": "baseline", "uncertain": {"prior": "none"}, **data})
