"""Variants of the model on the command line."""

from __future__ import annotations

import json

from multivector_sim.model.variants import MODEL_VARIANTS

NAMES = [row.name for row in MODEL_VARIANTS]
FEW = ("--runs", "4", "--set", "end=1994Q4")


def test_list(multivector):
    told = multivector("list", "--variants").stdout
    assert all(name in told for name in NAMES)
    rows = json.loads(multivector("list", "--variants", "--json").stdout)
    assert [row["name"] for row in rows] == NAMES
    assert rows[1]["parameters"] == {"upper_hand": 0}
    refused = multivector("list", "--variants", "--sweeps")
    assert refused.returncode == 2
    assert "--json only" in refused.stderr


def test_tables_name_it(multivector):
    for command in ("run", "compare"):
        done = multivector(command, "multivector", *FEW, "--variant", "no_upper_hand")
        assert done.returncode == 0, done.stderr
        assert "Variant no_upper_hand (upper_hand = 0)." in done.stdout
    assert (
        "multivector compare multivector --variant no_upper_hand --set end=1994Q4"
        in multivector("run", "multivector", *FEW, "--variant", "no_upper_hand").stdout
    )
    assert "Variant" not in multivector("run", "multivector", *FEW).stdout


def test_unknown_names(multivector):
    for command in (("run", "baseline"), ("compare", "baseline"), ("show", "baseline"),
                    ("diff", "baseline"), ("sweep", "thesis", "--plan"),
                    ("compare", "baseline", "--across-variants")):  # fmt: skip
        done = multivector(*command, "--variant", "no_uper_hand")
        assert done.returncode == 2
        assert "did you mean 'no_upper_hand'?" in done.stderr
        assert "Traceback" not in done.stderr


def test_across(multivector, tmp_path):
    arguments = ("compare", "multivector", "--across-variants", *FEW)
    done = multivector(*arguments, "--out", "results", "--outcomes", "autonomy,ceded")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for name in ("as_it_is", *NAMES):
        assert sum(line.split()[:1] == [name] for line in lines) == 2  # one row an outcome
        assert (tmp_path / "results" / name / "manifest.json").is_file()
    figure = multivector("plot", "results/no_upper_hand", "--figure", "forest")
    assert figure.returncode == 0, figure.stderr
    document = json.loads(multivector(*arguments, "--json").stdout)
    assert {row["variant"] for row in document["effects"]} == {"as_it_is", *NAMES}
    chosen = multivector(*arguments, "--variant", "no_upper_hand", "--json")
    assert set(json.loads(chosen.stdout)["manifests"]) == {"as_it_is", "no_upper_hand"}
    refused = multivector(*arguments, "--record", "tension")
    assert refused.returncode == 2
    assert "leave out --across-variants" in refused.stderr


def test_diff_tells_what_it_fixes(multivector):
    told = multivector("diff", "baseline", "--variant", "no_overlap_friction").stdout
    assert "parameters.overlap_friction: 0.3 -> 0" in told
    assert multivector("diff", "baseline").returncode == 2
