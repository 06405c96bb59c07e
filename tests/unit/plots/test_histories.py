"""The figure of several histories draws their numbers."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.dates import date2num

import multivector_sim as mv

OPTIONS = {"run": 7, "seed": 1}


@pytest.fixture(scope="module")
def runs():
    return {
        name: mv.explain(name, overrides=["end=1995Q4"], **OPTIONS)
        for name in ("baseline", "multivector", "laissez_faire")
    }


def lines(figure, panel):
    return {line.get_label(): line.get_ydata() for line in figure.axes[panel].lines}


def test_lines_are_those_of_the_runs(runs):
    figure = mv.plots.histories(runs, since=4, turned=["1994Q2"])
    tension, kept, gains = (lines(figure, panel) for panel in range(3))
    own, other = runs["baseline"].quarters, runs["laissez_faire"].quarters
    assert kept["laissez faire"] == pytest.approx([row.share[:, 0].mean() for row in other[4:]])
    assert gains["minus laissez faire"] == pytest.approx(
        [one.welfare - two.welfare for one, two in zip(own, other, strict=True)][4:]
    )
    matrix = own[-1].tension[1:, 1:]
    among = matrix[~np.eye(len(matrix), dtype=bool)].mean()
    assert tension["baseline"][-1] == pytest.approx(among)
    assert "minus baseline" not in gains
    marked = [line for line in figure.axes[1].lines if line.get_linestyle() == ":"
              and len(line.get_xdata()) == 2]  # fmt: skip
    assert date2num(np.datetime64("1994-04-01")) == pytest.approx(marked[0].get_xdata()[0], abs=1)
    assert "not a forecast" in mv.plots.alt_text(figure)


def test_what_cannot_be_drawn_is_told(runs):
    longer = mv.explain("baseline", overrides=["end=1996Q4"], **OPTIONS)
    with pytest.raises(mv.InputError, match="2 spans of time"):
        mv.plots.histories({**runs, "longer": longer})
    with pytest.raises(mv.InputError, match="0 runs"):
        mv.plots.histories({})
    with pytest.raises(mv.InputError, match="since: 99"):
        mv.plots.histories(runs, since=99)
