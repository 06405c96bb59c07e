"""Scenario discovery: which inputs of a sweep lead to an outcome of interest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.discovery.boxes import (
    FEW,
    Limit,
    Limits,
    dense_from,
    inside,
    seen_rows,
)
from multivector_sim.discovery.numbers import Numbers, chance_of, numbers_of, part_of, quasi_p
from multivector_sim.discovery.prim import Peeling, prim_boxes, require_prim
from multivector_sim.discovery.question import Question, read_question
from multivector_sim.discovery.rows import Rows, rows_of
from multivector_sim.discovery.tree import tree_boxes
from multivector_sim.errors import InputError
from multivector_sim.sweeps.results import SweepResults, load_sweep

__all__ = [
    "ERROR_RATE",
    "MOST_SEEN",
    "Candidate",
    "Discovery",
    "LimitTest",
    "discover",
]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

ERROR_RATE: Final = 0.05
"""Chance that any box is told where the inputs have nothing to do with the outcome."""
MOST_SEEN: Final = 10_000
"""Most rows that a search sees; all others are held out."""
LARGEST_SEED: Final = 2**63 - 1


class LimitTest(NamedTuple):
    """One end of a condition, and its test.

    Attributes
    ----------
    limit
        The condition with this end alone.
    seen, held_out
        Quasi-p among searched and among held-out rows, 0 to 1; see
        :func:`~multivector_sim.discovery.numbers.quasi_p`.
    """

    limit: Limit
    seen: float
    held_out: float


class Candidate(NamedTuple):
    """A box that a search proposed.

    Attributes
    ----------
    method
        ``"PRIM"``, ``"tree"``, or ``"chosen"`` for a step of the trajectory that was asked for.
    limits
        The conditions.
    seen, held_out
        What it holds of the searched and of the held-out rows.
    tests
        Quasi-p of every end.
    p
        How likely chance alone gives it its held-out cases; of a later box of
        PRIM, among the rows that the boxes before it leave.
    holds
        Whether that is unlikely enough, all boxes counted, to keep the error
        rate, and the held-out interval of its density lies above the share over all.
    """

    method: str
    limits: Limits
    seen: Numbers
    held_out: Numbers
    tests: tuple[LimitTest, ...]
    p: float
    holds: bool

    def __str__(self) -> str:
        return " and ".join(str(limit) for limit in self.limits) or "no condition"


@dataclass(frozen=True)
class Discovery:
    """What was found in a sweep.

    Attributes
    ----------
    question
        What was looked for.
    folder
        Where the sweep lies.
    sweep
        Digest of the sweep.
    finished
        Whether the sweep was complete.
    rows
        The points of the sweep that were looked at.
    case
        (rows,) which of them are cases of interest.
    seen
        (rows,) which of them a search could see.
    candidates
        Boxes that searches proposed, those that hold first.
    peelings
        The searches of PRIM, one after another; empty without the EMA Workbench.
    notes
        What a reader has to know, in sentences.
    seed
        Seed of the lot that holds futures out.
    step
        Step of the first trajectory that was asked for; None for none.
    """

    question: Question
    folder: str
    sweep: str
    finished: bool
    rows: Rows
    case: BoolArray
    seen: BoolArray
    candidates: tuple[Candidate, ...]
    peelings: tuple[Peeling, ...]
    notes: tuple[str, ...]
    seed: int
    step: int | None = None

    @property
    def boxes(self) -> tuple[Candidate, ...]:
        """The boxes that hold on held-out futures."""
        return tuple(box for box in self.candidates if box.holds)

    @property
    def base_rate(self) -> float:
        """Share of cases over all rows, 0 to 1."""
        return float(self.case.mean())

    @property
    def told(self) -> str:
        """Why there is no box, in words; empty where there is one."""
        if self.boxes:
            return ""
        if not _enough(self.case, self.rows.groups):
            return f"too few futures to look: {FEW * 2} with cases and {FEW * 2} without are needed"
        if not self.candidates:
            return "no search found a part of the inputs in which cases are clearly more frequent"
        if len(self.candidates) == 1:
            return "a box looked promising, and does not hold on the futures held out"
        return (
            f"{len(self.candidates)} boxes looked promising, and none holds on the futures held out"
        )

    @property
    def shown(self) -> Candidate | None:
        """The box that figures show: that of the step asked for, or the best one that holds.

        The best one has the largest harmonic mean of coverage and density on held-out rows.
        """
        asked = [box for box in self.candidates if box.method == "chosen"]
        return asked[0] if asked else max(self.boxes, key=_both, default=None)

    def trajectory(self) -> pd.DataFrame:
        """Return the steps of every search of PRIM, on searched and on held-out rows.

        Returns
        -------
        pandas.DataFrame
            One row a step: ``search, step, conditions, limits`` (how many),
            ``coverage, density, mass, rows`` of what was searched, the same of
            what was held out (``held_out_coverage`` and so on) with
            ``held_out_density_low`` and ``_high``, and ``taken``. Of a later
            search, among the rows that the boxes before it leave.
        """
        return pd.DataFrame(self._steps(), columns=list(_STEP_COLUMNS))

    def _steps(self) -> Iterator[dict[str, object]]:
        left = np.ones(self.case.size, dtype=bool)
        for search, peeling in enumerate(self.peelings):
            for step, limits in enumerate(peeling.steps):
                within = inside(limits, self.rows.column, self.case.size)
                seen, out = (
                    numbers_of(within[part], self.case[part], part_of(self.rows.clusters, part))
                    for part in (self.seen & left, ~self.seen & left)
                )
                yield {
                    "search": search + 1,
                    "step": step,
                    "conditions": " and ".join(str(limit) for limit in limits),
                    "limits": len(limits),
                    **{key: getattr(seen, key) for key in _SHARES},
                    **{f"held_out_{key}": getattr(out, key) for key in (*_SHARES, *_ENDS)},
                    "taken": step == (self.step if self.step is not None and not search
                                      else peeling.chosen),
                }  # fmt: skip
            if peeling.chosen is not None:
                box = peeling.steps[peeling.chosen]
                left = left & ~inside(box, self.rows.column, self.case.size)

    def to_frame(self) -> pd.DataFrame:
        """Return the boxes as a table, those that do not hold included.

        Returns
        -------
        pandas.DataFrame
            One row a box and end of a condition; see
            :func:`~multivector_sim.discovery.record.boxes_frame`.
        """
        from multivector_sim.discovery.record import boxes_frame

        return boxes_frame(self)

    def summary(self) -> str:
        """Return what was found as text."""
        from multivector_sim.discovery.words import summary

        return summary(self)

    def save(self, directory: str | Path) -> list[Path]:
        """Write the tables and documents.

        Figures lie above this layer: ``multivector discover --out`` writes them, too.

        Parameters
        ----------
        directory
            Folder; made if it does not exist.

        Returns
        -------
        list of pathlib.Path
            ``discovery.json``, ``boxes.csv``, ``trajectory.csv`` and ``manifest.json``.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If a file could not be written.
        """
        from multivector_sim.discovery.record import save_discovery
        from multivector_sim.experiments.job import ResultFolder

        return save_discovery(self, ResultFolder(directory))


_SHARES: Final = ("coverage", "density", "mass", "rows")
_ENDS: Final = ("density_low", "density_high")
_STEP_COLUMNS: Final = (
    *("search", "step", "conditions", "limits"),
    *_SHARES,
    *(f"held_out_{key}" for key in (*_SHARES, *_ENDS)),
    "taken",
)


def discover(
    sweep: str | Path | SweepResults,
    where: str,
    *,
    inputs: Sequence[str] | None = None,
    step: int | None = None,
    seed: int = 1,
    progress: Callable[[str], None] | None = None,
) -> Discovery:
    """Look for the inputs of a sweep that lead to an outcome of interest.

    Half of the futures are searched, by PRIM (with the EMA Workbench) and by a
    small tree; what a search proposes counts only if it holds on the other half.

    Parameters
    ----------
    sweep
        Folder of a sweep, finished or not, or what ``load_sweep`` returned.
    where
        What is looked for: ``"tension_rus_chn > 0.6"``, ``"autonomy in worst
        10%"``, ``"autonomy of multivector < hedge"``, ``"autonomy of
        multivector minus hedge in lowest 10%"``. Numbers are means over the
        runs of a point; two policies are compared on the same draws.
    inputs
        Names of the inputs to look among; None for all that the sweep varied.
    step
        Step of the first trajectory of PRIM whose box is taken besides; see
        ``Discovery.trajectory``.
    seed
        Of the lot that holds futures out, 0 to 2**63 - 1.
    progress
        Called with words on what is done next: a large sweep takes half a minute.

    Returns
    -------
    Discovery
        Boxes with their numbers on searched and held-out futures, and the trajectory.

    Raises
    ------
    InputError
        If the folder is none of a sweep, the question cannot be read, names
        are unknown, nothing varied, or there is no such step.

    Notes
    -----
    Boxes are tested on held-out rows, by Fisher's exact test at a level that
    all proposed boxes share (Bonferroni), so that the chance of any box where
    there is nothing to find is at most ``ERROR_RATE``. A box asked for with
    ``step`` counts among them.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> sweep = mv.Sweep(base="baseline", uncertain={"prior": ["reaction"]}, points=8,
    ...     replications=2, end="1992Q4", seed=1)
    >>> results = sweep.run("memory://example_of_a_discovery")
    >>> mv.discover(results, "autonomy in worst 25%").told
    'too few futures to look: 40 with cases and 40 without are needed'
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"seed: {seed!r} received; a whole number of 0 to 2**63 - 1 is needed")
    results = sweep if isinstance(sweep, SweepResults) else load_sweep(sweep)
    policies = list(dict.fromkeys(line.policy for line in results.plan.lines))
    question = read_question(where, results.labels, policies)
    tell = progress or (lambda _: None)
    tell(f"reading {question.metric} from {len(results.shards):,} shards")
    rows = rows_of(results, question, inputs)
    case = question.cases(rows.values)
    seen = _seen(rows.groups, seed)
    peelings: list[Peeling] = []
    proposed: list[tuple[str, Limits, BoolArray]] = []
    with_prim = _has_prim()
    if _enough(case, rows.groups):
        search = np.flatnonzero(seen)
        table, hits = rows.table(search), case[search]
        density = dense_from(float(case.mean()))
        size = f"{search.size:,} points over {len(rows.names)} inputs"
        if with_prim:
            tell(f"searching {size} by PRIM")
            peelings = prim_boxes(table, rows.names, hits, density)
            proposed += _of_prim(peelings, rows)
        tell(f"searching {size} by a tree")
        everywhere = np.ones(case.size, dtype=bool)
        proposed += [
            ("tree", limits, everywhere) for limits in tree_boxes(table, rows.names, hits, density)
        ]
    if step is not None:
        box = _at_step(peelings, step, with_prim)
        proposed.insert(0, ("chosen", box, np.ones(case.size, dtype=bool)))
    tell(f"checking boxes on {int((~seen).sum()):,} points held out")
    level = ERROR_RATE / max(1, len(proposed))
    candidates = [
        _candidate(method, limits, among, rows, case, seen, level)
        for method, limits, among in proposed
    ]
    candidates.sort(key=lambda box: (not box.holds, -_both(box)))
    return Discovery(
        question,
        results.store.url,
        str(results.manifest["hash"]),
        results.is_finished,
        rows,
        case,
        seen,
        tuple(candidates),
        tuple(peelings),
        tuple(_notes(results, rows, with_prim=with_prim)),
        seed,
        step,
    )


def _both(box: Candidate) -> float:
    """Return the harmonic mean of coverage and density on held-out rows; 0 where there is none."""
    covered, dense = box.held_out.coverage, box.held_out.density
    total = covered + dense
    return 2 * covered * dense / total if total > 0 else 0.0


def _enough(case: BoolArray, groups: IntArray) -> bool:
    """Return whether there are enough groups with cases, and with others, to look at all."""
    return min(np.unique(groups[case]).size, np.unique(groups[~case]).size) >= 2 * FEW


def _seen(groups: IntArray, seed: int) -> BoolArray:
    """Return which rows are searched: half of the groups, or as many as a search can bear."""
    _, dense = np.unique(groups, return_inverse=True)
    seen = seen_rows(dense.reshape(-1), seed)
    if seen.sum() <= MOST_SEEN:
        return seen
    order = np.random.default_rng([seed, 1]).permutation(int(dense.max()) + 1)[dense.reshape(-1)]
    rows = np.flatnonzero(seen)
    kept = rows[np.argsort(order[rows], kind="stable")]
    # Groups are taken whole, as long as there is room.
    last = order[kept[MOST_SEEN]]
    seen &= order < last
    return seen


def _has_prim() -> bool:
    try:
        require_prim()
    except ImportError:
        return False
    return True


def _of_prim(peelings: Sequence[Peeling], rows: Rows) -> Iterator[tuple[str, Limits, BoolArray]]:
    """Yield the boxes of PRIM, and the rows that those before them leave."""
    left = np.ones(rows.values.size, dtype=bool)
    for peeling in peelings:
        if peeling.chosen is not None:
            limits = peeling.steps[peeling.chosen]
            yield "PRIM", limits, left
            left = left & ~inside(limits, rows.column, left.size)


def _at_step(peelings: Sequence[Peeling], step: int, with_prim: bool) -> Limits:
    """Return the box of a step of the first trajectory.

    Raises
    ------
    InputError
        If there is no such step, or no trajectory at all.
    """
    if not peelings:
        why = "too few futures to search" if with_prim else "the EMA Workbench is not installed"
        raise InputError(f"step: {step} received; there is no trajectory: {why}")
    last = len(peelings[0].steps) - 1
    if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= last:
        raise InputError(f"step: {step!r} received; the trajectory has the steps 1 to {last}")
    return peelings[0].steps[step]


def _candidate(
    method: str,
    limits: Limits,
    among: BoolArray,
    rows: Rows,
    case: BoolArray,
    seen: BoolArray,
    level: float,
) -> Candidate:
    """Measure and test a box."""
    within = inside(limits, rows.column, case.size)
    parts = {"seen": seen, "held_out": ~seen}
    held = {
        name: numbers_of(within[part], case[part], part_of(rows.clusters, part))
        for name, part in parts.items()
    }
    test = ~seen & among
    p = chance_of(case[test], within[test], part_of(rows.clusters, test))
    everywhere = float(case[~seen].mean()) if (~seen).any() else 1.0
    dense = held["held_out"].density_low > everywhere
    return Candidate(
        method,
        limits,
        held["seen"],
        held["held_out"],
        tuple(_tests(limits, rows, case, parts)),
        p,
        bool(p <= level and dense and held["held_out"].rows >= FEW // 2),
    )


def _tests(
    limits: Limits, rows: Rows, case: BoolArray, parts: dict[str, BoolArray]
) -> Iterator[LimitTest]:
    """Yield the quasi-p of every end of every condition."""
    whole = inside(limits, rows.column, case.size)
    for at, limit in enumerate(limits):
        others = (*limits[:at], *limits[at + 1 :])
        ends = (
            (limit._replace(high=None), limit._replace(low=None)),
            (limit._replace(low=None), limit._replace(high=None)),
        )
        for alone, rest in ends:
            if (alone.low, alone.high) == (None, None):
                continue
            without = inside((*others, rest), rows.column, case.size)
            yield LimitTest(
                alone,
                *(
                    quasi_p(case[part], whole[part], without[part], part_of(rows.clusters, part))
                    for part in parts.values()
                ),
            )


def _notes(results: SweepResults, rows: Rows, *, with_prim: bool) -> Iterator[str]:
    """Yield what a reader has to know of the sweep and the search."""
    there = rows.values.size
    if not results.is_finished:
        yield (
            f"The sweep is not finished: {there:,} of {rows.asked:,} points are there"
            + (
                ", and they are a corner of the design, not a sample of it."
                if results.plan.spec.design in ("grid", "saltelli", "morris")
                else "."
            )
        )
    elif there < rows.asked:
        yield f"{rows.asked - there:,} of {rows.asked:,} points have no value and are left out."
    if rows.failed:
        yield f"{rows.failed:,} runs of the sweep failed; points keep the mean of the others."
    if rows.unpaired:
        yield (
            f"{rows.unpaired:,} points lack runs on one side of the difference and are left out."
        )
    if results.plan.spec.replications == 1:
        yield "Every point is a single run: its chance cannot be told from the inputs."
    if np.unique(rows.future).size == 1:
        yield "There is one future only; points are held out by their choices instead."
    elif np.unique(rows.groups).size < np.unique(rows.future).size:
        yield (
            "Futures that share a row of the accepted set, or a block of the design, stay together."
        )
    if not with_prim:
        yield (
            "PRIM was left out, for it needs the EMA Workbench: "
            "pip install 'multivector-sim[analysis]'."
        )
