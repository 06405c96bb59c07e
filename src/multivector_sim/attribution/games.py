"""Exact values of games whose coalitions have all been played.

A game of n players is a table of 2**n numbers: entry k is the value of the
coalition of those players whose bits are set in k. Both indices are weighted
sums of differences of entries: they are linear in the game, and exactly zero
for a player who changes nothing.

Shapley, L. S. (1953): A value for n-person games. Contributions to the Theory
of Games II, 307-317. Grabisch, M. & Roubens, M. (1999): An axiomatic approach
to the concept of interaction among players in cooperative games.
International Journal of Game Theory 28, 547-565, doi:10.1007/s001820050125.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError

__all__ = ["MOST_PLAYERS", "interactions", "pairs_of", "shapley_values"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MOST_PLAYERS: Final = 16
"""Players up to which tables are taken."""


def shapley_values(table: FloatArray) -> FloatArray:
    """Return the Shapley value of every player: its mean contribution over all orders of joining.

    Parameters
    ----------
    table
        (..., 2**n) games, in one unit.

    Returns
    -------
    numpy.ndarray
        (..., n) in that unit; they sum to the value of all players minus that of none.

    Raises
    ------
    InputError
        If the last axis is not 2**n long, with n from 1 to ``MOST_PLAYERS``.

    Examples
    --------
    >>> shapley_values(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0, 3.0]
    """
    players = _players(table)
    share = np.array([1 / (players * comb(players - 1, size)) for size in range(players)])
    found = []
    for player in range(players):
        without = _coalitions(players, player)
        gain = table[..., without | 1 << player] - table[..., without]
        found.append((gain * share[_size(without)]).sum(axis=-1))
    return np.stack(found, axis=-1)


def interactions(table: FloatArray) -> FloatArray:
    """Return the Shapley interaction index of every pair of players.

    Above zero, two players do more together than the sum of what each does
    without the other, averaged over the company that they may keep.

    Parameters
    ----------
    table
        (..., 2**n) games, n >= 2.

    Returns
    -------
    numpy.ndarray
        (..., pairs) in the order of :func:`pairs_of`, in the unit of the games.

    Raises
    ------
    InputError
        If the last axis is not 2**n long, with n from 2 to ``MOST_PLAYERS``.

    Examples
    --------
    >>> interactions(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0]
    """
    players = _players(table, least=2)
    share = np.array([1 / ((players - 1) * comb(players - 2, size)) for size in range(players - 1)])
    found = []
    for first, second in pairs_of(players):
        neither = _coalitions(players, first, second)
        one, other = neither | 1 << first, neither | 1 << second
        gain = (table[..., one | other] - table[..., one]) - (
            table[..., other] - table[..., neither]
        )
        found.append((gain * share[_size(neither)]).sum(axis=-1))
    return np.stack(found, axis=-1)


def pairs_of(players: int) -> list[tuple[int, int]]:
    """Return the pairs of players, the first one's first."""
    return list(combinations(range(players), 2))


def _coalitions(players: int, *without: int) -> IntArray:
    """Return the numbers of the coalitions without some players."""
    every = np.arange(2**players)
    absent = sum(1 << player for player in without)
    return np.asarray(every[every & absent == 0])


def _size(coalitions: IntArray) -> IntArray:
    """Return how many players each coalition has."""
    members = (coalitions[:, np.newaxis] >> np.arange(MOST_PLAYERS)) & 1
    return np.asarray(members.sum(axis=1))


def _players(table: FloatArray, least: int = 1) -> int:
    length = np.shape(table)[-1] if np.ndim(table) else 0
    players = length.bit_length() - 1
    if length != 2 ** max(players, 0) or not least <= players <= MOST_PLAYERS:
        raise InputError(
            f"a game of {length} coalitions received; 2**n are needed, one for each set of "
            f"n players, with n from {least} to {MOST_PLAYERS}"
        )
    return players
