"""Figures say what the numbers are: read back from the drawing."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from multivector_sim.classroom import Mark, State, compute
from multivector_sim.classroom.drawing import (
    LOOKS,
    Band,
    Line,
    bands_figure,
    beside,
    ceiling,
    dots,
    lines_figure,
    wrapped,
)
from multivector_sim.classroom.figures import (
    fit,
    guess_figure,
    leverage_figures,
    networks,
    tension_figures,
)
from multivector_sim.classroom.guesses import Guess

SVG = "{http://www.w3.org/2000/svg}"
YEARS = [1992 + quarter / 4 for quarter in range(136)]


def say(words):
    return words


def read(svg):
    return ET.fromstring(svg)


def points(element):
    pairs = [pair.split(",") for pair in element.get("points").split()]
    return np.array(pairs, dtype=float)


def test_the_median_is_read_back_from_the_line():
    values = np.sort(np.random.default_rng(3).random((5, 136)) * 0.4, axis=0)
    svg = bands_figure(
        Band(values, LOOKS["a"]), YEARS, title="x", words="y", width=500, height=300, top=0.4
    )
    root = read(svg)
    (line,) = root.iter(f"{SVG}polyline")
    ticks = {
        float(text.text): float(text.get("y")) - 4
        for text in root.iter(f"{SVG}text")
        if text.get("text-anchor") == "end"
    }
    drawn = points(line)
    low, high = ticks[0.0], ticks[0.4]
    back = (low - drawn[:, 1]) / (low - high) * 0.4
    assert np.abs(back - values[2]).max() < 0.4 * 0.06 / (low - high) + 1e-4
    assert np.all(np.diff(drawn[:, 0]) > 0)
    outer, inner = (points(area) for area in root.iter(f"{SVG}polygon"))
    assert np.all(outer[:136, 1] <= inner[:136, 1] + 1e-9)  # further up is a smaller y
    assert len(outer) == 2 * 136


def test_texts_are_escaped():
    mark = Mark(1, 2014.0, "</text><script>alert(1)</script>", "judgement", None)
    band = Band(np.full((5, 136), 0.1), LOOKS["b"])
    svg = bands_figure(
        band, YEARS, title='<b onload="x">', words='"><img>', width=300, height=200, top=0.2,
        marks=[mark],
    )  # fmt: skip
    read(svg)
    assert "<script" not in svg
    assert "<b " not in svg
    assert "<img" not in svg


@pytest.mark.parametrize(
    ("largest", "end"), [(0.001, 0.02), (0.19, 0.2), (0.2, 0.2), (0.21, 0.3), (1.0, 1.0)]
)
def test_the_axis_holds_every_value(largest, end):
    assert ceiling(np.array([0.0, largest])) == end


@pytest.mark.parametrize("width", [260, 360, 1000])
def test_every_figure_is_sound_and_says_its_words(width):
    view = compute(State())
    drawn = [
        *tension_figures(view, width, say),
        *networks(view, width, say),
        *(svg for row in leverage_figures(view, width, say) for svg in row),
        guess_figure(view, [Guess("lower", 0.1)] * 40, width, say),
    ]
    for svg in drawn:
        root = read(svg)
        assert int(root.get("width")) == width
        assert len(root.get("aria-label")) > 10
        numbers = [float(text) for text in re.findall(r'[xy12]="(-?[0-9.]+)"', svg)]
        assert np.isfinite(numbers).all()
        for text in root.iter(f"{SVG}text"):
            assert -1 <= float(text.get("x")) <= width


def test_numbers_of_events_do_not_lie_on_each_other():
    for svg in tension_figures(compute(State()), 300, say):
        boxes = [
            (float(box.get("x")), float(box.get("y")))
            for group in read(svg).iter(f"{SVG}g")
            for box in group.iter(f"{SVG}rect")
        ]
        assert len(boxes) > 15
        for index, (x, y) in enumerate(boxes):
            for other_x, other_y in boxes[:index]:
                assert abs(x - other_x) >= 24 or abs(y - other_y) >= 18


def test_the_network_tells_medians():
    view = compute(State())
    svg = networks(view, 400, say)[0]
    column = view.a.pairs.index(("RUS", "CHN"))
    assert f">{view.a.tension[2, -1, column]:.2f}</text>" in svg
    early = networks(compute(State(quarter=0)), 400, say)
    assert early[0] != svg


def test_guesses_are_dots_one_each():
    svg = dots([-0.1, -0.1, 0.0, 0.05], -0.02, -0.01, title="x", words="y", width=400)
    assert len(list(read(svg).iter(f"{SVG}circle"))) == 4
    assert len(list(read(dots([], 0.0, 0.0, title="x", words="", width=300)).iter("circle"))) == 0


@pytest.mark.parametrize("room", [None, "wide", -5, 0, 1e9, float("nan"), True])
def test_a_width_that_is_none_gives_a_usual_one(room):
    assert fit(room) == 440


def test_widths_are_bounded():
    assert (fit(5), fit(500.7), fit(5000)) == (260, 500, 1000)


def test_figures_stand_beside_each_other():
    svg = beside(tension_figures(compute(State()), 300, say), 300, "T", ["a < b", "c " * 99])
    inner = [one for one in read(svg) if one.tag == f"{SVG}svg"]
    assert [one.get("x") for one in inner] == ["0", "300"]
    below = [one for one in read(svg) if one.tag == f"{SVG}text"][1:]
    assert "".join(one.text for one in below).replace(" ", "") == "a<b" + "c" * 99
    bottom = float(inner[0].get("y")) + float(inner[0].get("height"))
    assert all(bottom < float(one.get("y")) < float(read(svg).get("height")) for one in below)


def test_titles_are_put_into_lines_and_lose_nothing():
    words = "A: a policy with quite a long title, 2025Q4"
    for width in (120, 260, 1000):
        lines = wrapped(words, width)
        assert " ".join(lines) == words
        assert all(9 * len(line) <= width for line in lines)
    assert len(wrapped(words, 260)) > 1
    assert wrapped("unbreakable" * 9, 100) == ["unbreakable" * 9]
    assert wrapped("", 100) == [""]


def test_figures_beside_each_other_have_the_same_axis():
    band = Band(np.full((5, 136), 0.1), LOOKS["a"])
    drawn = [
        bands_figure(band, YEARS, title=title, words="", width=260, height=300, top=0.2, lines=3)
        for title in ("x", "three lines of a title that is " + "long " * 6)
    ]
    (one,), (other,) = ([points(line) for line in read(svg).iter(f"{SVG}polyline")]
                        for svg in drawn)  # fmt: skip
    assert np.array_equal(one, other)


@pytest.mark.parametrize(("mine", "theirs"), [(0.1, 0.1001), (0.1, 0.3), (0.3, 0.1), (0.0, 0.0)])
def test_each_line_has_its_letter_at_its_end(mine, theirs):
    sides = {name: Band(np.full((5, 136), value), LOOKS[name])
             for name, value in (("a", mine), ("b", theirs))}  # fmt: skip
    svg = bands_figure(sides["a"], YEARS, title="x", words="", width=400, height=300, top=0.4,
                       other=sides["b"])  # fmt: skip
    at = {text.text: float(text.get("y")) for text in read(svg).iter(f"{SVG}text")}
    assert abs(at["A"] - at["B"]) >= 16
    assert mine == theirs or (at["A"] < at["B"]) == (mine > theirs)


def test_names_of_lines_take_as_many_rows_as_they_need():
    lines = [Line("a long name", np.array([0.1, 0.2]), LOOKS["a"])] * 4
    given = {"title": "T", "words": "", "height": 260, "top": 1.0}
    wide, narrow = (lines_figure(lines, [2000.0, 2001.0], width=width, **given)
                    for width in (1000, 260))  # fmt: skip
    rows = [{text.get("y") for text in read(svg).iter(f"{SVG}text") if text.text == "a long name"}
            for svg in (wide, narrow)]  # fmt: skip
    assert [len(row) for row in rows] == [1, 2]


def test_lines_over_time_are_where_their_values_are():
    years = [2000.0, 2001.0, 2002.0, 2003.0]
    lines = [
        Line("<i>", np.array([0.0, 0.5]), LOOKS["a"]),
        Line("b", np.array([1.0]), LOOKS["b"]),
    ]
    figure = lines_figure(
        lines, years, title="T", words="W", width=360, height=170, top=1.0, since=2001.0
    )
    # 300 pixels of width behind the numbers of the axis, and 100 pixels of height.
    assert 'points="40.0,146.0 140.0,96.0"' in figure
    assert 'cx="40.0" cy="46.0"' in figure
    assert 'x="40.0" y="46" width="100.0" height="100"' in figure  # the years before
    assert "&lt;i&gt;" in figure
    assert "<i>" not in figure
    assert all(f">{year}<" in figure for year in range(2000, 2004))
