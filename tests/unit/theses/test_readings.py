"""Readings and edits that tests of theses share, and draws that have no value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from multivector_sim.inquiry import Condition, Estimates, Measure, effect_of, needs_of
from multivector_sim.model.actors import LEVERS, PIVOT
from multivector_sim.model.inputs import NO_PARAMETER, Inputs
from multivector_sim.theses.edits import (
    Attraction,
    Favoured,
    FirstShares,
    Guaranteed,
    Held,
    Moved,
    PolicyBites,
    Seen,
    WithoutTies,
    WithoutTreaty,
)
from multivector_sim.theses.readings import (
    Contrast,
    FloatArray,
    contrasted,
    gap,
    logarithm,
    one,
    parts_of,
    quarters_with,
    ratio,
    total,
)
from multivector_sim.theses.rules import chance_of, share_of

HERE, THERE = Condition("here"), Condition("there", policy="isolation")
TOLD = {
    (HERE, "a"): [6.0, 4.0],
    (HERE, "b"): [2.0, 0.0],
    (THERE, "a"): [1.0, 1.0],
    (THERE, "b"): [1.0, 5.0],
}


def told(condition: Condition, measure: Measure | str) -> FloatArray:
    return np.array(TOLD[condition, str(measure)])


def test_readings_are_plain_arithmetic() -> None:
    assert total("a", "b")(told, HERE).tolist() == [8.0, 4.0]
    assert gap(one("a"), one("b"))(told, HERE).tolist() == [4.0, 4.0]
    assert contrasted(HERE, THERE, one("a"))(told).tolist() == [5.0, 3.0]


def test_a_ratio_without_a_denominator_has_no_value() -> None:
    found = ratio(one("a"), one("b"))(told, HERE)
    assert found[0] == 3.0
    assert math.isnan(found[1])
    assert np.isnan(ratio(one("a"), one("b"), least=2.0)(told, HERE)).all()
    logs = logarithm(one("b"))(told, HERE)
    assert logs[0] == pytest.approx(math.log(2.0))
    assert math.isnan(logs[1])


def test_actions_are_counted_between_thresholds() -> None:
    asked = needs_of(lambda read: quarters_with("RUS", 2, 3, 1995.0)(read, HERE))
    assert [measure.label for measure in asked[HERE]] == [
        "action.RUS above 1.5 1995-",
        "action.RUS above 3.5 1995-",
    ]


def test_parts_of_one_name_differ_in_the_counterfactual() -> None:
    rows = (Contrast("there", HERE, THERE), Contrast("nowhere", HERE, HERE))
    first, second = parts_of("what", rows, one("a"), "lower", "count", 0.5)
    assert (first.name, first.against, first.unit, first.negligible) == (
        "what",
        "there",
        "count",
        0.5,
    )
    assert second.against == "nowhere"
    assert first.value(told).tolist() == [5.0, 3.0]
    assert second.value(told).tolist() == [0.0, 0.0]


def test_draws_without_an_error_have_no_part_in_the_noise() -> None:
    values = np.array([1.0, 2.0, 3.0, np.nan])
    errors = np.array([0.1, 0.1, np.nan, np.nan])
    found = effect_of(Estimates(values, errors))
    assert found.draws == 3
    assert found.noise == pytest.approx(0.01)
    assert effect_of(Estimates(values, np.full(4, np.nan))).noise == 1.0


def test_no_draw_is_no_evidence() -> None:
    found = effect_of(Estimates(np.full(5, np.nan), np.full(5, np.nan)))
    assert found.draws == 0
    assert chance_of(share_of(found, "lower"), found.draws) == 1.0


def test_equal_edits_share_runs() -> None:
    first = HERE.changed("x", edit=Held("concession", 1.0, 1996.0, 1997.0))
    again = HERE.changed("x", edit=Held("concession", 1.0, 1996.0, 1997.0))
    assert first == again
    assert hash(first) == hash(again)
    assert first != HERE.changed("x", edit=Held("concession", 1.0, 1996.0, 1998.0))


def same(one_array: FloatArray, other: FloatArray) -> bool:
    """Tell whether arrays are equal; NaN marks a share that retention decides."""
    return np.array_equal(one_array, other, equal_nan=one_array.dtype.kind == "f")


def changed_fields(before: Inputs, after: Inputs) -> set[str]:
    return {
        name for name in before.shapes() if not same(getattr(before, name), getattr(after, name))
    }


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        (Held("concession", 0.9, 1996.0, 1997.0), {"levers"}),
        (Favoured("USA", 4.0, 1993.0, 1994.0), {"favour"}),
        (Guaranteed("RUS", 0.1, 1998.0), {"guarantee"}),
        (Seen("RUS", "CHN", 0.1), {"bias"}),
        (Moved("upstream", "USA", 0.15), {"initial_share"}),
        (FirstShares("routes", (0.1, 0.3, 0.3, 0.0, 0.3)), {"initial_share"}),
        (Attraction("routes", "CHN", 0.5), {"attraction"}),
        (PolicyBites("upstream"), {"steering", "exclusivity"}),
        (WithoutTies("USA"), {"initial_share", "attraction"}),
        (WithoutTreaty("RUS", 2018.5, 2018.75), {"treaty"}),
    ],
)
def test_an_edit_changes_what_it_says_and_leaves_its_source(
    packed_baseline: Inputs, edit: object, fields: set[str]
) -> None:
    assert callable(edit)
    kept = {name: getattr(packed_baseline, name).copy() for name in packed_baseline.shapes()}
    assert changed_fields(packed_baseline, edit(packed_baseline)) == fields
    for name, array in kept.items():
        assert same(array, getattr(packed_baseline, name))
    shares = edit(packed_baseline).initial_share
    assert np.allclose(shares.sum(axis=1), 1.0)
    assert shares.min() >= 0.0


def test_a_lever_is_held_in_its_quarters_alone(packed_baseline: Inputs) -> None:
    column = LEVERS.index("concession")
    held = Held("concession", 0.9, 1996.0, 1997.0)(packed_baseline).levers[:, column]
    assert (held == 0.9).nonzero()[0].tolist() == [16, 17, 18, 19]


def test_everybody_misjudges_every_rival_and_not_the_pivot(packed_baseline: Inputs) -> None:
    bias = Seen(None, None, -1.0)(packed_baseline).bias
    assert np.all(bias[:, 1:, 1:] == -1.0)
    assert not bias[:, PIVOT].any()
    assert not bias[:, :, PIVOT].any()


def test_an_attraction_that_is_set_is_no_parameter(packed_baseline: Inputs) -> None:
    trade, russia = packed_baseline.sectors.index("trade"), packed_baseline.actors.index("RUS")
    assert packed_baseline.attraction_parameter[trade, russia] != NO_PARAMETER
    after = Attraction("trade", "RUS", 0.2)(packed_baseline)
    assert after.attraction_parameter[trade, russia] == NO_PARAMETER
    assert after.attraction[trade, russia] == 0.2
