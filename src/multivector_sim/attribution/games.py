"""Exact values of games whose coalitions have all been played.

A game of n players is a table of 2**n numbers: entry k is the value of the
coalition of those players whose bits are set in k. Both indices are sums of
entries with fixed weights, so that they are linear in the game.

Shapley, L. S. (1953): A value for n-person games. Contributions to the Theory
of Games II, 307-317. Grabisch, M. & Roubens, M. (1999): An axiomatic approach
to the concept of interaction among players in cooperative games.
International Journal of Game Theory 28, 547-565, doi:10.1007/s001820050125.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError

__all__ = [
    "MOST_PLAYERS",
    "interaction_weights",
    "interactions",
    "pairs_of",
    "shapley_values",
    "shapley_weights",
]

FloatArray = NDArray[np.float64]

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
    return np.asarray(table @ shapley_weights(_players(table)).T)


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
    return np.asarray(table @ interaction_weights(_players(table, least=2)).T)


def pairs_of(players: int) -> list[tuple[int, int]]:
    """Return the pairs of players, the first one's first."""
    return list(combinations(range(players), 2))


@cache
def shapley_weights(players: int) -> FloatArray:
    """Return (n, 2**n) weights w, so that the Shapley values of a game v are w @ v."""
    members = _members(players)
    share = np.array([1 / (players * comb(players - 1, others)) for others in range(players)])
    others = members.sum(axis=0) - members
    weights: FloatArray = np.where(members, share[others], -share[others])
    weights.setflags(write=False)
    return weights


@cache
def interaction_weights(players: int) -> FloatArray:
    """Return (pairs, 2**n) weights w, so that the interaction indices of a game v are w @ v."""
    members = _members(players)
    share = np.array([1 / ((players - 1) * comb(players - 2, k)) for k in range(players - 1)])
    first, second = (members[list(side)] for side in zip(*pairs_of(players), strict=True))
    company = share[members.sum(axis=0) - first - second]
    weights: FloatArray = np.where(first == second, company, -company)
    weights.setflags(write=False)
    return weights


def _members(players: int) -> NDArray[np.int64]:
    """Return (n, 2**n) whether each player is in each coalition, 0 or 1."""
    return (np.arange(2**players)[np.newaxis] >> np.arange(players)[:, np.newaxis]) & 1


def _players(table: FloatArray, least: int = 1) -> int:
    length = np.shape(table)[-1] if np.ndim(table) else 0
    players = length.bit_length() - 1
    if length != 2 ** max(players, 0) or not least <= players <= MOST_PLAYERS:
        raise InputError(
            f"a game of {length} coalitions received; 2**n are needed, one for each set of "
            f"n players, with n from {least} to {MOST_PLAYERS}"
        )
    return players
