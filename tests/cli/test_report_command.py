"""``multivector report``: a folder of results becomes a page, or one clear message."""

from __future__ import annotations

import pytest

FEW = ("--runs", "8", "--seed", "3", "--set", "end=1994Q4", "--quiet")
TO = ("--out", "results", "--no-figures")


def test_a_folder_of_run_becomes_a_page(multivector, program, tmp_path):
    assert multivector("run", "hedge", *FEW, *TO).returncode == 0
    done = multivector("report", "results", "--html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "results/report.html" in done.stdout.replace("\\", "/")
    page = (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    assert page.count("<img ") >= 4
    assert "hedge minus laissez_faire" in page
    assert "--out results" in page
    quiet = program("report", "results", "--out", "pages/other.html", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert (tmp_path / "pages" / "other.html").read_text(encoding="utf-8") == page


def test_a_scenario_that_stood_alone(multivector, tmp_path):
    assert multivector("run", "hedge", *FEW, "--alone", *TO).returncode == 0
    assert multivector("report", "results").returncode == 0
    page = (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    assert "Differences in outcomes" not in page
    assert "<h3>hedge: " in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "there is no folder nowhere"),
        (["file.txt"], "file.txt is a file"),
        (["empty"], "holds no manifest.json"),
        (["foreign"], "not a manifest of this package"),
        (["empty", "--out", "empty"], "--out"),
        ([], "RESULT"),
    ],
)
def test_bad_input_is_a_message_and_exit_code_two(multivector, tmp_path, arguments, words):
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "manifest.json").write_text('{"name": "of another program"}')
    (tmp_path / "file.txt").touch()
    done = multivector("report", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
