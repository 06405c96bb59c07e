"""Guesses are anonymous, one a visitor and question, and bounded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from multivector_sim.classroom import Guess, GuessBook, Side, State
from multivector_sim.classroom.guesses import checked
from multivector_sim.errors import InputError


def test_a_second_guess_takes_the_place_of_the_first():
    book, state = GuessBook(), State()
    book.add(state, "one", Guess("lower", 0.1))
    book.add(state, "one", Guess("higher", 0.02))
    book.add(state, "two", Guess("lower", 0.05))
    assert [guess.value for guess in book.of(state)] == [-0.05, 0.02]


def test_questions_are_apart_and_looks_are_not():
    book, state = GuessBook(), State()
    book.add(state, "one", Guess("same", 0.0))
    assert len(book.of(replace(state, language="kk", power="EU", quarter=3, predict=False))) == 1
    for other in (
        State(seed=2),
        State(off=("sco",)),
        State(a=Side("hedge")),
        State(runs=500),
        State(parameters="prior"),
    ):
        assert book.of(other) == ()


def test_the_book_is_bounded():
    book = GuessBook(questions=2, visitors=3)
    for seed in range(3):
        for visitor in range(5):
            book.add(State(seed=seed), str(visitor), Guess("lower", 0.01 * (visitor + 1)))
    assert book.of(State(seed=0)) == ()
    assert [guess.value for guess in book.of(State(seed=2))] == [-0.05, -0.04, -0.03]


@pytest.mark.parametrize(
    ("direction", "size"),
    [
        ("sideways", 0.1), (None, 0.1), (["lower"], 0.1), ("lower", 0), ("lower", -0.1),
        ("lower", float("nan")), ("lower", float("inf")), ("higher", 0.21), ("higher", "0.1"),
        ("higher", None), ("higher", True), ("higher", 10**400),
    ],
)  # fmt: skip
def test_what_is_no_guess_is_refused(direction, size):
    with pytest.raises(InputError, match="guess"):
        checked(direction, size)


def test_the_same_has_no_size():
    assert checked("same", "anything").value == 0
    assert checked("lower", 0.05).value == -0.05
