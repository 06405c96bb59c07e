"""The page of a handout: self-contained, closed to what is strange, answers for teachers alone."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import pytest

from multivector_sim.errors import InputError
from multivector_sim.handout import Grid, Lesson, Sizes, make_handout

TINY = Grid((0.0, 0.8)), Sizes(runs=2, seed=1, sets=2, set_runs=1)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.seen, self.open = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_it_loads_nothing_and_its_policy_names_its_own_texts(made):
    elements = Elements(made.html)
    assert elements.open == []
    for tag, attributes in elements.seen:
        assert not {"src", "srcset", "action", "onclick", "style"} & set(attributes), tag
        if "href" in attributes:
            assert attributes["href"].startswith(("#", "data:,"))
    assert "http://" not in made.html.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in made.html
    (policy,) = (one["content"] for _, one in elements.seen if "http-equiv" in one)
    assert policy.startswith("default-src 'none'")
    for kind, tag in (("script", "<script>"), ("style", "<style>")):
        (text,) = re.findall(rf"{tag}(.*?)</{kind}>", made.html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_what_must_be_said_is_said(made):
    words = " ".join(made.html.split())
    for told in (
        "Exploratory, not a forecast", "those of chance alone", "all parameters stand at their",
        "0.0005", "multivector handout 1 --out FILE --runs 10 --seed 3 --levels 0,0.4,0.8",
        "It does not forecast", "JavaScript", "243 policies", "mean economic leverage: Russia",
    ):  # fmt: skip
        assert told in words, told


def test_answers_are_for_teachers_alone(made):
    student = make_handout(made.lesson, *TINY, threads=1).html
    teacher = make_handout(made.lesson, *TINY, teacher=True, threads=1).html
    for step in made.lesson.steps:
        shown = json.dumps(step.answer, ensure_ascii=False)[1:-1].replace("&", "\\u0026")
        assert shown in teacher
        assert shown not in student
        assert shown not in made.html
    assert "found" not in re.findall(r'id="content">(.*?)</script>', student)[0]


def test_a_preset_is_named_only_where_it_lies_on_the_grid(made):
    def points(page):
        content = json.loads(re.findall(r'id="content">(.*?)</script>', page)[0])
        return {row["name"].rpartition("(")[2].rstrip(")"): row for row in content["points"]}

    coarse = points(made.html)
    assert coarse["laissez_faire"]["exact"]
    assert not coarse["multivector"]["exact"]
    fine = points(
        make_handout(made.lesson, Grid((0.0, 0.4, 0.6, 0.8)), Sizes(2, 1, 2, 1), threads=1).html
    )
    assert fine["multivector"]["exact"]
    assert fine["multivector"]["places"] == [3, 2, 3, 1, 2]
    assert not fine["hedge"]["exact"]
    assert "bandwagon_russia" not in fine  # it favours a power, which no slider does


def test_all_questions_stand_on_paper_and_on_paper_alone(made):
    words = " ".join(made.html.split())
    (paper,) = re.findall(r'<section class="paper">(.*?)</section>', words)
    for step in made.lesson.steps:
        assert " ".join(step.ask.split()) in html.unescape(paper)
        assert " ".join(step.answer.split()) not in html.unescape(paper)
    (style,) = re.findall(r"<style>(.*?)</style>", words)
    screen, _, printed = style.partition("@media print")
    assert ".paper { display: none; }" in screen
    assert ".paper { display: block; }" in printed


def test_fewer_runs_are_explained_where_there_are_fewer(made):
    def words(share, runs):
        worlds = [{**made.lesson.worlds[0].model_dump(), "key": key} for key in ("one", "two")]
        document = {**made.lesson.model_dump(), "worlds": [{**x, "share": share} for x in worlds]}
        lesson = Lesson.model_validate(document)
        page = make_handout(lesson, TINY[0], Sizes(runs, 1, 2, 1), threads=1).html
        return " ".join(page.split())

    told = words(0.25, 8)
    assert "Why not 8 runs of each policy, as on pages of one world? 2 worlds with 8" in told
    assert "4.0 times the work" in told
    assert "with 2 runs intervals are 2.0 times as wide" in told
    assert "Why not" not in words(1.0, 8)
    assert "Why not" not in made.html


def test_words_of_a_lesson_cannot_leave_their_place(made):
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    document = made.lesson.model_dump()
    document["title"] = document["about"] = document["steps"][0]["ask"] = evil
    document["points"][0]["name"] = evil
    page = make_handout(Lesson.model_validate(document), *TINY, threads=1).html
    assert "<script>alert" not in page
    assert "<img" not in page
    assert len(re.findall(r"<script>", page)) == 1
    content = json.loads(re.findall(r'id="content">(.*?)</script>', page)[0])
    assert content["steps"][0]["ask"] == evil


def test_a_page_that_cannot_be_written_is_told(made, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot write results"):
        made.save(tmp_path / "file" / "page.html")
    assert made.save(tmp_path / "page.html").read_text(encoding="utf-8") == made.html
