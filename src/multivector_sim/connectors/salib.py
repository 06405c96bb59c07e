"""SALib: a problem with our names and priors, evaluated by the compiled engine.

SALib takes means over replications for the outcomes themselves: what is noise
of the runs, it counts as an effect. ``multivector_sim.sweeps.sensitivity``
tells the noise apart and says when indices cannot be trusted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from SALib import ProblemSpec

from multivector_sim.connectors.factors import Uncertain, choose_factors
from multivector_sim.connectors.points import Points, Source, mean_of_runs
from multivector_sim.errors import InputError
from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.scenario import load_scenario
from multivector_sim.scenario.chance import Distribution
from multivector_sim.sweeps.spec import OWN

__all__ = ["SINGLE", "Problem", "evaluate", "problem"]

FloatArray = NDArray[np.float64]

SINGLE = tuple(row.name for row in OUTCOMES if row.default and row.scored and not row.dims)
"""Outcomes of one number a run that levers do not move by construction: the usual outputs."""


class Problem(ProblemSpec):  # type: ignore[misc]
    """A SALib problem that knows how to evaluate itself.

    Parameters
    ----------
    points
        What runs the samples.
    factors
        Distributions by dotted key, in the order of the columns.
    policy
        Name of the policy.

    Raises
    ------
    InputError
        If SALib has no such distribution.
    """

    def __init__(self, points: Points, factors: dict[str, Distribution], policy: str) -> None:
        self.points, self.policy = points, policy
        dists = [_as_salib(key, row) for key, row in factors.items()]
        super().__init__(
            {
                "names": list(factors),
                "dists": [name for name, _ in dists],
                "bounds": [bounds for _, bounds in dists],
                "outputs": list(points.labels),
            }
        )

    def evaluate(
        self, func: Callable[..., Any] | None = None, *args: Any, **kwargs: Any
    ) -> Problem:
        """Run the samples: through the compiled engine, or through another function.

        Parameters
        ----------
        func
            None for the simulation; its replications run on all cores, so
            SALib's ``nprocs`` is not needed.
        args, kwargs
            As in SALib.

        Raises
        ------
        InputError
            If nothing was sampled yet.
        """
        if self.samples is None:
            raise InputError("nothing to evaluate yet; sample first, such as .sample_sobol(64)")
        super().evaluate(func or self.simulate, *args, **kwargs)
        return self

    def simulate(self, samples: FloatArray) -> FloatArray:
        """Return the mean of each output over the replications of each sample.

        Parameters
        ----------
        samples
            (rows, factors), in the order of ``names``.

        Returns
        -------
        numpy.ndarray
            (rows, outputs), or (rows,) for a single output, as SALib wants it.

        Raises
        ------
        ScenarioError
            Naming every row and factor whose value is not allowed.
        """
        found = self.points.run(samples, [self.policy] * len(samples), place="sample {}".format)
        return _as_outputs(found.outcomes)


def problem(
    base: Source = "baseline",
    uncertain: Uncertain = None,
    *,
    policy: str = OWN,
    outcomes: Sequence[str] = SINGLE,
    replications: int = 10,
    seed: int | None = None,
    threads: int | None = None,
) -> Problem:
    """Return what SALib calls a problem: names, bounds, distributions and outputs.

    Parameters
    ----------
    base
        Name, path or scenario.
    uncertain
        Names of parameters or dotted keys, or distributions by name (see
        ``factors.choose_factors``); None for the prior of every parameter,
        and what the scenario leaves to chance.
    policy
        Scenario whose policy is taken; ``"own"`` for the one of the base.
    outcomes
        Outputs: names from ``OUTCOMES``, or labels of single entries.
    replications
        Runs of each sample, whose mean is the output. All samples share their
        random numbers.
    seed
        Seed of the runs; None for the scenario's own.
    threads
        Threads; None for one a core.

    Returns
    -------
    Problem
        A ``SALib.ProblemSpec`` whose ``evaluate()`` needs no function.

    Raises
    ------
    ScenarioError
        If a name is unknown or a distribution leaves its range.
    InputError
        If another argument is not allowed, or SALib has no such distribution.

    Examples
    --------
    >>> spec = problem("baseline", ["fatigue", "reaction"], outcomes=["autonomy"], replications=2)
    >>> spec["names"], spec["bounds"]
    (['parameters.fatigue', 'parameters.reaction'], [[0.4, 1.4], [0.05, 0.7]])
    """
    scenario = load_scenario(base)
    factors = choose_factors(scenario, uncertain)
    points = Points(
        scenario,
        list(factors),
        outcomes=outcomes,
        replications=replications,
        seed=seed,
        threads=threads,
    )
    return Problem(points, factors, policy)


def evaluate(
    samples: FloatArray,
    base: Source,
    names: Sequence[str],
    *,
    policy: str = OWN,
    outcomes: Sequence[str] = SINGLE,
    replications: int = 10,
    seed: int | None = None,
    threads: int | None = None,
) -> FloatArray:
    """Return outputs of samples, for a problem that was written by hand.

    Parameters
    ----------
    samples
        (rows, names) values.
    base
        Name, path or scenario.
    names
        Dotted keys, in the order of the columns.
    policy, outcomes, replications, seed, threads
        As in :func:`problem`.

    Returns
    -------
    numpy.ndarray
        (rows, outputs), or (rows,) for a single output: means over the
        replications.

    Raises
    ------
    ScenarioError
        If a name is unknown, or a value is not allowed.
    InputError
        If another argument is not allowed.

    Examples
    --------
    >>> import numpy as np
    >>> samples = np.array([[0.2], [0.4]])
    >>> key = "parameters.reaction"
    >>> evaluate(samples, "baseline", [key], outcomes=["autonomy"], replications=2).shape
    (2,)
    """
    points = Points(
        base, names, outcomes=outcomes, replications=replications, seed=seed, threads=threads
    )
    found = points.run(samples, [policy] * len(samples), place="sample {}".format)
    return _as_outputs(found.outcomes)


def _as_outputs(outcomes: FloatArray) -> FloatArray:
    """Return means, samples first; SALib's methods take one output without a second axis."""
    means = mean_of_runs(outcomes)
    return means[0] if len(means) == 1 else np.ascontiguousarray(means.T)


def _as_salib(key: str, distribution: Distribution) -> tuple[str, list[float]]:
    """Return name and bounds of a distribution as SALib writes them."""
    if distribution.uniform is not None and distribution.uniform[0] < distribution.uniform[1]:
        return "unif", list(distribution.uniform)
    if distribution.triangular is not None:
        low, mode, high = distribution.triangular
        # SALib takes no triangle that ends at its peak, and none below zero.
        if mode < high and high >= 0:
            return "triang", [low, high, (mode - low) / (high - low)]
    if distribution.lognormal is not None and distribution.between is None:
        median, spread = distribution.lognormal
        return "lognorm", [math.log(median), spread]
    raise InputError(
        f"{key}: SALib has no distribution for {distribution.model_dump(exclude_none=True)}; "
        "give it a uniform one here, (low, high), or analyse a sweep"
    )
