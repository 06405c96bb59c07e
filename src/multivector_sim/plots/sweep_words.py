"""Words that the figures of sweeps share: names of policies and metrics, and provenance."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from multivector_sim.errors import InputError
from multivector_sim.model.variants import variant_words
from multivector_sim.plots.style import Look, colours, spoken
from multivector_sim.results.dataset import NOTE
from multivector_sim.sweeps.results import SweepResults

__all__ = [
    "arm_words",
    "count",
    "held_words",
    "interval_words",
    "line_looks",
    "line_words",
    "metric_words",
    "percent",
    "require_runs",
    "shared",
    "shortened",
    "sweep_provenance",
]

_HARD: Final = "\N{NO-BREAK SPACE}"


def require_runs(results: SweepResults) -> None:
    """Check that there is something to draw.

    Raises
    ------
    InputError
        If no shard of the sweep is finished.
    """
    if not results.shards:
        raise InputError(
            f"{results.store.url} holds no finished shard yet, so there is nothing to draw; "
            "run the sweep further"
        )


def arm_words(results: SweepResults, arm: int) -> str:
    """Return a policy with its choices, as it is read in a figure."""
    return ", ".join(spoken(part) for part in results.arm_name(arm).split(", "))


def line_words(results: SweepResults, line: int) -> str:
    """Return a policy, and its world where there are several, as it is read in a figure."""
    lines = results.plan.lines
    policy = spoken(lines[line].policy)
    if len({row.base for row in lines}) == 1:
        return policy
    return f"{spoken(lines[line].base)}: {policy}"


def held_words(results: SweepResults, places: Mapping[str, int]) -> str:
    """Return choices that are held at a level, as they are read in a figure.

    Parameters
    ----------
    results
        The sweep.
    places
        Place of the level among those of the key, by dotted key.
    """
    plan = results.plan
    parts = []
    for column, (key, name) in enumerate(zip(plan.choice_keys, results.short_keys, strict=True)):
        if key in places:
            level = np.unique(plan.choices[:, column])[places[key]]
            parts.append(f"{spoken(name)} {level:g}")
    return ", ".join(parts)


def line_looks(results: SweepResults) -> list[Look]:
    """Return how each policy in each world is drawn, the same in every figure of a sweep."""
    return list(colours(f"{row.base}: {row.policy}" for row in results.plan.lines).values())


def metric_words(results: SweepResults, metric: str) -> str:
    """Return what a metric is: meaning, unit, and whether it counts.

    Parameters
    ----------
    results
        The sweep.
    metric
        Its name.

    Raises
    ------
    InputError
        If there is no such metric.
    """
    row = results.words(metric)
    meaning = str(row["meaning"])
    entry = metric.partition("[")[2].rstrip("]")
    if meaning.endswith("over a window"):
        meaning = f"{spoken(metric)}, {meaning}"
    unit = "" if row["unit"] in ("", "1") else f" ({row['unit']})"
    mark = "" if row["scored"] else " [not scored]"
    return f"{meaning}{': ' + entry if entry else ''}{unit}{mark}"


def shared(names: Sequence[str]) -> tuple[str, list[str]]:
    """Return what several names of policies and choices have in common, and names without it.

    Parameters
    ----------
    names
        As ``arm_words`` gives them.
    """
    rows = [name.split(", ") for name in names]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        return "", list(names)
    common = [len(set(column)) == 1 for column in zip(*rows, strict=True)]
    if all(common):
        return "", list(names)
    short = [
        ", ".join(part for part, same in zip(row, common, strict=True) if not same) for row in rows
    ]
    return ", ".join(part for part, same in zip(rows[0], common, strict=True) if same), short


def shortened(name: str, width: int, most: int = 2) -> str:
    """Return a name in lines of so many characters, broken after commas; its middle gives way.

    Parameters
    ----------
    name
        Name of a policy with its choices, or any other.
    width
        Characters a line.
    most
        Lines, 1 or more.
    """
    whole = name
    if all(len(part) < width for part in name.split(", ")):
        whole = ", ".join(part.replace(" ", _HARD) for part in name.split(", "))
    lines = textwrap.wrap(whole, width)
    if len(lines) > most:
        lines = textwrap.wrap(name, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"…{name[1 - width :].lstrip()}"]
        if most > 1:
            lines[-2] = f"{lines[-2][: width - 1]}…"
    return "\n".join(lines).replace(_HARD, " ")


def percent(share: float) -> str:
    """Return a share in per cent; what is not quite all or nothing does not look like it."""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"


def count(number: int, one: str, many: str) -> str:
    """Return ``one run`` or ``12 runs``."""
    return f"one {one}" if number == 1 else f"{number:,} {many}"


def interval_words(results: SweepResults) -> str:
    """Return what the intervals of a sweep cover, in short."""
    plan = results.plan
    alone = plan.future_count > 1 and not plan.is_sample
    return f"95 % interval{' (chance of runs alone)' if alone else ''}"


def sweep_provenance(results: SweepResults) -> str:
    """Return the line that every figure of a sweep carries: caveat, variants, runs, futures."""
    plan, done = results.plan, results.run_count
    runs = count(done, "run", "runs")
    if done < plan.runs:
        ended = "stopped early" if results.is_finished else "not finished"
        runs = f"{done:,} of {plan.runs:,} runs ({ended})"
    futures = "one future"
    if plan.future_count > 1:
        reached = _reached(results, list(results.shards))
        of = "" if reached == plan.future_count else f" of {plan.future_count:,}"
        futures = f"{reached:,}{of} futures ({plan.spec.design})"
    each = count(plan.spec.replications, "run", "runs")
    parts = [NOTE, runs, f"{futures}, {each} of each", f"seed {plan.spec.seed}"]
    if plan.spec.variants:
        parts.insert(1, variant_words(plan.spec.variants))
    if plan.spec.without:
        parts.insert(1, f"without {', '.join(plan.spec.without)}")
    if results.failed:
        parts.append(f"{count(results.failed, 'run', 'runs')} failed, left out")
    return "  ·  ".join(parts)


def _reached(results: SweepResults, shards: Sequence[int]) -> int:
    """Return how many futures there are runs of."""
    reached = np.zeros(results.plan.future_count, dtype=bool)
    for number in shards:
        reached[results.plan.points(number).future] = True
    return int(reached.sum())
