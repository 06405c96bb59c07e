"""What commands print and write, what they refuse, and how the program ends."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time

import pytest

PROGRAM = [sys.executable, "-c", "from multivector_sim.cli import main; main()"]

HEAD = "extends: baseline\ntitle: A\nquestion: B\n"
"""Three lines that every file of one's own needs."""

FEW = ("--runs", "12", "--seed", "3", "--set", "end=1995Q4")


def test_help_tells_every_command_with_examples(multivector):
    done = multivector("--help")
    assert done.returncode == 0
    for name in ("list", "run", "compare", "report", "validate", "Examples", "not a forecast"):
        assert name in done.stdout
    for command in ("run", "compare", "report", "list", "validate"):
        text = multivector(command, "--help").stdout
        assert f"multivector {command}" in text
        assert "Example" in text


def test_version_is_shown(program):
    done = program("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "multivector")


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["run", "--help"]])
def test_light_commands_import_nothing_heavy(arguments):
    code = (
        "import sys\n"
        "from multivector_sim.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit as error:\n"
        "    heavy = {'numba', 'matplotlib', 'xarray', 'pandas', 'scipy', 'mesa'}\n"
        "    heavy &= set(sys.modules)\n"
        "    sys.exit(', '.join(sorted(heavy)) or error.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_list_names_the_shipped_scenarios(multivector):
    done = multivector("list", "--json")
    names = {row["name"] for row in json.loads(done.stdout)}
    assert {"baseline", "laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west"} <= names
    plain = multivector("list").stdout
    assert all(name in plain for name in names)


def test_validate_tells_sound_files_from_faulty_ones(multivector, tmp_path):
    (tmp_path / "good.yaml").write_text(HEAD + "runs: 10\n")
    (tmp_path / "bad.yaml").write_text(HEAD + "policy:\n  inclusion: 1.5\n")
    good = multivector("validate", "good.yaml")
    assert (good.returncode, good.stdout) == (0, "good.yaml: sound\n")
    both = multivector("validate", "good.yaml", "bad.yaml")
    assert both.returncode == 2
    assert "bad.yaml:5" in both.stderr
    assert "inclusion" in both.stderr
    assert "1.5" in both.stderr
    assert "good.yaml: sound" in both.stdout
    assert "Traceback" not in both.stderr


def test_run_prints_numbers_with_uncertainty_beside_a_named_counterfactual(multivector):
    done = multivector("run", "baseline", *FEW)
    assert done.returncode == 0, done.stderr
    for words in (
        "mean Russia-China tension",
        "outcome-based autonomy",
        "counts granted demands as lost",
        "mean transit leverage: RUS",
        "concentration",
        "obstruction",
        "crises",
        "welfare",
        "running costs",
        "5-95 % of runs",
        "95 % interval",
        "minus laissez_faire",
        "not a forecast",
        "12 runs",
        "multivector compare baseline",
    ):
        assert words in done.stdout, words
    assert "tension of a pair" not in done.stdout


def test_the_command_that_run_proposes_works(multivector, tmp_path):
    (tmp_path / "mine.yaml").write_text("title: x\nquestion: y?\nextends: hedge\n")
    done = multivector("run", "mine.yaml", *FEW, "--set", "policy.skill=0.5")
    proposed = done.stdout.rpartition("All named counterfactuals: multivector ")[2]
    again = multivector(*shlex.split(proposed), *FEW)
    assert again.returncode == 0, again.stderr
    difference = re.search(r"mean Russia-China tension .*", again.stdout)[0].split()
    assert difference[3] in done.stdout  # the mean difference from laissez_faire


def test_run_alone_and_every_dyad(multivector):
    done = multivector("run", "baseline", *FEW, "--alone", "--dyads", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "laissez_faire" not in done.stdout
    pairs = [line for line in done.stdout.splitlines() if "tension of a pair" in line]
    assert len(pairs) == 10
    assert done.stderr == ""


def test_json_is_one_document_and_nothing_else(multivector):
    done = multivector("run", "baseline", *FEW, "--json")
    document = json.loads(done.stdout)
    assert document["note"] == "exploratory, not a forecast"
    scenario = document["scenarios"]["baseline"]
    assert scenario["manifest"]["experiment"]["seed"] == 3
    rows = {row["label"]: row for row in scenario["outcomes"]}
    assert rows["autonomy"]["mean_low"] < rows["autonomy"]["mean"] < rows["autonomy"]["mean_high"]
    assert {row["counterfactual"] for row in scenario["paired"]} == {"laissez_faire"}


def test_same_seed_same_document_other_seed_another(multivector, program):
    def outcomes(call, seed):
        done = call("run", "hedge", "--runs", "5", "--seed", seed, "--alone", "--json")
        return json.loads(done.stdout)["scenarios"]["hedge"]["outcomes"]

    first, again = outcomes(multivector, "0"), outcomes(program, "0")
    other = outcomes(multivector, "1")
    assert first == again
    assert first != other


@pytest.mark.parametrize("command", ["run", "compare"])
def test_without_figures_all_else_is_written(multivector, tmp_path, command):
    done = multivector(command, "hedge", *FEW, "--out", "bare", "--no-figures")
    assert done.returncode == 0, done.stderr
    written = {path.name for path in (tmp_path / "bare").iterdir()}
    assert not [name for name in written if name.endswith((".png", ".svg"))]
    assert {"hedge.nc", "hedge_paths.nc", "metrics.parquet", "manifest.json"} <= written


def test_compare_writes_figures_data_and_manifest(multivector, tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "mine.txt").write_text("stays")
    done = multivector("compare", "baseline", *FEW, "--out", "results")
    assert done.returncode == 0, done.stderr
    for name in ("laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west"):
        assert f"baseline minus {name}" in done.stdout
    written = {path.name for path in (tmp_path / "results").iterdir()}
    figures = ("compare", "forest", "baseline_fan", "baseline_leverage")
    expected = {f"{name}.{kind}" for name in figures for kind in ("png", "svg")}
    expected |= {"baseline.nc", "baseline_paths.nc", "pro_west.nc", "metrics.parquet"}
    expected |= {"effects.csv", "manifest.json", "mine.txt"}
    assert expected <= written
    assert not [name for name in written if name.endswith(".partial")]
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["machine"]["command"].endswith("--out results")
    assert manifest["experiment"]["focal"] == "baseline"
    assert set(manifest["experiment"]["scenarios"]) == {
        "baseline", "laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west",
    }  # fmt: skip
    with (tmp_path / "results" / "effects.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["counterfactual"] for row in rows} == set(manifest["experiment"]["scenarios"]) - {
        "baseline"
    }


def test_compare_json(multivector):
    done = multivector("compare", "hedge", *FEW, "--json")
    document = json.loads(done.stdout)
    assert document["focal"] == "hedge"
    assert len(document["counterfactuals"]) == 4
    row = document["effects"][0]
    assert row["p_negative"] + row["p_positive"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "nowhere"], "nowhere"),
        (["run", "missing.yaml"], "missing.yaml"),
        (["run", "broken.yaml"], "broken.yaml:4"),
        (["run", "range.yaml"], "range.yaml:5"),
        (["compare", "unknown_key.yaml"], "unknown_key.yaml:4"),
        (["run", "extends.yaml"], "extends.yaml:1"),
        (["run", "baseline", "--set", "parameters.luck=1"], "luck"),
        (["run", "baseline", "--set", "runs"], "KEY=VALUE"),
        (["run", "baseline", "--runs", "0"], "--runs"),
        (["run", "baseline", "--seed", "-1"], "--seed"),
        (["run", "baseline", "--outcomes", "luck"], "unknown outcome 'luck'"),
        (["run", "baseline", "--record", "luck", "--runs", "2"], "luck"),
        (["run", "baseline", "--engine", "steam"], "steam"),
        (["run", "baseline", "baseline"], "two scenarios are called"),
        (["run"], "NAME_OR_FILE"),
        (["compare", "baseline", "short.yaml"], "horizons differ"),
        (["run", "baseline", "--out", "file.txt"], "file.txt"),
        (["run", "baseline", "--out", "file.txt/below"], "cannot write results"),
        (["launch"], "launch"),
    ],
)
def test_bad_input_is_a_message_and_exit_code_two(multivector, tmp_path, arguments, words):
    files = {
        "broken.yaml": HEAD + "policy: {inclusion: [}\n",
        "range.yaml": HEAD + "policy:\n  inclusion: 7\n",
        "unknown_key.yaml": HEAD + "polcy: {}\n",
        "extends.yaml": "extends: nowhere\n",
        "short.yaml": HEAD + "end: 2000Q4\n",
        "file.txt": "",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    done = multivector(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "baseline", *FEW, "--quiet"], 0),  # progress speaks of time
        (["run", "nowhere"], 2),
        (["run", "baseline", "--runs", "0"], 2),
        (["diff", "hedge", "baseline", "--exit-code"], 1),
    ],
)
def test_a_process_says_what_a_call_in_this_one_says(multivector, program, arguments, code):
    alone, here = program(*arguments), multivector(*arguments)
    assert alone.returncode == here.returncode == code
    assert (alone.stdout, alone.stderr) == (here.stdout, here.stderr)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_unwritable_folder(multivector, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    done = multivector("run", "baseline", "--out", "locked")
    assert done.returncode == 2
    assert "permission denied" in done.stderr


def test_closed_pipe_is_no_error(tmp_path):
    with subprocess.Popen(
        [*PROGRAM, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert errors == b""


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are not sent on Windows")
def test_interrupt_tells_what_was_kept(tmp_path):
    with subprocess.Popen(
        [*PROGRAM, "compare", "baseline", "--runs", "40000", "--out", "results"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        # A job in the background may have inherited that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 240
        while not (tmp_path / "results" / "baseline.nc").exists():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted; kept in results: baseline.nc" in errors
    assert "Traceback" not in errors
    assert output == ""


def test_narrow_plain_and_foreign_consoles(program):
    environment = {"COLUMNS": "40", "NO_COLOR": "1", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = program("run", "hedge", *FEW, **environment)
    assert done.returncode == 0, done.stderr
    assert "\x1b[" not in done.stdout
    assert done.stdout.isascii()
