"""Figures of attributions show what the tables say."""

from __future__ import annotations

import dataclasses

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from made_attribution import made_attribution, made_mediation
from multivector_sim import plots
from multivector_sim.attribution import PARTS, PLAYERS
from multivector_sim.errors import InputError

FOUR = ("laissez faire", "bandwagon Russia", "bandwagon China", "pro West")


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def marks(axes, what: str, which: str) -> list[list[float]]:
    """Return the data of the lines of one kind, top down."""
    lines = [line for line in axes.lines if line.get_label() == f"_{what} {which}"]
    lines.sort(key=lambda line: line.get_ydata()[0])
    return [list(line.get_xdata()) for line in lines]


@pytest.mark.parametrize(
    ("result", "draw", "rows"),
    [
        (made_attribution(), plots.attribution, len(PLAYERS) + 1),
        (made_mediation(), plots.mediation, len(PARTS)),
    ],
)
def test_marks_stand_at_the_numbers_of_the_table(result, draw, rows):
    figure, table = draw(result), result.to_frame()
    assert len(figure.axes) == 4
    for axes, other in zip(figure.axes, result.question.counterfactuals, strict=True):
        for which in result.sets:
            own = table[(table["set"] == which) & (table["counterfactual"] == other)]
            assert len(own) == rows
            means = [x for (x,) in marks(axes, "mean", which)]
            assert means == pytest.approx(own["mean"].tolist())
            for what, low, high in (
                ("interval", "mean_low", "mean_high"),
                ("range", "low", "high"),
            ):
                ends = marks(axes, what, which)
                assert [end[0] for end in ends] == pytest.approx(own[low].tolist())
                assert [end[1] for end in ends] == pytest.approx(own[high].tolist())
    shown = texts(figure)
    for name in FOUR:
        assert f"against {name}" in shown
    assert any("exploratory, not a forecast" in text and "40 draws" in text for text in shown)
    assert any("mean Russia-China tension" in text for text in shown)


def test_a_matrix_holds_every_pair_and_is_bold_where_it_is_clear():
    made = made_attribution()
    figure = plots.attribution_pairs(made)
    table = made.interactions()
    table = table[table["set"] == "prior"]
    for axes, other in zip(figure.axes, made.question.counterfactuals, strict=True):
        own = table[table["counterfactual"] == other]
        cells = [text for text in axes.texts if text.get_text()[0] in "+-0"]
        assert len(cells) == 10 == len([p for p in axes.patches if isinstance(p, Rectangle)])
        for text, row in zip(cells, own.itertuples(), strict=True):
            assert float(text.get_text()) == pytest.approx(row.mean, abs=6e-5)
            clear = row.mean_low > 0 or row.mean_high < 0
            assert (text.get_fontweight() == "bold") == clear
        assert {text.get_fontweight() for text in cells} == {"bold", "normal"}


def test_a_set_is_chosen_by_name():
    made = made_attribution(sets=("accepted",))
    assert "accepted set" in plots.alt_text(plots.attribution_pairs(made))
    with pytest.raises(InputError, match="'prior' received; this attribution was made over"):
        plots.attribution_pairs(made, "prior")


def test_words_tell_what_the_pictures_show():
    made = made_attribution(counterfactuals=("pro_west",))
    told = plots.alt_text(plots.attribution(made))
    row = made.to_frame().iloc[0]
    assert f"pivot policy {row['mean']:+.3g} ({row['mean_low']:+.3g} to" in told
    assert "prior with tossed signs, against pro West" in told
    pair = made.interactions().iloc[0]
    words = plots.alt_text(plots.attribution_pairs(made))
    assert f"pivot policy with common Other {pair['mean']:+.3g}" in words
    parts = plots.alt_text(plots.mediation(made_mediation(counterfactuals=("pro_west",))))
    assert "through concerns" in parts
    assert "deception, alone" in parts


def test_a_game_without_any_effect_can_be_drawn():
    made = made_attribution(counterfactuals=("pro_west",))
    still = dataclasses.replace(made, games={key: 0 * game for key, game in made.games.items()})
    for draw in (plots.attribution, plots.attribution_pairs):
        draw(still).draw_without_rendering()
    shown = [text.get_text() for text in plots.attribution_pairs(still).axes[0].texts]
    assert all(float(text) == 0 for text in shown)


def test_an_outcome_moved_by_construction_is_marked():
    for figure in (
        plots.attribution(made_attribution("cost")),
        plots.mediation(made_mediation("cost")),
    ):
        assert any("[not scored]" in text for text in texts(figure))
