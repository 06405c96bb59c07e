"""Where fields lie in memory, and how Python and compiled code reach them."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from multivector_sim.model.actors import ACTIONS, CONCERNS
from multivector_sim.model.lanes import WIDTH
from multivector_sim.model.record import (
    Field,
    Layout,
    Record,
    group_record,
    half_record,
    open_record,
    size_marks,
)
from multivector_sim.model.state import NOW, RUN, WORLD

N, S = 3, 2
LAYOUT = Layout(
    "sample",
    (
        Field("alone"),
        Field("pair", ("actor", "actor")),
        Field("key", format="key"),
        Field("by_sector", ("sector", "actor")),
        Field("worry", ("actor", "concern")),
        Field("value", ("action",)),
    ),
)


def test_fields_follow_each_other_without_gaps() -> None:
    shapes = {
        "alone": (),
        "pair": (N, N),
        "key": (),
        "by_sector": (S, N),
        "worry": (N, len(CONCERNS)),
        "value": (len(ACTIONS),),
    }
    first = 0
    for name, shape in shapes.items():
        assert LAYOUT.shape(name, N, S) == shape
        assert LAYOUT.offset(name, N, S) == first
        rows = LAYOUT.row_indices(name, N, S)
        assert rows.shape == shape
        assert rows.reshape(-1).tolist() == list(range(first, first + rows.size))
        first += rows.size
    assert LAYOUT.rows(N, S) == first


@pytest.mark.parametrize("layout", [RUN, WORLD, NOW], ids=lambda layout: layout.name)
def test_layouts_of_the_model_cover_every_row_once(layout: Layout) -> None:
    for n, s in ((5, 5), (4, 7)):
        rows = np.concatenate(
            [layout.row_indices(name, n, s).reshape(-1) for name in layout.fields]
        )
        assert sorted(rows) == list(range(layout.rows(n, s)))


def test_a_field_cannot_stand_twice_and_must_exist() -> None:
    with pytest.raises(ValueError, match="'x' stands twice"):
        Layout("double", (Field("x"), Field("x")))
    with pytest.raises(KeyError, match="nothing"):
        LAYOUT.offset("nothing", N, S)


def test_views_are_the_memory() -> None:
    memory = np.zeros(LAYOUT.rows(N, S))
    record = Record(LAYOUT, memory, N, S)
    record.alone = 2.5
    record.pair[1, 2] = 7.0
    record.worry = 0.5  # a field is filled as a whole
    record.key = 2**64 - 1
    assert record.alone == 2.5
    assert isinstance(record.alone, float)
    assert record.key == 2**64 - 1
    assert memory[LAYOUT.offset("alone", N, S)] == 2.5
    assert memory[LAYOUT.row_indices("pair", N, S)[1, 2]] == 7.0
    assert (memory[LAYOUT.row_indices("worry", N, S)] == 0.5).all()
    assert memory.sum() != 0.0 or np.isnan(memory.sum())
    memory[LAYOUT.row_indices("value", N, S)] = range(len(ACTIONS))
    assert record.value.tolist() == list(range(len(ACTIONS)))


def test_a_missing_field_is_named() -> None:
    record = Record(LAYOUT, np.zeros(LAYOUT.rows(N, S)), N, S)
    with pytest.raises(AttributeError, match="record sample has no field 'tensoin'"):
        _ = record.tensoin
    with pytest.raises(KeyError):
        record.tensoin = 1.0


def test_a_record_of_one_run_has_no_groups_or_halves() -> None:
    record = Record(LAYOUT, np.zeros(LAYOUT.rows(N, S)), N, S)
    assert group_record(record, 0) is record
    with pytest.raises(ValueError, match="single run"):
        group_record(record, 1)
    with pytest.raises(ValueError, match="no half 1"):
        half_record(record, 1)


def test_compiled_code_reads_and_writes_the_same_places() -> None:
    open_single, open_lanes = open_record(LAYOUT, 1), open_record(LAYOUT, WIDTH)

    @numba.njit
    def write(memory, first, actors, sectors):  # type: ignore[no-untyped-def]
        record = open_single(memory, first, actors, sectors)
        record.alone = 1.0 + record.actors + 10.0 * record.sectors
        for i in range(record.actors):
            record.pair[i, 1] = record.pair[1, i] + 100.0
        record.value[3] = record.by_sector[1, 2]

    @numba.njit
    def spread(memory, actors, sectors):  # type: ignore[no-untyped-def]
        record = open_lanes(memory, 0, actors, sectors)
        record.pair[2, 0] = record.worry[1, 3] * 2.0
        for half in range(2):
            half_record(group_record(record, 1), half).alone = 5.0 + half

    rows = LAYOUT.rows(N, S)
    marks = size_marks(N), size_marks(S)
    start = np.random.default_rng(0).random(rows)
    memory = np.concatenate([np.full(4, -1.0), start])
    write(memory, 4, *marks)
    expected = Record(LAYOUT, start.copy(), N, S)
    expected.alone = 1.0 + N + 10.0 * S
    for i in range(N):
        expected.pair[i, 1] = expected.pair[1, i] + 100.0
    expected.value[3] = expected.by_sector[1, 2]
    assert (memory[:4] == -1.0).all()
    assert (memory[4:] == expected.memory).all()

    groups = np.random.default_rng(1).random((2, rows, WIDTH))
    before = groups.copy()
    spread(groups.reshape(-1), *marks)
    before[0, LAYOUT.row_indices("pair", N, S)[2, 0]] = (
        2.0 * before[0, LAYOUT.row_indices("worry", N, S)[1, 3]]
    )
    before[1, LAYOUT.offset("alone", N, S)] = np.repeat([5.0, 6.0], WIDTH // 2)
    assert (groups == before).all()


def test_mistakes_in_rules_are_typing_errors() -> None:
    open_single = open_record(LAYOUT, 1)

    @numba.njit
    def misspelt(memory, a, s):  # type: ignore[no-untyped-def]
        return open_single(memory, 0, a, s).tensoin

    @numba.njit
    def too_few(memory, a, s):  # type: ignore[no-untyped-def]
        return open_single(memory, 0, a, s).pair[1]

    @numba.njit
    def fractional(memory, a, s):  # type: ignore[no-untyped-def]
        return open_single(memory, 0, a, s).pair[1.0, 2]

    for wrong in (misspelt, too_few, fractional):
        with pytest.raises(numba.TypingError):
            wrong(np.zeros(LAYOUT.rows(N, S)), size_marks(N), size_marks(S))
