"""Variants of the model in sweeps: what they fix is not uncertain, and the plan says so."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.errors import ScenarioError
from multivector_sim.scenario.schema import scenario_schema
from multivector_sim.sweeps.results import load_sweep
from multivector_sim.sweeps.schema import sweep_schema
from multivector_sim.sweeps.sweep import Sweep

UPPER, REACTION = "parameters.upper_hand", "parameters.reaction"
SMALL = {
    "points": 3, "replications": 2, "seed": 5, "end": "1996Q4", "design": "random",
    "outcomes": ["tension_rus_chn"], "uncertain": {"prior": ["upper_hand", "reaction"]},
}  # fmt: skip


def test_what_it_fixes_is_no_factor() -> None:
    assert Sweep(**SMALL).plan.factors == (REACTION, UPPER)
    plan = Sweep(variant="no_upper_hand", **SMALL).plan
    assert plan.factors == (REACTION,)
    assert plan.content["sweep"]["variants"] == ["no_upper_hand"]
    assert all(line.scenario.variants == ("no_upper_hand",) for line in plan.lines)
    assert plan.hash != Sweep(**SMALL).plan.hash
    everything = Sweep(variant="no_relative_gains", points=2).plan
    assert len(everything.factors) == len(mv.PARAMETERS) - 2


@pytest.mark.parametrize("engine", ["local", "mesa"])
def test_its_runs_are_those_of_the_variant(tmp_path: Path, engine: str) -> None:
    sweep = Sweep(variant="no_upper_hand", **SMALL)
    results = sweep.run(tmp_path / "s", engine=engine)
    # A random design draws each factor by itself, so the other sweep has the same reactions.
    np.testing.assert_array_equal(sweep.plan.futures[:, 0], Sweep(**SMALL).plan.futures[:, 0])
    for future, reaction in enumerate(sweep.plan.futures[:, 0]):
        world = mv.load_scenario("baseline", {REACTION: float(reaction), UPPER: 0, "end": "1996Q4"})
        alone = mv.simulate(world, runs=2, seed=5)["tension_rus_chn"].values
        np.testing.assert_array_equal(results.values("tension_rus_chn")[future, 0], alone)
    again = load_sweep(tmp_path / "s")
    assert again.plan.spec.variants == ("no_upper_hand",)


def test_two_worlds_of_which_one_fixes_it(tmp_path: Path) -> None:
    names = {}
    for name, text in (("with_it", ""), ("without_it", "variants: [no_upper_hand]\n")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"title: x\nquestion: y\nextends: baseline\n{text}", encoding="utf-8")
        names[name] = str(path)
    sweep = Sweep(base=list(names.values()), **SMALL)
    assert sweep.plan.factors == (REACTION, UPPER)
    values = sweep.run(tmp_path / "s").values("tension_rus_chn")
    alone = [
        Sweep(base=base, **SMALL).run(tmp_path / name).values("tension_rus_chn")[:, 0]
        for name, base in names.items()
    ]
    np.testing.assert_array_equal(values, np.stack(alone, axis=1))
    assert (values[:, 0] != values[:, 1]).any()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"choices": {UPPER: [0, 0.5]}, "uncertain": {}}, "choices.parameters.upper_hand"),
        (
            {
                "policies": [{"name": "a", "set": {UPPER: 0.5}}],
                "uncertain": {"prior": ["reaction"]},
            },
            "fixes it at 0",
        ),
    ],
)
def test_what_it_fixes_cannot_be_chosen(settings: dict[str, object], words: str) -> None:
    Sweep(**{**SMALL, **settings})
    with pytest.raises(ScenarioError) as error:
        Sweep(variant="no_upper_hand", **{**SMALL, **settings})
    assert words in str(error.value)


def test_unknown_names() -> None:
    with pytest.raises(ScenarioError, match=r"variants\[?\.?0\]?.*did you mean 'no_upper_hand'"):
        Sweep(variant="no_uper_hand", **SMALL)
    with pytest.raises(ScenarioError, match="--variant no_uper_hand"):
        Sweep.from_file("thesis", variant="no_uper_hand")


def test_editors_know_the_names() -> None:
    for schema, head in ((sweep_schema(), {"base": "baseline"}), (scenario_schema(), {
        "title": "x", "question": "y", "extends": "baseline",
    })):  # fmt: skip
        jsonschema.validate({**head, "variants": ["no_upper_hand"]}, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**head, "variants": ["no_uper_hand"]}, schema)
    jsonschema.validate({"base": "baseline", "variants": "no_upper_hand"}, sweep_schema())


def test_a_file_may_name_one_without_a_list(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text("base: baseline\nvariants: no_upper_hand\npoints: 2\n", encoding="utf-8")
    plan = Sweep.from_file(path, variant="no_overlap_friction").plan
    assert plan.spec.variants == ("no_upper_hand", "no_overlap_friction")


def test_the_plan_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    from multivector_sim.cli.program import group

    group.main(["sweep", "thesis", "--plan", "--variant", "no_upper_hand"], standalone_mode=False)
    told = capsys.readouterr().out
    assert (
        "parameters.upper_hand is fixed at 0 by the variant 'no_upper_hand': not uncertain" in told
    )
    assert f"{len(mv.PARAMETERS) - 1} uncertain numbers" in told
    group.main(["sweep", "thesis", "--plan"], standalone_mode=False)
    assert "fixed" not in capsys.readouterr().out
