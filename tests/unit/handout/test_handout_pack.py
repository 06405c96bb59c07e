"""Packed numbers come back, to half a step."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from multivector_sim.handout.pack import LARGEST, pack, step_of, unpack

SHAPES = st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 7))


@given(
    SHAPES.flatmap(lambda shape: arrays(np.float64, shape, elements=st.floats(-50, 1e3, width=32)))
)
def test_they_come_back_to_half_a_step(values):
    step = step_of(values) if np.ptp(values) > 0 else 1e-3
    found = unpack(pack(values, step))
    assert found.shape == values.shape
    assert np.abs(found - values).max() <= step / 2 * (1 + 1e-6)


@given(SHAPES.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(-900, 60_000))))
def test_whole_numbers_come_back_exactly(values):
    assert step_of(values.astype(float)) == 1
    assert (unpack(pack(values.astype(float), 1.0)) == values).all()


@pytest.mark.parametrize(("reach", "step"), [(0.05, 1e-6), (0.3, 5e-6), (3.4, 1e-4), (9e4, 2.0)])
def test_steps_are_round_and_as_small_as_sixteen_bits_allow(reach, step):
    values = np.append(np.random.default_rng(1).random(50), [0, 1]) * reach
    assert step_of(values) == step
    assert reach / step <= LARGEST < 2.5 * reach / step


def test_differences_are_undone_along_their_axes_in_any_order():
    # A plane is told by differences along both axes; read here with nothing but zlib.
    first, second = np.mgrid[0:40, 0:60]
    values = 300.0 * first + 7 * second + 5
    packed = pack(values, 1.0)
    assert sorted(packed.axes) == [0, 1]
    raw = zlib.decompress(base64.b64decode(packed.data))
    half = len(raw) // 2
    zigzag = [raw[k] + 256 * raw[half + k] for k in range(half)]
    apart = np.array([z // 2 if z % 2 == 0 else -(z + 1) // 2 for z in zigzag]).reshape(40, 60)
    assert (apart.cumsum(axis=0).cumsum(axis=1) + packed.base == values).all()
    assert (apart[1:, 1:] == 0).all()


@pytest.mark.parametrize(
    ("values", "words"), [([0.0, np.nan], "not finite"), ([0.0, 70_000.0], "too large")]
)
def test_what_cannot_be_packed_is_refused(values, words):
    with pytest.raises(ValueError, match=words):
        pack(np.array(values), 1.0)
