"""Results are made once, few at a time, and forgotten when there are too many."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from multivector_sim.classroom.store import Store
from multivector_sim.errors import SimulationError


def test_who_asks_at_the_same_time_waits_for_one_making():
    store, made, gate = Store(4, makers=2), [], threading.Event()

    def make():
        made.append(1)
        gate.wait(10)
        return object()

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(store.get, "key", make) for _ in range(8)]
        gate.set()
        found = {id(one.result()) for one in asked}
    assert len(made) == len(found) == 1


def test_the_least_recent_goes_first():
    store = Store(2)
    for key in "abca":
        store.get(key, lambda key=key: key)
    made = []
    store.get("c", lambda: made.append("c"))
    store.get("a", lambda: made.append("a"))
    assert len(store) == 2
    assert made == []
    store.get("b", lambda: made.append("b"))
    assert made == ["b"]


def test_what_failed_is_not_kept():
    store = Store(2)
    with pytest.raises(ZeroDivisionError):
        store.get("key", lambda: 1 / 0)
    assert store.get("key", lambda: 7) == 7


def test_no_more_are_made_at_a_time_than_allowed():
    store, running, most, lock = Store(50, makers=2), [0], [0], threading.Lock()
    barrier = threading.Barrier(2)

    def make():
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        barrier.wait(10)  # two at a time do come here together
        with lock:
            running[0] -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.get(key, make), range(8)))
    assert most[0] == 2


def test_who_gets_no_turn_is_told():
    store, inside, gate = Store(4, makers=1, patience=0.02), threading.Event(), threading.Event()

    def slow():
        inside.set()
        gate.wait(10)
        return 1

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(store.get, "slow", slow)
        assert inside.wait(10)
        with pytest.raises(SimulationError, match="try again"):
            store.get("other", lambda: 2)
        gate.set()
        assert first.exception() is None or isinstance(first.exception(), SimulationError)
    assert store.get("other", lambda: 2) == 2
