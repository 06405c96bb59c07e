"""A new scenario file is sound as it stands, and so is every example in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import multivector_sim as mv
from multivector_sim.errors import ScenarioError
from multivector_sim.scenario import load_scenario, validate_file
from multivector_sim.scenario.merge import HEADER as HEADER_KEYS
from multivector_sim.scenario.template import Header, template

HEADER = Header("A title", "What then?")


def write(folder: Path, **more) -> Path:
    path = folder / "new.yaml"
    header = more.pop("header", HEADER)
    path.write_text(template(path, header, **more), encoding="utf-8")
    return path


CHANGES = {
    "nothing": (),
    "lever": ("policy.concession=0",),
    "levers": ("policy.inclusion=0.5", "policy.leveraging=0.1"),
    "run": ("end=2010Q4", "runs=20", "seed=0"),
    "event": ("events.crimea_2014_usa.size=0", "events.georgia_2008_eu.to=null"),
    "timeline": ("timelines.spare=0.1", "timelines.grievance.RUS.CHN=0.2"),
    "chance": ("parameters.reaction={uniform: [0.1, 0.5]}",),
    "parameter": ("parameters.reaction=0.4", "parameters.fatigue=1"),
    "mechanism": ("mechanisms.sco=false",),
    "actor": ("actors.RUS.proximity=0.5", "sectors.trade.steering=0.1"),
    "in a list": ("policy.phases.0.inclusion=0.6", "policy.treaties.0.size=0.5"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_it_is_what_the_changes_make_of_the_parent(case, tmp_path):
    path = write(tmp_path, overrides=CHANGES[case])
    assert validate_file(path) == []
    wanted = load_scenario("baseline", CHANGES[case]) if CHANGES[case] else "baseline"
    keys = {row.key for row in mv.diff(wanted, path)}
    assert keys <= set(HEADER_KEYS)


@pytest.mark.parametrize("name", ["baseline", "multivector", "pro_west_turn_2013", "cheap_oil"])
def test_it_extends_any_shipped_scenario(name, tmp_path):
    overrides = ["policy.skill=0.5", "policy.openness=2"]
    path = write(tmp_path, extends=name, overrides=overrides, since="2015Q2")
    levers = load_scenario(path).pack().levers
    before = load_scenario(name).pack().levers
    assert (levers[:93] == before[:93]).all()
    assert (levers[93:, [6, 5]] == [0.5, 2]).all()


def test_a_phase_joins_those_that_are_there(tmp_path):
    path = write(tmp_path, overrides=["policy.persuasion=0.1"], since="2005")
    rows = [(row.since, row.persuasion, row.retention) for row in load_scenario(path).policy.phases]
    assert rows == [(1995, None, None), (2005, 0.1, 0.6)]


def test_every_example_in_it_is_sound(tmp_path):
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8")
    head, *blocks = re.split(r"\n\n", text)
    examples = 0
    for block in blocks:
        lines = block.splitlines()
        commented = [line for line in lines if line.startswith("# ")]
        starts = [
            number for number, line in enumerate(commented) if re.match(r"# [a-z_]+:(?: |$)", line)
        ]
        if not starts:
            continue
        examples += 1
        code = [line for line in lines if not line.startswith("#")]
        code += [line[2:] for line in commented[starts[0] :] if not line.endswith("by their id:")]
        if "extends: baseline" not in code:
            code += ["extends: baseline"]
        if not any(line.startswith("title:") for line in code):
            code += ["title: x", "question: y"]
        tried = tmp_path / "tried.yaml"
        tried.write_text("\n".join(code) + "\n", encoding="utf-8")
        assert validate_file(tried) == [], code
    assert examples == 9
    assert head.startswith("# For help in the editor: multivector schema --out")


def test_beside_a_schema_it_names_it_for_the_editor(tmp_path):
    (tmp_path / "scenario.schema.json").write_text("{}")
    first = write(tmp_path).read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"


def test_it_extends_a_file_beside_it(tmp_path):
    (tmp_path / "parent.yaml").write_text("title: x\nquestion: y\nextends: hedge\nseed: 5\n")
    path = write(tmp_path, extends="parent.yaml", overrides=["runs=7"])
    scenario = load_scenario(path)
    assert (scenario.seed, scenario.runs, scenario.policy.constant) == (5, 7, True)


def test_awkward_words_stay_words(tmp_path):
    words = Header("yes", "1e5: # [x", "~", "null", 'He said "no"\n', ("a_tag",))
    scenario = load_scenario(write(tmp_path, header=words))
    assert (scenario.title, scenario.question) == ("yes", "1e5: # [x")
    assert (scenario.expected, scenario.surprise) == ("null", 'He said "no"')
    assert scenario.tags == ("a_tag",)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"extends": "baselin"}, "did you mean 'baseline'"),
        ({"extends": "../outside.yaml"}, "only files beside or below"),
        ({"extends": "new.yaml"}, "cannot extend itself"),
        ({"extends": "absent.yaml"}, "cannot be read"),
        ({"overrides": ["policy.inclusio=1"]}, "did you mean 'inclusion'"),
        ({"overrides": ["policy.inclusion=2"]}, "must be at most 1"),
        ({"overrides": ["mechanisms={sco: true}"]}, "names a whole section"),
        ({"overrides": ["seed=1"], "since": "2005"}, "changes no lever"),
        ({"overrides": ["policy.skill=1"], "since": "soon"}, "a date in the run"),
        ({"overrides": ["policy.skill=1"], "since": "2026"}, "from 1992Q1 to 2025Q4"),
        ({"overrides": ["policy.skill=1"], "since": "[2005]"}, "a date in the run"),
        ({"overrides": ["policy.skill=1"], "since": "true"}, "a date in the run"),
        ({"header": Header("x", "y", tags=("No tag",))}, "small letters"),
        ({"header": Header("", "y")}, "text of at least 1 character"),
    ],
)
def test_what_cannot_be_is_refused(more, words, tmp_path):
    with pytest.raises(ScenarioError, match=re.escape(words)):
        write(tmp_path, **more)
    assert not (tmp_path / "new.yaml").exists()
