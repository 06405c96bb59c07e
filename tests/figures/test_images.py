"""Every figure looks as it did when somebody last looked at it.

To renew the pictures after a change on purpose, and then to look at each:

    python -m pytest tests/figures --mpl-generate-path=tests/figures/baseline
"""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

from multivector_sim import plots

WANT = {"tension_rus_chn": "lower", "autonomy": "higher"}

TOLERANCE = 6.0
"""Root mean square of the differences, 0 to 255. Measured at 32 dots an inch: text drawn with
other hinting, as other versions of FreeType do, differs by up to 4; the same figure of other runs
by 8 and more (see the last test)."""

image = pytest.mark.mpl_image_compare(
    baseline_dir="baseline",
    tolerance=TOLERANCE,
    style="default",
    backend="agg",
    savefig_kwargs={"dpi": 32, "metadata": {"Software": None}},
)


@image
def test_fan(comparison):
    return plots.fan(comparison.paths["baseline"])


@image
def test_fan_multiples(comparison):
    return plots.fan(comparison.paths)


@image
def test_compare(comparison):
    return plots.compare(comparison)


@image
def test_compare_dark(comparison):
    with plots.use_style("dark"):
        return plots.compare(comparison)


@image
def test_forest(comparison):
    return plots.forest(comparison)


@image
def test_forest_print(comparison):
    with plots.use_style("print"):
        return plots.forest(comparison)


@image
def test_dyads(comparison):
    return plots.dyads(comparison.paths)


@image
def test_leverage(comparison):
    return plots.leverage(comparison.paths["baseline"])


@image
def test_leverage_change(comparison):
    return plots.leverage(comparison.paths["baseline"], layout="stacked")


@image
def test_leverage_against_print(comparison):
    with plots.use_style("print"):
        return plots.leverage(comparison.paths, layout="stacked", against="laissez_faire")


@image
def test_concern_path(comparison):
    return plots.concern_path(comparison.paths["baseline"])


@image
def test_network(comparison):
    return plots.network(comparison.paths["baseline"])


@image
def test_network_dark(comparison):
    with plots.use_style("dark"):
        return plots.network(comparison.paths["baseline"], ["2022-06"])


@image
def test_chronicle(comparison):
    return plots.chronicle(comparison.paths["baseline"], run=3)


@image
def test_chronicle_dark(comparison):
    with plots.use_style("dark"):
        return plots.chronicle(comparison.paths["baseline"], run=3)


@image
def test_routes_map(comparison):
    return plots.routes_map(comparison.paths["baseline"])


@image
def test_routes_map_print(comparison):
    with plots.use_style("print"):
        return plots.routes_map(comparison.paths["baseline"], "1995")


@image
def test_scorecard(comparison):
    return plots.scorecard(comparison)


@image
def test_scorecard_dark(comparison):
    with plots.use_style("dark"):
        return plots.scorecard(comparison)


@image
def test_trade_off(comparison):
    return plots.trade_off(comparison, *WANT, better=WANT)


@image
def test_trade_off_dark(comparison):
    with plots.use_style("dark"):
        return plots.trade_off(comparison, *WANT, better=WANT)
