"""The page of a debrief: it says what the debrief says, escapes what teams wrote, loads nothing."""

from __future__ import annotations

import pytest
from lxml import html

import multivector_sim as mv
from multivector_sim.play import load_game
from multivector_sim.report import debrief_html, write_debrief

TEAMS = {"KAZ": "<script>alert(1)</script>", "RUS": "../../A & B"}


@pytest.fixture(scope="module")
def game():
    game = mv.begin_game(teams=TEAMS, until=1994, seed=1, run=7)
    game.play({"KAZ": "concession=0 treaty=RUS:0.2", "RUS": "demand"})
    game.play({"RUS": "obstruct"})
    return game


@pytest.fixture(scope="module")
def found(game):
    return mv.debrief(game, runs=8)


@pytest.fixture(scope="module")
def text(found):
    return debrief_html(found)


@pytest.fixture(scope="module")
def page(text):
    return html.fromstring(text)


def test_it_says_what_the_debrief_says(page, found):
    words = " ".join(page.text_content().split())
    for section in found.sections:
        assert all(" ".join(line.split()) in words for line in section.lines[1:])
        if section.table is not None and section.key != "path":
            cells = {" ".join(cell.split()) for row in section.table.rows for cell in row}
            assert all(cell in words for cell in cells)
    assert "Exploratory, not a forecast" in words
    assert f"only against: recorded, multivector, without the team {TEAMS['KAZ']}" in words
    assert found.remark in words


def test_it_loads_nothing_and_teams_write_no_mark_up(page, text):
    for query in ("//script", "//iframe", "//form", "//@onerror"):
        assert not page.xpath(query)
    assert "<script>" not in text
    sources = [*page.xpath("//img/@src"), *page.xpath("//link/@href")]
    assert all(source.startswith("data:") for source in sources)
    assert len(page.xpath("//img")) == 3
    assert all(len(picture.get("alt")) > 100 for picture in page.xpath("//img"))


def test_every_place_of_the_contents_is_there_once(page):
    names = page.xpath("//@id")
    assert len(set(names)) == len(names)
    places = {place.lstrip("#") for place in page.xpath("//nav//a/@href")}
    assert len(places) > 8
    assert places <= set(names)


def test_the_game_that_is_written_can_go_on(found, game, tmp_path, monkeypatch):
    monkeypatch.setattr("multivector_sim.report.debrief_page.debrief_figures", lambda _: {})
    written = write_debrief(found, tmp_path / "made", game)
    assert {path.name for path in written} == {path.name for path in (tmp_path / "made").iterdir()}
    assert all(path.stat().st_size for path in written)
    again = load_game(tmp_path / "made" / "game.yaml")
    assert (again.marks, again.turn.label) == (game.marks, "1994")
