"""The page of an answer: it says what the card says, escapes what it is given, loads nothing."""

from __future__ import annotations

import dataclasses

import pytest
from lxml import html

from made_answers import made_answer
from multivector_sim.report import answer_html, write_answer
from multivector_sim.whatif import card


@pytest.fixture(scope="module")
def answer():
    return made_answer()


@pytest.fixture(scope="module")
def page(answer):
    return html.fromstring(answer_html(answer))


def test_it_says_what_the_card_says(page, answer):
    text = " ".join(page.text_content().split())
    for section in card(answer):
        if section.key != "made":  # its caveat stands at the top of the page
            for line in section.lines:
                assert " ".join(line.split()) in text
        if section.table is not None:
            for row in section.table.rows:
                for cell in row:
                    assert cell in text
    assert "Exploratory, not a forecast" in text


def test_it_loads_nothing_and_its_figures_have_words(page):
    for query in ("//script/@src", "//img/@src", "//link/@href", "//iframe/@src"):
        assert all(target.startswith("data:") for target in page.xpath(query))
    assert not page.xpath("//script")
    pictures = page.xpath("//img")
    assert len(pictures) == 2
    assert all(len(picture.get("alt")) > 100 for picture in pictures)
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_every_place_of_the_contents_exists(page):
    places = page.xpath("//nav//a/@href")
    assert len(places) == 7
    assert {place.lstrip("#") for place in places} <= set(page.xpath("//@id"))


def test_what_it_is_given_is_escaped(answer):
    named = dataclasses.replace(answer.base, name="<script>alert(1)</script>")
    page = answer_html(dataclasses.replace(answer, base=named))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_all_files_are_written(answer, tmp_path):
    written = write_answer(answer, tmp_path / "made")
    assert {path.name for path in written} == {path.name for path in (tmp_path / "made").iterdir()}
    kept = (tmp_path / "made" / "report.html").read_text(encoding="utf-8")
    assert kept.startswith("<!DOCTYPE html>")
    (tmp_path / "plain").mkdir()
    plain = answer.save(tmp_path / "plain")
    assert {path.name for path in plain} < {path.name for path in written}
