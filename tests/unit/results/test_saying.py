"""Sentences are filled as an Englishman would, and those of other languages are left alone."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from multivector_sim.explanation import happened
from multivector_sim.explanation import words as reasons
from multivector_sim.play import briefing
from multivector_sim.results.saying import fill

SENTENCES = sorted(
    words
    for table in (
        happened.HAPPENED, happened.NEW, happened.TIMES, reasons.DOES, reasons.BECAUSE,
        briefing.TABLE_WORDS,
    )
    for words in table.values()
)  # fmt: skip
BARE = re.compile(r"(?<!the )(?<!The )United States")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_state_with_an_article_has_it_and_others_have_none(sentence):
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    actors = dict.fromkeys(names & {"who", "other", "pivot", "rival"}, "United States")
    told = fill(sentence, **{**dict.fromkeys(names, "x"), **actors})
    headings = re.match(r"United States[:,]", told)
    assert len(BARE.findall(told)) == bool(headings)
    assert told.count("United States") == sum(sentence.count(f"{{{name}}}") for name in actors)
    plain = dict.fromkeys(names, "Russia")
    assert fill(sentence, **plain) == sentence.format(**plain)


def test_names_of_other_languages_are_filled_in_as_they_are():
    assert fill("{who}: {other}", who="США", other="Еуропалық одақ") == "США: Еуропалық одақ"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("{who} obstructs.", "The European Union obstructs."),
        ("A demand of {who}.", "A demand of the European Union."),
        ("{who}: 2 %", "European Union: 2 %"),
        ("{label}, {who}: x", "2004, the European Union: x"),
    ],
)
def test_where_the_article_stands(sentence, told):
    assert fill(sentence, who="European Union", label="2004") == told
