"""``multivector evidence`` and ``--without`` as a user meets them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from multivector_sim.cli import table
from multivector_sim.cli.evidence import evidence
from multivector_sim.evidence import STATUSES, events

FEW = ("--runs", "2", "--set", "end=1994Q4")


def test_without_a_word_it_counts(multivector):
    done = multivector("evidence")
    assert done.returncode == 0, done.stderr
    assert all(status in done.stdout for status in STATUSES)
    counted = json.loads(multivector("evidence", "--json").stdout)
    assert counted["event"] == {
        status: sum(row.status == status for row in events()) for status in STATUSES
    }


def test_one_entry_is_shown_whole(multivector):
    done = multivector("evidence", "e141")
    assert done.returncode == 0, done.stderr
    for words in ("contested", "The Moscow Times", "pipeline_closed", "obstruction_length"):
        assert words in done.stdout
    assert "--set forced_actions.1.to=2022.5" in done.stdout
    assert "it would change no shipped scenario" in multivector("evidence", "E011").stdout
    assert "every shipped scenario but no_crimea_2014" in multivector("evidence", "E062").stdout
    parameter = multivector("evidence", "structural_balance").stdout
    assert "--set parameters.structural_balance=0" in parameter


def test_words_and_filters(multivector):
    told = multivector("evidence", "caspian", "pipeline", "--kind", "event").stdout
    assert "E136" in told
    assert "thesis:" not in told
    rows = json.loads(multivector("evidence", "--status", "contested", "--json").stdout)
    assert {row["status"] for row in rows} == {"contested"}
    assert {"event", "thesis", "parameter", "timeline"} == {row["kind"] for row in rows}
    used = json.loads(
        multivector("evidence", "--used-by", "war_2022", "--kind", "timeline", "--json").stdout
    )
    assert "war_2022:shocks.russia_bids_less" in {row["id"] for row in used}


def test_what_rests_on_a_source(multivector):
    told = multivector("evidence", "--without", "Insight Turkey").stdout
    for words in ("falls:", "other reading:", "stays:", "supported:", "In shipped scenarios"):
        assert words in told
    assert "multivector run baseline --without 'Insight Turkey'" in told
    document = json.loads(multivector("evidence", "--without", "E141", "--json").stdout)
    assert document["overrides"]["pipeline_closed"] == {"forced_actions.1.to": 2022.5}
    assert document["options"] == ["--without", "E141"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evidence", "E999"), "did you mean 'E157'?"),
        (("evidence", "crimeea"), "did you mean 'crimea'?"),
        (("evidence", "--without", "Insigt Turkey"), "did you mean 'Insight Turkey'?"),
        (("evidence", "--without", "E062", "crimea"), "goes with --json only"),
        (("evidence", "--used-by", "basline"), "did you mean 'baseline'?"),
        (("run", "baseline", "--without", "Insigt Turkey"), "did you mean 'Insight Turkey'?"),
        (("compare", "baseline", "--without", "E999"), "did you mean 'E157'?"),
        (("sweep", "thesis", "--plan", "--without", "E999"), "did you mean 'E157'?"),
        (("run", "baseline", "--without", "World Bank WDI"), "give numbers of your own"),
    ],
)
def test_mistakes_are_told(multivector, arguments, words):
    done = multivector(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_runs_say_what_they_do_without(multivector, tmp_path):
    for command in ("run", "compare"):
        to = ("--out", command, "--no-figures")
        done = multivector(command, "baseline", *FEW, "--without", "E065", *to)
        assert done.returncode == 0, done.stderr
        assert "Without E065" in done.stdout
    # The run ends before the convention: nothing of it is in there.
    whole = multivector("run", "pipeline_closed", "--runs", "2", "--without", "E141").stdout
    assert "forced_actions.1.to = 2022.5, the other reading" in whole
    assert "multivector compare pipeline_closed --without E141" in whole
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    (row,) = manifest["baseline"]["experiment"]["scenario"]["without"]
    assert row["source"] == "E065"
    page = multivector("report", "compare", "--html")
    assert page.returncode == 0, page.stderr
    text = (tmp_path / "compare" / "report.html").read_text(encoding="utf-8")
    assert "Without E065 (1 removed, 0 changed)." in text
    assert "Without" not in multivector("run", "baseline", *FEW).stdout


def test_show_and_diff_take_it_too(multivector):
    shown = multivector("show", "baseline", "policy.treaties", "--without", "E065").stdout
    assert "Caspian convention" not in shown
    assert "Eurasian Economic Union" in shown
    told = multivector("diff", "baseline", "--without", "E065").stdout
    assert "- policy.treaties.2018Q3 RUS" in told
    assert "without: " in told
    assert told.count("\n") < 8


def test_sweeps_take_it_too(multivector):
    plan = multivector("sweep", "thesis", "--plan", "--without", "Heider").stdout
    assert "parameters.structural_balance is fixed at 0 by leaving out 'Heider'" in plan
    assert "84 uncertain numbers" in plan


PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
EXAMPLES = [
    (command, shown)
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for command, shown in re.findall(
        r"^\$ multivector (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE
    )
]


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_the_page_shows_what_comes_out(multivector, command, shown):
    done = multivector(*shlex.split(command))
    assert done.returncode == 0, done.stderr
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert [line for line in shown.splitlines() if " ".join(line.split()) not in told] == []


def test_the_page_has_examples():
    assert len(EXAMPLES) >= 8
    assert sum(bool(shown) for _, shown in EXAMPLES) >= 5


@pytest.mark.parametrize("arguments", [[], ["lukoil"], ["E141"], ["--without", "E141"]])
def test_a_narrow_terminal_is_not_overrun(arguments, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(table, "is_terminal", lambda: True)
    told = CliRunner().invoke(evidence, arguments)
    assert told.exit_code == 0
    lines = click.unstyle(told.output).splitlines()
    # Lines of a table fold; commands and sentences below it are left whole.
    ruled = [line for line in lines if line.startswith("  ") and "multivector run" not in line]
    assert max(map(len, ruled)) <= 80
    monkeypatch.setattr(table, "is_terminal", lambda: False)
    wide = CliRunner().invoke(evidence, arguments)
    assert max(map(len, wide.output.splitlines())) > 80
