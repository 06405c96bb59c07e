"""Colours of the page can be told apart: WCAG 2.2, level AA, worked out from the style sheet."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from multivector_sim import app

CSS = (Path(app.__file__).parent / "page.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
"""Least contrast of text (criterion 1.4.3), of controls and of what has the focus (1.4.11)."""
EXEMPT = re.compile(r":disabled")
"""Controls that cannot be used need no contrast."""


def light(colour):
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]  # fmt: skip
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def rules():
    """Yield selector and declarations of every rule, of those for small screens too."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS):
        if not EXEMPT.search(selector):
            yield selector.strip(), dict(re.findall(r"([a-z-]+):\s*([^;]+)", body))


def colours(name):
    """Return every colour that a property is given."""
    found = (re.findall(r"#[0-9a-f]{3,6}\b", told[name]) for _, told in rules() if name in told)
    return {colour for one in found for colour in one}


BACKGROUNDS = {"#fff", *colours("background")}


def test_the_measure_is_that_of_the_guidelines():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # known to fail
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # known to pass


def test_text_can_be_read_on_every_background():
    inks = colours("color")
    dark = {ink for ink in inks if light(ink) < 0.18}
    assert {"#161616"} < dark
    pale = {ground for ground in BACKGROUNDS if light(ground) > 0.5}
    for ink, ground in product(dark, pale):
        assert contrast(ink, ground) >= TEXT, (ink, ground)
    for selector, told in rules():
        if told.get("color") in inks - dark:  # pale letters have a dark ground of their own
            assert contrast(told["color"], told["background"]) >= TEXT, selector
    grounds = BACKGROUNDS - pale
    assert all(contrast("#fff", ground) >= TEXT for ground in grounds)


def test_controls_and_the_focus_can_be_seen():
    controls = {told["border"] for selector, told in rules()
                if re.search(r"button|select|input", selector) and "border" in told}  # fmt: skip
    edges = {colour for border in controls for colour in re.findall(r"#[0-9a-f]{3,6}", border)}
    assert edges
    assert all(contrast(edge, "#fff") >= SHAPE for edge in edges)
    (focus,) = colours("outline")
    assert all(contrast(focus, ground) >= SHAPE for ground in BACKGROUNDS if light(ground) > 0.5)
