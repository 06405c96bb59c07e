"""One comparison under each variant of the model."""

from __future__ import annotations

import pandas as pd
import pytest

import multivector_sim as mv
from multivector_sim.errors import InputError
from multivector_sim.experiments.across import AS_IT_IS, compare_across
from multivector_sim.experiments.saved import load_results
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.plots.style import provenance
from multivector_sim.report import render_report

FEW = {"runs": 12, "seed": 2, "overrides": ["end=1997Q4"], "against": ["laissez_faire"]}
CHOSEN = ["no_upper_hand", "no_overlap_friction"]


@pytest.fixture(scope="module")
def across():
    return compare_across(["multivector"], variants=CHOSEN, **FEW)


def test_each_is_the_comparison_that_stands_alone(across):
    assert list(across.comparisons) == [AS_IT_IS, *CHOSEN]
    for name in across.comparisons:
        variant = () if name == AS_IT_IS else name
        alone = mv.compare(["multivector"], variant=variant, record=(), **FEW).effects
        rows = across.effects[across.effects["variant"] == name].drop(columns="variant")
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), alone)


def test_variants_change_something_and_share_their_chance(across):
    means = across.effects[across.effects["label"] == "tension_rus_chn"].set_index("variant")[
        "mean"
    ]
    assert means.nunique() == len(means)
    # Overlap friction has no say in what the levers cost: there, every run is the same.
    cost = across.effects[across.effects["label"] == "cost"].set_index("variant")["mean"]
    assert cost.nunique() == 1


def test_without_names_every_variant_is_taken():
    seen = []
    options = {**FEW, "runs": 2, "outcomes": ["ceded"]}
    compare_across(["multivector"], finished=lambda name, _: seen.append(name), **options)
    assert seen == [AS_IT_IS, *(row.name for row in MODEL_VARIANTS)]
    with pytest.raises(InputError, match="'no_upper_hand' stands twice"):
        compare_across(["multivector"], variants=["no_upper_hand"] * 2, **options)


def test_what_is_written_can_be_read_and_names_the_variant(across, tmp_path):
    across.save(tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "variants.csv")
    assert list(table.columns) == list(across.effects.columns)
    words = "Variant no_upper_hand (upper_hand = 0)."
    for name in across.comparisons:
        saved = load_results(tmp_path / "out" / name)
        expected = [] if name == AS_IT_IS else [name]
        scenario = saved.manifest["experiment"]["scenarios"]["laissez_faire"]["scenario"]
        assert scenario["variants"] == expected
        told = provenance(saved.datasets)
        assert ("variant" in told) == (name != AS_IT_IS)
        assert name in told or name == AS_IT_IS
        if name != CHOSEN[1]:
            page = render_report(tmp_path / "out" / name)
            assert (words in page) == (name == "no_upper_hand")
