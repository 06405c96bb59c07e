"""A whole game, its history and its debrief in each language: nothing of it stays English."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from lxml import html

from figures.test_layout import touching, words
from multivector_sim.app import play_props, telling
from multivector_sim.app.play_report import Report, Said
from multivector_sim.app.words import catalogue, say_in
from multivector_sim.classroom import State
from multivector_sim.classroom.history import reasons
from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.explanation.happened import happening_words, news_words
from multivector_sim.model.actors import ACTIONS, LEVERS
from multivector_sim.play import Game, debrief, set_up
from multivector_sim.report.debrief_page import debrief_figures, debrief_html
from multivector_sim.results.saying import english

pytest.importorskip("babel", reason="needs the extra 'app'")

TYPED = {
    *ACTIONS, *LEVERS, "favour", "POWER", "treaty", "SIZE", "recorded", "model", "again", "rest",
    "quit", "Enter", "CHN", "out", "compare", "baseline", "Steppe",
}  # fmt: skip
"""Words that are typed, and the names of a team and of a scenario: they are the same everywhere."""
OTHERS = LANGUAGES[1:]


@pytest.fixture(scope="module")
def game():
    """A game in which the pivot and a power are held."""
    teams = {"KAZ": "Steppe", "RUS": ""}
    return Game(set_up("baseline", teams, since=1996, until=2004, years=3, seed=3))


@pytest.fixture(scope="module")
def played(game):
    """What both teams read before each turn, by language, and the debrief after the last one."""
    texts = {language: [] for language in LANGUAGES}
    answers = iter(
        [{"KAZ": "concession=0.1 treaty=CHN:0.2", "RUS": "demand"}, {"RUS": "model"}, {}]
    )
    while game.turn is not None:
        for language in LANGUAGES:
            say = say_in(language)
            texts[language] += [game.briefing(code, say).text() for code in ("KAZ", "RUS")]
        game.play(next(answers))
    return texts, debrief(game, runs=2, threads=1)


@pytest.fixture(scope="module")
def told(played):
    """What both teams read before each turn and after the last one, by language."""
    texts, found = played
    for language in LANGUAGES:
        said = found.said(say_in(language))
        texts[language] += [said.title, *(lines(one) for one in said.sections)]
    return texts


def dated_by_hand(chronicle):
    """Yield phases and treaties of the game, which bear the name of a team."""
    for quarter in chronicle.quarters:
        yield from (row for row in quarter.news if row.kind in ("phase", "treaty"))


def lines(section):
    """Return what a section says, without its command."""
    cells = [] if section.table is None else [*section.table.head, *sum(section.table.rows, ())]
    return "\n".join([section.title, *section.lines, *cells])


def left(text):
    """Return Latin words of three letters or more that nobody types."""
    return set(re.findall(r"[A-Za-z]{3,}", text)) - TYPED


def left_on(page):
    """Return what a page leaves in English, beside commands, data and names of programs."""
    for element in page.xpath("//pre | //code | //style | //details"):
        element.drop_tree()
    read = [*page.xpath("//text() | //@alt | //@aria-label")]
    return left(" ".join(read)) - {"multivector", "sim", "play", "RUS", "KAZ", "USA"}


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_of_a_debrief_leaves_nothing_in_english(played, language):
    said = played[1].said(say_in(language))
    page = html.fromstring(debrief_html(said))
    assert page.get("lang") == language
    assert not left_on(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_its_figures_are_whole_and_apart_in_each_language(played, language):
    for stem, figure in debrief_figures(played[1].said(say_in(language))).items():
        boxes = words(figure)
        assert len(boxes) > 10
        cut = [
            text.get_text()
            for text, box in boxes.items()
            if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1
        ]
        assert (stem, cut, touching(boxes)) == (stem, [], [])
        english_words = left(" ".join(text.get_text() for text in boxes)) - {"KAZ", "RUS"}
        assert bool(english_words) == (language == LANGUAGES[0])  # English: the negative control


@pytest.mark.parametrize("language", OTHERS)
def test_briefings_and_debrief_leave_nothing_in_english(told, language):
    assert len(told[language]) > 15
    assert not set().union(*map(left, told[language]))


@pytest.mark.parametrize("language", OTHERS)
def test_numbers_are_the_same_in_every_language(told, language):
    """A sentence is another, what it says is not: the same numbers stand in it."""
    found = re.compile(r"\d+(?:\.\d+)?")
    for one, other in zip(told["en"], told[language], strict=True):
        ours, theirs = (set(found.findall(text)) for text in (one, other))
        assert ours <= theirs, ours - theirs


@pytest.mark.parametrize("language", OTHERS)
def test_a_history_leaves_nothing_in_english(game, told, language):
    say = say_in(language)
    chronicle = game.chronicle
    labels = chronicle.labels(say)
    own = {row.key for row in dated_by_hand(chronicle)}
    kinds = set()
    for quarter in chronicle.quarters:
        texts = [happening_words(row, labels, say=say) for row in quarter.happenings]
        texts += [news_words(row, labels, say=say) for row in quarter.news if row.key not in own]
        texts += [line for row in quarter.decisions for line in reasons(chronicle, row, say)]
        kinds |= {row.kind for row in (*quarter.happenings, *quarter.news)}
        assert not set().union(*map(left, texts))
        assert all(text.endswith(".") for text in texts)
    assert {"cession", "timeline", "event begins", "levers", "tension", "treaty"} <= kinds
    assert not left(" ".join(shown(chronicle, language, say)))


def shown(chronicle, language, say):
    """Yield the texts of a quarter of a history as the page has them."""
    page = telling.told(chronicle, replace(State(), quarter=40, language=language), say)
    yield from (*page["news"], *page["happened"], page["levers"])
    for power in page["powers"]:
        yield from (power["does"], power["before"], power["how"], *power["why"])
        yield from (option["name"] for option in power["options"])


def test_a_sentence_that_is_missing_is_found(game, told, monkeypatch):
    """The negative control: without one entry of the catalogue its English shows."""
    known = dict(catalogue("kk"))
    del known["fear of deception"]
    text = game.model.quarters[0].decisions[0]
    heard = reasons(game.chronicle, text, lambda words: known.get(words, words))
    assert left(" ".join(heard)) == {"fear", "deception"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_debrief_in_the_language_of_the_visitor(language):
    said = {code: Said(f"title {code}", (), {"played": code}) for code in LANGUAGES}
    report = Report(said, (2000.0, 2000.25), {"played": np.zeros(2)}, {}, 2)
    shown = play_props.debriefed(report, 400, language, english)
    assert shown["title"] == f"title {language}"
    assert f"{language} 0.00" in shown["figure"]
