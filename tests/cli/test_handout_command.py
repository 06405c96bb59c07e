"""``multivector handout``: a page becomes a file, or one clear message."""

from __future__ import annotations

import pytest

from multivector_sim.handout import lessons

FEW = ("--levels", "0,0.8", "--runs", "4")


def test_the_lessons_are_listed(multivector):
    done = multivector("handout", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    for one in lessons().values():
        assert f"{one.number} {one.name}: {one.title}" in done.stdout


def test_a_page_is_written_once(multivector, tmp_path):
    done = multivector("handout", "1", "--out", "made/one.html", *FEW, "--seed", "7")
    assert done.returncode == 0, done.stderr
    assert "one.html is written" in done.stdout
    page = (tmp_path / "made" / "one.html").read_bytes()
    assert b"--runs 4 --seed 7 --levels 0,0.8" in page
    again = multivector("handout", "1", "--out", "made/one.html", *FEW)
    assert again.returncode == 2
    assert "there already" in again.stderr
    assert "--force" in again.stderr
    assert (tmp_path / "made" / "one.html").read_bytes() == page
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["one.html"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "a LESSON is needed"),
        (["1"], "--out FILE is needed"),
        (["9", "--out", "x.html"], "there are 1 (tension)"),
        (["tensoin", "--out", "x.html"], "did you mean 'tension'"),
        (["../../etc/passwd", "--out", "x.html"], "no lesson '../../etc/passwd'"),
        (["1", "--out", "x.html", "--levels", "0,a"], "numbers with commas"),
        (["1", "--out", "x.html", "--levels", "0.5"], "2 to 5 rising numbers"),
        (["1", "--out", "x.html", "--levels", "1,0"], "2 to 5 rising numbers"),
        (["1", "--out", "x.html", "--runs", "1"], "--runs"),
        (["1", "--out", "x.html", "--runs", "1000"], "at most 2,000,000"),
        (["1", "--out", "x.html", "--seed", "-1"], "--seed"),
        (["1", "--out", "x.html", "--threads", "0"], "--threads"),
        (["1", "--out", "folder"], "--out"),
        (["1", "--out", "file.txt/x.html"], "cannot write results"),
    ],
)
def test_bad_input_is_a_message_and_exit_code_two(multivector, tmp_path, arguments, words):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").touch()
    done = multivector("handout", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.html").exists()


def test_an_interrupt_leaves_nothing_behind(multivector, tmp_path, monkeypatch):
    from multivector_sim.handout import page

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(page, "signs", interrupted)
    done = multivector("handout", "1", "--out", "x.html", *FEW, "--quiet")
    assert done.returncode == 130
    assert "interrupted; nothing was written" in done.stderr
    assert list(tmp_path.iterdir()) == []
