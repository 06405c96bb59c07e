"""Shapley values and interactions agree with averages over all orders, and hold the axioms."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from multivector_sim.attribution import interactions, pairs_of, shapley_values
from multivector_sim.errors import InputError

NUMBER = st.floats(-100, 100)


def games(players: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(float, 2**players, elements=NUMBER)


any_game = st.integers(1, 5).flatmap(games)
game_of_pairs = st.integers(2, 5).flatmap(games)


def count(game: np.ndarray) -> int:
    return int(np.log2(game.size))


def by_orders(game: np.ndarray) -> np.ndarray:
    """Return each player's contribution on joining, averaged over all orders of joining."""
    players = range(count(game))
    gains = []
    for order in permutations(players):
        here, own = 0, [0.0] * len(players)
        for player in order:
            own[player] = game[here | 1 << player] - game[here]
            here |= 1 << player
        gains.append(own)
    return np.mean(gains, axis=0)


def merged(game: np.ndarray, first: int, second: int) -> float:
    """Return the Shapley value of two players who join as one."""
    rest = [player for player in range(count(game)) if player not in (first, second)]
    members = [1 << player for player in rest] + [1 << first | 1 << second]
    small = np.array(
        [
            game[sum(bits for place, bits in enumerate(members) if k >> place & 1)]
            for k in range(2 ** len(members))
        ]
    )
    return float(by_orders(small)[-1])


def alone(game: np.ndarray, player: int, without: int) -> float:
    """Return the Shapley value of a player in the game without another one."""
    rest = [one for one in range(count(game)) if one != without]
    small = np.array(
        [
            game[sum(1 << one for place, one in enumerate(rest) if k >> place & 1)]
            for k in range(2 ** len(rest))
        ]
    )
    return float(by_orders(small)[rest.index(player)])


@given(any_game)
def test_values_are_means_over_all_orders(game):
    assert shapley_values(game) == pytest.approx(by_orders(game), abs=1e-9)


@given(game_of_pairs)
def test_interactions_are_what_a_pair_gains_by_joining_as_one(game):
    # Grabisch & Roubens: I(i, j) is the value of the pair as one player, minus that of
    # each of them in the game without the other.
    told = [
        merged(game, i, j) - alone(game, i, j) - alone(game, j, i) for i, j in pairs_of(count(game))
    ]
    assert interactions(game) == pytest.approx(told, abs=1e-9)


@given(any_game)
def test_efficiency(game):
    assert shapley_values(game).sum() == pytest.approx(game[-1] - game[0], abs=1e-9)


@given(games(4), NUMBER, games(4))
def test_linearity(first, factor, second):
    for index in (shapley_values, interactions):
        whole = index(first + factor * second)
        assert whole == pytest.approx(index(first) + factor * index(second), abs=1e-7)


@given(games(3), NUMBER)
def test_a_dummy_gets_what_it_brings_alone_and_interacts_with_nobody(game, own):
    wide = np.concatenate([game, game + own])  # player 3 adds the same to everybody
    assert shapley_values(wide)[3] == pytest.approx(own, abs=1e-9)
    assert shapley_values(wide)[:3] == pytest.approx(shapley_values(game), abs=1e-9)
    with_dummy = [place for place, pair in enumerate(pairs_of(4)) if 3 in pair]
    assert interactions(wide)[with_dummy] == pytest.approx(0, abs=1e-9)


@given(games(3))
def test_who_changes_nothing_gets_exactly_nothing(game):
    wide = np.concatenate([game, game])  # player 3
    assert shapley_values(wide)[3] == 0
    with_dummy = [place for place, pair in enumerate(pairs_of(4)) if 3 in pair]
    assert (interactions(wide)[with_dummy] == 0).all()


@given(games(4))
def test_symmetry_and_relabelling(game):
    def swapped(k: int) -> int:
        return k & ~0b1010 | (k >> 1 & 1) << 3 | (k >> 3 & 1) << 1  # players 1 and 3

    other = game[[swapped(k) for k in range(16)]]
    assert shapley_values(other) == pytest.approx(shapley_values(game)[[0, 3, 2, 1]], abs=1e-9)
    even = (game + other) / 2  # they do the same
    assert shapley_values(even)[1] == pytest.approx(shapley_values(even)[3], abs=1e-9)


def test_games_are_taken_by_the_last_axis():
    table = np.random.default_rng(1).normal(size=(3, 2, 32))
    assert shapley_values(table)[2, 1] == pytest.approx(by_orders(table[2, 1]))
    assert interactions(table).shape == (3, 2, 10)


def test_a_glove_game_has_its_known_values():
    # Two left gloves and one right one: 1/6, 1/6, 4/6 (Shapley's own solution).
    worth = [float(bool(k & 0b011) and bool(k & 0b100)) for k in range(8)]
    assert shapley_values(np.array(worth)) == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_a_peer_library_agrees():
    shapiq = pytest.importorskip("shapiq")
    worth = np.random.default_rng(2).normal(size=32)

    def game(coalitions: np.ndarray) -> np.ndarray:
        return worth[np.asarray(coalitions, dtype=int) @ (1 << np.arange(5))]

    computer = shapiq.ExactComputer(game, n_players=5)
    values = computer("SV", order=1).get_n_order_values(1)
    assert shapley_values(worth) == pytest.approx(values, abs=1e-12)
    pairs = computer("SII", order=2)
    told = [pairs[pair] for pair in pairs_of(5)]
    assert interactions(worth) == pytest.approx(told, abs=1e-12)


def test_the_check_by_orders_can_fail():
    game = np.arange(8.0) ** 2
    assert shapley_values(game)[::-1] != pytest.approx(by_orders(game))


@pytest.mark.parametrize("length", [0, 1, 3, 31, 2**17])
def test_what_is_no_game_is_refused(length):
    with pytest.raises(InputError, match=f"{length} coalitions"):
        shapley_values(np.zeros(length))


def test_one_player_has_no_pairs():
    with pytest.raises(InputError, match="from 2 to 16"):
        interactions(np.zeros(2))
