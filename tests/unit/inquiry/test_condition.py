"""Conditions: words do not count, edits and changes add up, bad ones are explained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from multivector_sim.errors import InputError
from multivector_sim.inquiry import Condition
from multivector_sim.inquiry.condition import prepare
from multivector_sim.model.inputs import Inputs


def dearer(inputs: Inputs) -> Inputs:
    return inputs.altered(price=inputs.price * 2)


def scarcer(inputs: Inputs) -> Inputs:
    return inputs.altered(spare=inputs.spare * 0)


def test_conditions_that_pack_alike_are_alike() -> None:
    plain = Condition("plain", policy="multivector")
    other = Condition("the same by another way", base="multivector")
    assert prepare(plain).digest == prepare(other).digest
    assert prepare(plain).digest != prepare(plain.changed("mute", policy__persuasion=0)).digest
    fixed = plain.changed("fixed", parameters__fatigue=0.8)  # the default, but in every draw
    assert prepare(fixed).digest != prepare(plain).digest


def test_edits_follow_each_other() -> None:
    world = Condition("dear", edit=dearer).changed("dear and scarce", edit=scarcer)
    inputs, plain = prepare(world).inputs, prepare(Condition("plain")).inputs
    assert (inputs.price == 2 * plain.price).all()
    assert not inputs.spare.any()
    assert np.array_equal(inputs.levers, plain.levers)


def test_chance_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "chancy.yaml"
    file.write_text(
        "title: x\nquestion: x\nextends: baseline\nchance:\n"
        "  policy.inclusion: {uniform: [0.1, 0.9]}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="give these numbers a value"):
        prepare(Condition("chancy", base=str(file)))
