"""Named variants of the model: what they fix, over what they win, and how faults are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.errors import ScenarioError
from multivector_sim.experiments.counterfactuals import line_up
from multivector_sim.model.parameters import PARAMETERS, parameter_index
from multivector_sim.model.variants import MODEL_VARIANTS, fixed_by, variant_words
from multivector_sim.scenario import scenario_from_dict, validate_file

RANGES = {row.name: row.prior for row in PARAMETERS}
HEAD = "title: x\nquestion: y\nextends: baseline\n"
SHORT = ["end=1997Q4"]


def value(scenario: mv.Scenario, name: str) -> float:
    return float(scenario.pack().parameters[parameter_index(name)])


@pytest.mark.parametrize("row", MODEL_VARIANTS, ids=lambda row: row.name)
def test_a_row_fixes_what_the_prior_allows_and_the_default_is_not(row) -> None:
    for name, fixed in row.parameters.items():
        low, high = RANGES[name]
        assert low <= fixed <= high
        assert fixed != {one.name: one.default for one in PARAMETERS}[name]
    assert row.removes
    assert row.source


def test_names_stand_once() -> None:
    assert len({row.name for row in MODEL_VARIANTS}) == len(MODEL_VARIANTS)
    assert {"no_relative_gains"} <= {row.name for row in MODEL_VARIANTS}


@pytest.mark.parametrize("row", MODEL_VARIANTS, ids=lambda row: row.name)
def test_runs_are_those_of_the_same_values_set_by_hand(row) -> None:
    by_hand = {f"parameters.{name}": fixed for name, fixed in row.parameters.items()}
    scenario = mv.load_scenario("multivector", {**by_hand, "end": "2004Q4"})
    options = {"runs": 16, "seed": 3, "outcomes": ["tension_rus_chn", "ceded"]}
    set_, named, plain = (
        mv.simulate(one, **options)
        for one in (
            scenario,
            mv.load_scenario("multivector", ["end=2004Q4"], variant=row.name),
            mv.load_scenario("multivector", ["end=2004Q4"]),
        )
    )
    for name in ("tension_rus_chn", "ceded"):
        np.testing.assert_array_equal(set_[name].values, named[name].values)
    assert (plain["tension_rus_chn"].values != named["tension_rus_chn"].values).any()


def test_two_variants_are_the_one_of_both() -> None:
    both = mv.load_scenario("baseline", variant=["no_upper_hand", "no_relative_decline"])
    one = mv.load_scenario("baseline", variant="no_relative_gains")
    np.testing.assert_array_equal(both.pack().parameters, one.pack().parameters)
    assert both.hash != one.hash  # a result tells which was asked for
    assert mv.simulate("baseline", runs=1, variant="no_upper_hand", outcomes=["ceded"])


def test_a_variant_is_part_of_what_a_scenario_says(tmp_path: Path) -> None:
    named = mv.load_scenario("baseline", variant="no_overlap_friction")
    assert named.variants == ("no_overlap_friction",)
    assert scenario_from_dict(named.dump()).hash == named.hash
    path = tmp_path / "whole.yaml"
    path.write_text(mv.show("baseline", variant="no_overlap_friction"), encoding="utf-8")
    assert mv.load_scenario(path).hash == named.hash
    assert mv.load_scenario("baseline", variant=()).hash == mv.load_scenario("baseline").hash
    (told,) = (
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if "overlap_friction: 0" in line
    )
    assert told.endswith("--variant no_overlap_friction")


@pytest.mark.parametrize("given", ["0.6", "{uniform: [0.1, 0.6]}"])
def test_it_wins_over_an_extended_file(tmp_path: Path, given: str) -> None:
    (tmp_path / "far.yaml").write_text(f"{HEAD}parameters: {{upper_hand: {given}}}\n")
    near = tmp_path / "near.yaml"
    near.write_text(f"{HEAD.replace('baseline', 'far.yaml')}variants: [no_upper_hand]\n")
    far = mv.load_scenario(tmp_path / "far.yaml")
    assert value(far, "upper_hand") > 0
    for fixed in (mv.load_scenario(near), mv.load_scenario(far, variant="no_upper_hand")):
        assert value(fixed, "upper_hand") == 0
        assert fixed.chance == {}
    assert validate_file(near) == []
    # A variant of the parent that the child does not want is gone, and so is what it fixed.
    away = tmp_path / "away.yaml"
    away.write_text(f"{HEAD.replace('baseline', 'near.yaml')}variants: []\n")
    assert mv.load_scenario(away).hash == mv.load_scenario(far).hash or given[0] == "{"
    assert value(mv.load_scenario(away), "upper_hand") == value(far, "upper_hand")


FIXED = "the variant 'no_upper_hand' fixes it at 0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "variants: [no_uper_hand]",
            "unknown variant 'no_uper_hand'; did you mean 'no_upper_hand'?",
        ),
        ("variants: [whatever]", "unknown variant 'whatever'; known: no_relative_decline, "),
        ("variants: [no_upper_hand, no_upper_hand]", "stands twice"),
        ("variants: [no_upper_hand]\nparameters: {upper_hand: 0.3}", f"{FIXED}; received 0.3"),
        (
            "variants: [no_upper_hand]\nparameters: {upper_hand: {uniform: [-0.5, 0.5]}}",
            f"{FIXED}, so it cannot be drawn",
        ),
        ("variants: no_upper_hand", "list"),
        ("variants: [3]", "text"),
    ],
)
def test_faults_of_a_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(f"{HEAD}{text}\n", encoding="utf-8")
    faults = [str(fault) for fault in validate_file(path)]
    assert len(faults) == 1, faults
    assert words in faults[0]
    assert "my.yaml:" in faults[0]


@pytest.mark.parametrize(
    ("overrides", "variant", "words"),
    [
        ([], "no_uper_hand", "--variant no_uper_hand: unknown variant"),
        (["parameters.upper_hand=0.3"], "no_upper_hand", FIXED),
        (["parameters.upper_hand={uniform: [-1, 1]}"], "no_upper_hand", FIXED),
        (["variants=[no_upper_hand]"], (), "named by --variant"),
    ],
)
def test_faults_of_options(overrides: list[str], variant: str, words: str) -> None:
    with pytest.raises(ScenarioError) as error:
        mv.load_scenario("baseline", overrides, variant=variant)
    assert words in str(error.value)


def test_what_it_does_not_fix_may_be_set() -> None:
    scenario = mv.load_scenario("baseline", ["parameters.reaction=0.4"], variant="no_upper_hand")
    assert (value(scenario, "reaction"), value(scenario, "upper_hand")) == (0.4, 0)


def test_every_scenario_of_a_comparison_is_of_the_variant() -> None:
    line = line_up(["baseline", "hedge"], overrides=SHORT, variant="no_upper_hand")
    assert len(line.scenarios) == 6
    for scenario in line.scenarios.values():
        assert scenario.variants == ("no_upper_hand",)
        assert value(scenario, "upper_hand") == 0
    assert line.notes == ()
    mixed = line_up([line.scenarios["baseline"], "hedge"], overrides=SHORT, against=())
    assert any("parameters, variants" in note for note in mixed.notes)


def test_words() -> None:
    assert variant_words([]) == ""
    assert variant_words(["no_upper_hand", "no_overlap_friction"]) == (
        "variants no_upper_hand (upper_hand = 0), no_overlap_friction (overlap_friction = 0)"
    )
    assert fixed_by(["nothing"]) == {}
