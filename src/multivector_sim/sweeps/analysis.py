"""What the numbers of a sweep depend on: sensitivity for each policy, and for its effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from multivector_sim.errors import InputError
from multivector_sim.sweeps.design import Design
from multivector_sim.sweeps.plan import BASE, POLICY
from multivector_sim.sweeps.results import SweepResults
from multivector_sim.sweeps.sensitivity import Sensitivity, sensitivity

__all__ = ["Analysis", "analyse", "as_table"]

FloatArray = NDArray[np.float64]

MOST_ARMS: Final = 24
"""Policies and choices that are taken without being asked for."""


class Analysis(NamedTuple):
    """Sensitivity of one number.

    Attributes
    ----------
    metric
        Name of the metric.
    subject
        A policy with its choices, or the effect of one: ``"multivector minus
        laissez_faire"``.
    sensitivity
        Its indices.
    """

    metric: str
    subject: str
    sensitivity: Sensitivity


def analyse(
    results: SweepResults,
    metric: str,
    *,
    method: str | None = None,
    subjects: Sequence[str] | None = None,
    resamples: int = 100,
) -> list[Analysis]:
    """Tell what a metric depends on, for each policy, and for the effect of each.

    Where futures differ, the factors are what nobody knows; in a sweep of
    choices alone they are the choices. Policies that are factors of the
    design themselves are categories among the others.

    Parameters
    ----------
    results
        A finished sweep.
    metric
        Name of a metric.
    method
        ``"sobol"``, ``"morris"`` or ``"pawn"``; None takes the one that the
        design was made for.
    subjects
        Which policies (with choices) and effects; None takes all.
    resamples
        Bootstrap samples of the intervals.

    Returns
    -------
    list of Analysis
        Policies first, then effects.

    Raises
    ------
    InputError
        If the sweep is not finished, the metric or a subject is unknown, or
        the method does not go with the design.
    """
    if not results.is_finished:
        raise InputError(
            f"{results.store.url} is not finished; run the sweep to its end before its "
            "sensitivity is told"
        )
    plan = results.plan
    seed = plan.spec.seed
    found = []
    known = []
    for subject, design, values, categories, spread in _subjects(results, metric):
        known.append(subject)
        if subjects is not None and subject not in subjects:
            continue
        means, noise, replications = _means(results, values, spread)
        found.append(
            Analysis(
                metric,
                subject,
                sensitivity(
                    design,
                    means,
                    noise=noise,
                    replications=replications,
                    method=method,
                    categories=categories,
                    independent=plan.spec.noise == "own" and bool(plan.unknowns),
                    seed=seed,
                    resamples=resamples,
                ),
            )
        )
    unknown = [subject for subject in subjects or () if subject not in known]
    if unknown:
        raise InputError(f"there is no {unknown[0]!r} in this sweep; there are {'; '.join(known)}")
    if subjects is None and len(known) > 2 * MOST_ARMS:
        raise InputError(
            f"{len(known)} policies, choices and effects: name those that you want, such as "
            f"{known[0]!r}"
        )
    return found


class _Subject(NamedTuple):
    name: str
    design: Design
    values: FloatArray
    """(points, replications)."""
    categories: dict[str, ArrayLike]
    spread: FloatArray | None = None
    """(points,) standard deviation of runs, where points are kept; None where it is not known."""


def _subjects(results: SweepResults, metric: str) -> Iterator[_Subject]:
    plan = results.plan
    values, spread = results.values(metric), results.spread(metric)
    if spread is not None:  # a point of which a run failed is none, as where runs are kept
        values = np.where(results.failed_runs > 0, np.nan, values)
    if not plan.spec.cross:
        own = _own(values)
        known = None if spread is None else _own(spread[:, :, np.newaxis])[:, 0]
        yield _Subject("all policies", plan.design, own, _codes(results), known)
        return
    if not plan.unknowns:
        if not plan.choice_keys:
            raise InputError("nothing varies in this sweep but its policies and the chance of runs")
        yield from _of_choices(results, values)
        return
    arms = range(len(results.arms))
    categories: dict[str, ArrayLike] = {
        key: results.futures[key].to_numpy() for key in plan.levels if key in plan.unknowns
    }
    for arm in arms:
        if np.isfinite(values[:, arm]).any():
            known = None if spread is None else spread[:, arm]
            yield _Subject(results.arm_name(arm), plan.design, values[:, arm], categories, known)
    for arm in arms:
        other = results.counterfactual(arm)
        if other is not None and np.isfinite(values[:, arm]).any():
            name = f"{results.arm_name(arm)} minus {results.arm_name(other)}"
            yield _Subject(name, plan.design, values[:, arm] - values[:, other], categories)


def _own(values: FloatArray) -> FloatArray:
    """Return the numbers of the one policy of each future, (futures, replications)."""
    there = np.isfinite(values)
    total = np.where(there, values, 0.0).sum(axis=1)
    return np.where(there.any(axis=1), total, np.nan)


def _codes(results: SweepResults) -> dict[str, ArrayLike]:
    """Return by factor with few values: the value of each future, as a number or a name."""
    plan = results.plan
    codes: dict[str, ArrayLike] = {}
    for key in plan.levels:
        column = results.futures[key].to_numpy()
        if key in (BASE, POLICY):
            names = list(dict.fromkeys(getattr(line, key) for line in plan.lines))
            codes[key] = [names[int(code)] for code in column]
        else:
            codes[key] = column
    return codes


def _of_choices(results: SweepResults, values: FloatArray) -> Iterator[_Subject]:
    """Go through a sweep of choices alone: its combinations are the points of a grid."""
    plan = results.plan
    width = len(plan.choices)
    unit = np.empty_like(plan.choices)
    for column in range(unit.shape[1]):
        levels, which = np.unique(plan.choices[:, column], return_inverse=True)
        unit[:, column] = (which + 0.5) / levels.size
    design = Design("grid", unit, plan.choice_keys, width, False)
    tables = [values[0, line * width : (line + 1) * width] for line in range(len(plan.lines))]
    for line, table in zip(plan.lines, tables, strict=True):
        yield _Subject(line.policy, design, table, {})
    for index, line in enumerate(plan.lines):
        other = next(at for at, row in enumerate(plan.lines) if row.base == line.base)
        if other != index:
            name = f"{line.policy} minus {plan.lines[other].policy}"
            yield _Subject(name, design, tables[index] - tables[other], {})


def _means(
    results: SweepResults, values: FloatArray, spread_of_runs: FloatArray | None
) -> tuple[FloatArray, FloatArray | None, int]:
    """Return mean of each point, its variance, and the runs behind it."""
    replications = results.plan.spec.replications
    if values.shape[1] < 2:
        noise = None if spread_of_runs is None else spread_of_runs**2 / replications
        return values[:, 0], noise, replications
    there = np.isfinite(values)
    count = there.sum(axis=1)
    total = np.where(there, values, 0.0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = total / count
        spread = np.where(there, values - means[:, None], 0.0)
        noise = (spread * spread).sum(axis=1) / (count - 1) / count
    # A point of which a run failed is no point of its design any more.
    whole = count == values.shape[1]
    return np.where(whole, means, np.nan), np.where(whole, noise, np.nan), replications


def as_table(analyses: Sequence[Analysis]) -> pd.DataFrame:
    """Return indices of several analyses as one table; see ``Sensitivity.table``."""
    parts = []
    for row in analyses:
        part = row.sensitivity.table.copy()
        part.insert(0, "subject", row.subject)
        part.insert(0, "metric", row.metric)
        part["noise_share"] = row.sensitivity.noise_share
        part["trusted"] = row.sensitivity.trusted
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
