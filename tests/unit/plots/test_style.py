"""Every style can be read, and told apart by people who confuse colours."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from multivector_sim import plots
from multivector_sim.errors import InputError
from multivector_sim.plots.style import colours, contrast, current, legible

# Machado, Oliveira and Fernandes 2009, IEEE Transactions on Visualization and Computer Graphics
# 15(6), 1291-1298, doi 10.1109/TVCG.2009.113: severity 1.0, on linear RGB.
SEEN = {
    "normal": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
}  # fmt: skip


def linear(colour):
    """Return linear RGB of an sRGB colour (IEC 61966-2-1)."""
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                     for c in to_rgb(colour)])  # fmt: skip


def lab(colour, eye):
    """Return CIELAB (D65) of a colour as an eye sees it."""
    rgb = np.clip(SEEN[eye] @ linear(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = [c ** (1 / 3) if c > 216 / 24389 else (24389 / 27 * c + 16) / 116
         for c in xyz @ rgb / [0.9505, 1.0, 1.089]]  # fmt: skip
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def closest(palette, eye):
    """Return the smallest CIE76 distance between two colours of a palette."""
    return min(np.linalg.norm(lab(a, eye) - lab(b, eye)) for a, b in combinations(palette, 2))


def test_matrices_keep_grey_grey():
    for matrix in SEEN.values():
        assert matrix.sum(axis=1) == pytest.approx([1, 1, 1], abs=2e-6)


def test_contrast_is_that_of_wcag():
    assert contrast("white", "black") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.005)  # the known borderline
    assert contrast("#777777", "white") < 4.5


@pytest.mark.parametrize("eye", SEEN)
@pytest.mark.parametrize("name", plots.STYLES)
def test_palettes_can_be_told_apart(name, eye):
    style = plots.STYLES[name]
    assert closest([*style.actors.values(), style.pivot], eye) > 15
    assert closest(style.series, eye) > 15
    # Eight scenarios are told apart by markers and dashes too.
    assert closest([style.focal, *style.others[:4]], eye) > 10


def test_the_measure_finds_a_palette_that_confuses():
    assert closest(["#d62728", "#8c6d00"], "normal") > 30
    assert closest(["#d62728", "#8c6d00"], "protanopia") < 25
    assert closest(["#2ca02c", "#b57a1c"], "deuteranopia") < closest(
        ["#2ca02c", "#b57a1c"], "normal"
    )


def test_powers_differ_in_grey_when_printed():
    greys = sorted(lab(colour, "normal")[0] for colour in plots.STYLES["print"].actors.values())
    assert min(np.diff(greys)) > 10


@pytest.mark.parametrize("name", plots.STYLES)
def test_ink_is_readable_on_paper_and_cells(name):
    style = plots.STYLES[name]
    for text in (style.ink, style.muted):
        assert contrast(text, style.paper) >= 4.5
    for cell in style.cells:
        assert contrast(style.ink, cell) >= 4.5
    with plots.use_style(name):
        for colour in (*style.actors.values(), style.pivot, *style.others, style.focal):
            assert contrast(legible(colour), style.paper) >= 4.5
            assert contrast(legible(style.paper, colour), colour) >= 4.5


@pytest.mark.parametrize("name", plots.STYLES)
def test_every_text_on_paper_is_readable(name, comparison):
    with plots.use_style(name):
        paper = current().paper
        figures = [
            plots.fan(comparison.paths),
            plots.compare(comparison),
            plots.leverage(comparison.paths["baseline"]),
            plots.leverage(comparison.paths["baseline"], layout="stacked"),
            plots.dyads(comparison.paths),
            plots.concern_path(comparison.paths["baseline"]),
            plots.chronicle(comparison.paths["baseline"]),
        ]
    for figure in figures:
        assert to_rgb(figure.get_facecolor()) == to_rgb(paper)
        for axes in figure.axes:
            assert to_rgb(axes.get_facecolor()) == to_rgb(paper)
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible():
                assert contrast(text.get_color(), paper) >= 4.5, text.get_text()


def test_style_holds_within_its_block_or_until_the_next():
    assert current() is plots.STYLES["projector"]
    with plots.use_style("dark"):
        assert current() is plots.STYLES["dark"]
        with plots.use_style("print"):
            assert current() is plots.STYLES["print"]
        assert current() is plots.STYLES["dark"]
    assert current() is plots.STYLES["projector"]
    plots.use_style("print")
    assert current() is plots.STYLES["print"]
    plots.use_style("projector")
    with pytest.raises(InputError, match="projector, print, dark"):
        plots.use_style("neon")


def test_style_is_that_of_drawing_not_of_saving(comparison, tmp_path):
    from PIL import Image

    with plots.use_style("dark"):
        figure = plots.forest(comparison)
    plots.save(figure, tmp_path / "forest.png")
    with Image.open(tmp_path / "forest.png") as image:
        corner = image.convert("RGB").getpixel((0, 0))
    assert corner == (0x12, 0x16, 0x1C)


def test_looks_repeat_only_after_seven():
    looks = list(colours(f"s{n}" for n in range(8)).values())
    assert len({(look.colour, look.marker) for look in looks}) == 8
