"""``schema``, ``show``, ``diff``, ``new`` and ``list --tag``."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from multivector_sim.scenario import load_scenario, scenario_from_dict

PROGRAM = [sys.executable, "-c", "from multivector_sim.cli import main; main()"]


def test_schema_is_written_for_editors(multivector, tmp_path):
    done = multivector("schema", "--out", "scenario.schema.json")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "scenario.schema.json").read_text() == multivector("schema").stdout
    schema = json.loads((tmp_path / "scenario.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    new = multivector("new", "mine")
    assert new.returncode == 0, new.stderr
    first = (tmp_path / "mine.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"


def test_show_saves_the_whole_scenario(multivector, tmp_path):
    done = multivector("show", "hedge", "--set", "end=2010Q4")
    assert done.returncode == 0, done.stderr
    assert "# --set end=2010Q4" in done.stdout
    (tmp_path / "whole.yaml").write_text(done.stdout, encoding="utf-8")
    scenario = load_scenario("hedge", ["end=2010Q4"])
    assert load_scenario(tmp_path / "whole.yaml") == scenario
    document = json.loads(multivector("show", "whole.yaml", "--json").stdout)
    assert document["hash"] == scenario.hash
    assert scenario_from_dict(document["scenario"]) == scenario
    assert document["origins"]["end"].startswith("whole.yaml:")


def test_show_sections_without_origins(multivector):
    done = multivector("show", "baseline", "seed", "policy.treaties", "--no-origin")
    assert done.stdout.startswith("seed: 1\n\npolicy:\n  treaties:\n    - at: 2010\n")
    assert "#" not in done.stdout


def test_diff_is_readable_and_tells_by_its_exit_code_if_asked(multivector):
    done = multivector("diff", "baseline", "--set", "parameters.reaction=0.4")
    assert (done.returncode, done.stdout) == (
        0,
        "--- baseline\n+++ baseline --set parameters.reaction=0.4\n"
        "  parameters.reaction: 0.3 -> 0.4 /yr\n",
    )
    told = multivector("diff", "baseline", "hedge", "--exit-code", "--json")
    assert told.returncode == 1
    keys = {row["key"]: row for row in json.loads(told.stdout)["differences"]}
    assert keys["policy.inclusion"] == {
        "key": "policy.inclusion", "kind": "changed", "before": 0.2, "after": 0.0, "unit": "",
    }  # fmt: skip
    same = multivector("diff", "hedge", "hedge", "--exit-code")
    assert same.returncode == 0
    assert "No difference." in same.stdout


def test_new_writes_a_sound_file_and_overwrites_none(multivector, tmp_path):
    arguments = ("new", "late", "--from", "2022", "--set", "policy.concession=0.8")
    done = multivector(*arguments, "--title", "Late", "--question", "What then?", "--tag", "late")
    assert done.returncode == 0, done.stderr
    assert multivector("validate", "late.yaml").stdout == "late.yaml: sound\n"
    scenario = load_scenario(tmp_path / "late.yaml")
    assert (scenario.title, scenario.tags) == ("Late", ("late",))
    assert (scenario.policy.phases[-1].since, scenario.policy.phases[-1].concession) == (2022, 0.8)
    again = multivector(*arguments)
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert load_scenario(tmp_path / "late.yaml").title == "Late"
    assert multivector(*arguments, "--force").returncode == 0
    assert load_scenario(tmp_path / "late.yaml").question == "What changes, compared with baseline?"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals of this kind")
def test_new_asks_on_a_terminal_for_what_is_missing(tmp_path):
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*PROGRAM, "new", "asked", "--surprise", ""], stdin=theirs, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=tmp_path, env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        os.write(ours, b"My title\nMy question?\n\n\n")
        output, errors = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, errors
    assert b"Title [Asked]:" in output
    scenario = load_scenario(tmp_path / "asked.yaml")
    assert (scenario.title, scenario.question, scenario.expected) == (
        "My title", "My question?", "",
    )  # fmt: skip


def test_list_by_tag_and_word(multivector):
    names = [
        row["name"] for row in json.loads(multivector("list", "--json", "--tag", "policy").stdout)
    ]
    both = multivector("list", "--tag", "policy", "--tag", "counterfactual")
    assert "pro_west" in names
    assert "hedge" in names
    assert "baseline" not in names
    assert "hedge" not in both.stdout
    assert "tags: policy, counterfactual" in both.stdout
    found = multivector("list", "--search", "MERIT TENDERS")
    assert "laissez_faire " in found.stdout
    assert "hedge " not in found.stdout
    none = multivector("list", "--search", "nowhere")
    assert (none.returncode, none.stdout) == (0, "")
    assert "No scenario has the word 'nowhere'" in none.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--tag", "counterfactul"], "did you mean 'counterfactual'"),
        (["show", "basline"], "did you mean 'baseline'"),
        (["show", "baseline", "polcy"], "did you mean 'policy'"),
        (["show", "baseline", "--set", "policy.skill=2"], "at most 1"),
        (["diff", "baseline"], "A second scenario"),
        (["diff", "baseline", "nowhere"], "`multivector list` names the"),
        (["diff", "baseline", "hedge", "--set", "seed=x"], "a whole number"),
        (["new", "x", "--extends", "basline"], "did you mean 'baseline'"),
        (["new", ""], "no name for a file"),
        (["new", "x", "--from", "2022"], "changes no lever"),
        (["new", "x", "--set", "policy.skill=2"], "at most 1"),
        (["new", "nowhere/x"], "cannot write nowhere/x.yaml"),
        (["schema", "--out", "nowhere/x.json"], "cannot write nowhere/x.json"),
    ],
)
def test_bad_input_is_a_message_and_exit_code_two(multivector, tmp_path, arguments, words):
    done = multivector(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
