"""Evolution of points in the unit cube, by pymoo (Blank & Deb 2020, IEEE Access 8, 89497-89509)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import comb
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from multivector_sim.errors import InputError

__all__ = ["METHODS", "Evolution", "Method", "evolve", "hypervolume", "non_dominated", "require"]

FloatArray = NDArray[np.float64]
Method = Literal["nsga2", "nsga3"]

METHODS: Final = ("nsga2", "nsga3")
"""NSGA-II (Deb et al. 2002) and NSGA-III (Deb & Jain 2014)."""


class Evolution(NamedTuple):
    """All points that were asked for, generation after generation.

    Attributes
    ----------
    points
        (points, variables) in [0, 1].
    scores
        (points, aims), the higher, the better.
    generation
        (points,) number of the generation, from 0.
    """

    points: FloatArray
    scores: FloatArray
    generation: NDArray[np.int64]


def require() -> None:
    """Check that the optimiser is installed.

    Raises
    ------
    InputError
        If it is not; the message says how to install it.
    """
    try:
        import moocore  # noqa: F401
        import pymoo  # noqa: F401
    except ImportError as error:
        raise InputError(
            "a search needs pymoo; install it with: pip install 'multivector-sim[search]'"
        ) from error


def evolve(
    evaluate: Callable[[int, FloatArray], FloatArray],
    *,
    variables: int,
    aims: int,
    population: int,
    generations: int,
    seed: int,
    method: Method = "nsga2",
) -> Evolution:
    """Let points evolve towards higher scores.

    Parameters
    ----------
    evaluate
        Called with the number of a generation and its points (points,
        variables), in [0, 1]; returns their scores (points, aims). It may not
        depend on anything else: the same scores lead to the same points.
    variables, aims
        Sizes, >= 1 and >= 2.
    population
        Points of a generation; a generation can have fewer where nothing new is found.
    generations
        Number of generations.
    seed
        Seed of all that is drawn.
    method
        From ``METHODS``.

    Raises
    ------
    InputError
        If pymoo is not installed.
    """
    require()
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.problem import Problem
    from pymoo.problems.static import StaticProblem

    problem = Problem(n_var=variables, n_obj=aims, xl=0.0, xu=1.0)
    algorithm = _algorithm(method, aims, population)
    algorithm.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
    points, scores, numbers = [], [], []
    for generation in range(generations):
        asked = algorithm.ask()
        if asked is None or not len(asked):
            break
        given = np.clip(np.asarray(asked.get("X"), dtype=np.float64), 0.0, 1.0)
        found = np.asarray(evaluate(generation, given), dtype=np.float64)
        points.append(given)
        scores.append(found)
        numbers.append(np.full(len(given), generation))
        Evaluator().eval(StaticProblem(problem, F=-found), asked)
        algorithm.tell(infills=asked)
    return Evolution(np.concatenate(points), np.concatenate(scores), np.concatenate(numbers))


def _algorithm(method: Method, aims: int, population: int) -> Any:
    """Return pymoo's algorithm with its usual operators."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.algorithms.moo.nsga3 import NSGA3
    from pymoo.config import Config
    from pymoo.operators.sampling.lhs import LHS
    from pymoo.util.ref_dirs import get_reference_directions

    Config.warnings["not_compiled"] = False
    if method == "nsga2":
        return NSGA2(pop_size=population, sampling=LHS())
    # The finest regular grid of directions (Das & Dennis 1998) that has no more than the policies.
    parts = next(n for n in count(1) if comb(n + aims, aims - 1) > population)
    directions = get_reference_directions("das-dennis", aims, n_partitions=parts)
    return NSGA3(directions, pop_size=population, sampling=LHS())


def non_dominated(scores: FloatArray) -> NDArray[np.bool_]:
    """Return which rows no other row beats; rows that are equal in all aims stay together.

    Parameters
    ----------
    scores
        (rows, aims), the higher, the better.
    """
    import moocore

    found = moocore.is_nondominated(scores, maximise=True, keep_weakly=True)
    return np.asarray(found, dtype=np.bool_)


def hypervolume(scores: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Return the share of the box from ``low`` to ``high`` that some rows dominate, 0 to 1 or more.

    Parameters
    ----------
    scores
        (rows, aims), the higher, the better.
    low, high
        (aims,) worst and best corner of the box; an aim without room between
        them counts as one. What is better than the best corner counts, too.
    """
    import moocore

    room = np.where(high > low, high - low, 1.0)
    scaled = np.where(high > low, (scores - low) / room, 1.0)
    inside = scaled[(scaled > 0.0).all(axis=1)]
    if not len(inside):
        return 0.0
    return float(moocore.hypervolume(inside, ref=np.zeros(scores.shape[1]), maximise=True))
