"""Nobody reaches another's game, and games do not fill the memory."""

from __future__ import annotations

import pytest

from multivector_sim.app.play_book import TablesBook
from multivector_sim.app.play_table import Table
from multivector_sim.errors import SimulationError


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_key_opens_the_own_game_alone():
    book, table = TablesBook(), Table()
    key = book.add("one", table)
    assert book.find("one", key) is table
    assert book.find("other", key) is None
    assert book.find("one", "") is None
    book.drop("other", key)
    assert book.find("one", key) is table
    book.drop("one", key)
    assert book.find("one", key) is None


def test_keys_cannot_be_foretold():
    book = TablesBook(most=1000, each=1000)
    keys = {book.add("one", Table()) for _ in range(500)}
    assert len(keys) == 500
    assert all(len(key) >= 16 for key in keys)


def test_a_visitor_has_few_games_and_loses_the_one_touched_least():
    book = TablesBook(each=2)
    keys = [book.add("one", Table()) for _ in range(2)]
    other = book.add("other", Table())
    book.find("one", keys[0])
    last = book.add("one", Table())
    kept = [book.find("one", key) is not None for key in (*keys, last)]
    assert kept == [True, False, True]
    assert book.find("other", other) is not None


def test_a_full_server_takes_no_game_from_anybody():
    book = TablesBook(most=3)
    keys = {str(one): book.add(str(one), Table()) for one in range(3)}
    with pytest.raises(SimulationError, match="3 games are being played"):
        book.add("late", Table())
    assert all(book.find(one, key) for one, key in keys.items())
    assert len(book) == 3
    book.drop("1", keys["1"])
    assert book.add("late", Table())


def test_a_game_that_nobody_touches_is_gone():
    clock = Clock()
    book = TablesBook(most=2, hours=1, clock=clock)
    idle, played = book.add("one", Table()), book.add("other", Table())
    clock.now = 3000
    assert book.find("other", played) is not None
    clock.now = 4000
    assert book.find("one", idle) is None
    assert book.find("other", played) is not None
    assert book.add("late", Table())
