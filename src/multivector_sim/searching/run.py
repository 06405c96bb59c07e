"""A search for better policies: evolve, thin the front, look again on fresh futures, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from multivector_sim.calibration import has_accepted
from multivector_sim.errors import InputError
from multivector_sim.inquiry.condition import Condition, prepare
from multivector_sim.inquiry.draws import SETS, set_digest
from multivector_sim.model.inputs import Inputs
from multivector_sim.model.raw import check_runs
from multivector_sim.results.manifest import code_version
from multivector_sim.scenario import Scenario, load_scenario, scenario_hash
from multivector_sim.scenario.quantity import year_of
from multivector_sim.searching.aims import (
    ROBUST,
    Aim,
    Robust,
    Standing,
    aims_of,
    best_of,
    gains_of,
    scores,
)
from multivector_sim.searching.bench import Futures, futures_of, observed_ranges, run_policies
from multivector_sim.searching.folder import Ledger, opened
from multivector_sim.searching.found import Against, Candidate, Found, Gain, Sizes, Verdict, shown
from multivector_sim.searching.optimiser import (
    METHODS,
    Method,
    evolve,
    hypervolume,
    non_dominated,
    require,
)
from multivector_sim.searching.presets import Preset, presets_of
from multivector_sim.searching.space import MOST_PHASES, Schedule, Space, dials_of, watches_of

__all__ = ["search"]

FloatArray = NDArray[np.float64]
Report = Callable[[int], None]

CODE: Final = ("ensemble", "inquiry", "model", "search")
"""Parts of the package whose code decides the numbers."""
MEMBERS: Final = 40
"""Members of the front that are looked at again, besides those picked for presets."""
MOST_GAINS: Final = 4
"""Members that are listed for a preset."""
MOST_RUNS: Final = 1_000_000_000
"""Most runs of a search: about ten hours of two cores."""
LARGEST: Final = 8_000_000
"""Numbers of results that are held at once while a generation is run."""


@dataclass(frozen=True)
class _Task:
    """A search that was checked, and can begin."""

    space: Space
    aims: tuple[Aim, ...]
    robust: Robust
    presets: tuple[Preset, ...]
    notes: tuple[str, ...]
    sizes: Sizes
    fixed: dict[int, float]
    base_digest: str
    threads: int | None

    def futures(self, first: int) -> Futures:
        """Return as many futures as asked for, from a number on."""
        made = self.sizes
        return futures_of(made.which, made.seed, first, made.futures, made.seeds, self.fixed)

    def gains(self, policies: Sequence[Inputs], futures: Futures, report: Report) -> FloatArray:
        """Return (policies, futures, aims) gains."""
        values = run_policies(policies, futures, self.aims, threads=self.threads, progress=report)
        return gains_of(values, self.aims)

    def content(self) -> dict[str, Any]:
        """Return all that decides the numbers; how many generations are made does not."""
        sizes = self.sizes._asdict()
        del sizes["policies"], sizes["generations"]
        return {
            "base": scenario_hash(self.space.base),
            "inputs": self.base_digest,
            "space": self.space.content(),
            "outcomes": [[aim.label, aim.better] for aim in self.aims],
            "robust": self.robust,
            "presets": [preset.name for preset in self.presets],
            "sizes": sizes,
            "set": set_digest(self.sizes.which),
            "code": code_version(CODE),
        }


def search(
    base: str | Path | Scenario = "baseline",
    *,
    phases: int = 1,
    levers: Sequence[str] = (),
    triggers: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    robust: Robust = "mean",
    since: float | str | None = None,
    presets: Sequence[str | Path | Scenario] | None = None,
    which: str | None = None,
    policies: int = 2000,
    generations: int = 20,
    futures: int = 500,
    seeds: int = 1,
    seed: int = 1,
    method: Method = "nsga2",
    out: str | Path | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Search for policies that no other policy beats on every outcome.

    Every policy meets the same futures with the same chance events. The front
    that comes out is run again on fresh futures, where it cannot have been
    fitted to chance, and is held against named policies there.

    Parameters
    ----------
    base
        The world, and what is done in it before ``since``.
    phases
        Most phases of a policy, 1 to 3; when the later ones begin is searched, too.
    levers
        What is set; see :func:`~multivector_sim.searching.space.dials_of`.
    triggers
        Quantities that policies may react to; see
        :func:`~multivector_sim.searching.space.watches_of`.
    outcomes
        What is wanted; see :func:`~multivector_sim.searching.aims.aims_of`.
    robust
        ``"mean"`` over futures, the mean of the ``"worst"`` tenth of them, or
        the largest ``"regret"``. Regret is measured from the best gain in each
        future: while searching, of the first generation and the named
        policies; afterwards, of the members and the named policies.
    since
        Year or quarter in which the first phase begins; None for the first quarter.
    presets
        Scenarios whose policies are compared; None for every shipped policy.
    which
        Set of parameters, from ``SETS``; None for the accepted set, or the
        prior where there is none.
    policies, generations
        How many policies are tried, in how many generations.
    futures, seeds
        Futures of each policy, and runs of each: by default one run, so that a
        future is a set of parameters with its own chance events.
    seed
        Seed of the search and of the runs.
    method
        ``"nsga2"`` or ``"nsga3"``.
    out
        Folder that keeps every policy; the same call goes on there. More
        generations of the same size may be asked for, too.
    threads
        Threads; None for one a core. Numbers do not depend on it.
    progress
        Called with runs newly made, and with runs that were found in the folder.

    Returns
    -------
    Found
        Front, named policies, and what beats which.

    Raises
    ------
    InputError
        If an argument is not allowed, pymoo is missing, or the folder belongs
        to something else.
    ScenarioError
        If a scenario has faults.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> found = mv.search("baseline", presets=["laissez_faire"], policies=8, generations=2,
    ...     futures=4)
    >>> [row.preset for row in found.against]
    ['baseline', 'laissez_faire']
    """
    require()
    sizes = _sizes(policies, generations, futures, seeds, seed, which, method)
    if robust not in ROBUST:
        raise InputError(f"--robust: {robust!r} received; allowed: {', '.join(ROBUST)}")
    task = _task(
        load_scenario(base), phases, levers, triggers, outcomes, robust, since, presets, sizes,
        threads,
    )  # fmt: skip
    report = progress or (lambda _made, _found: None)
    labels = [f"score {aim.label}" for aim in task.aims]
    with opened(out, task.content(), task.space.names, labels) as ledger:
        return _run(task, ledger, report)


def runs_of(policies: int, presets: int, futures: int, seeds: int) -> int:
    """Return about how many runs a search makes, the second look included."""
    return (policies + 2 * presets + 2 * min(policies, MEMBERS)) * futures * seeds


def _sizes(
    policies: int,
    generations: int,
    futures: int,
    seeds: int,
    seed: int,
    which: str | None,
    method: Method,
) -> Sizes:
    for name, value, low, high in (
        ("policies", policies, 4, 10_000_000),
        ("generations", generations, 1, 1_000_000),
        ("futures", futures, 2, 100_000),
        ("seeds", seeds, 1, 10_000),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise InputError(
                f"--{name}: {value!r} received; a whole number from {low} to {high:,} is needed"
            )
    population = policies // generations
    if population < 4:
        raise InputError(
            f"--policies: {policies} received for {generations} generations; a generation needs 4 "
            "policies or more: name more policies or fewer generations"
        )
    total = runs_of(policies, 0, futures, seeds)
    if total > MOST_RUNS:
        raise InputError(
            f"{total:,} runs would be made, which takes many hours; at most {MOST_RUNS:,} are "
            "allowed: name fewer --policies, --futures or --seeds"
        )
    check_runs(futures * seeds, seed, 0, None)
    chosen = which or ("accepted" if has_accepted() else "prior")
    if chosen not in SETS:
        raise InputError(f"set: {chosen!r} received; allowed: {', '.join(SETS)}")
    if method not in METHODS:
        raise InputError(f"--method: {method!r} received; allowed: {', '.join(get_args(Method))}")
    return Sizes(
        population * generations, generations, population, futures, seeds, seed, chosen, method
    )


def _task(
    base: Scenario,
    phases: int,
    levers: Sequence[str],
    triggers: Sequence[str],
    outcomes: Sequence[str],
    robust: Robust,
    since: float | str | None,
    presets: Sequence[str | Path | Scenario] | None,
    sizes: Sizes,
    threads: int | None,
) -> _Task:
    if isinstance(phases, bool) or phases not in range(1, MOST_PHASES + 1):
        raise InputError(f"--phases: {phases!r} received; allowed: 1 to {MOST_PHASES}")
    prepared = prepare(Condition("base", base=base))
    space = Space(
        base,
        prepared.inputs,
        dials_of(levers, base),
        phases,
        _first_quarter(since, base),
        watches_of(triggers, base),
    )
    if any(np.isnan(watch.low) for watch in space.watches):
        futures = futures_of(sizes.which, sizes.seed, 0, 50, 1, prepared.fixed)
        names = [watch.when for watch in space.watches if np.isnan(watch.low)]
        space = space.bounded(observed_ranges(names, space, futures))
    found, notes = presets_of(space, presets)
    return _Task(
        space, aims_of(outcomes, base), robust, found, notes, sizes, prepared.fixed,
        prepared.digest, threads,
    )  # fmt: skip


def _first_quarter(since: float | str | None, base: Scenario) -> int:
    """Return the number of the quarter in which the first phase begins."""
    if since is None:
        return 0
    moment = year_of(since) if isinstance(since, str) else float(since)
    quarter = int(np.ceil((moment - base.first_year) * 4 - 1e-9))
    if not 0 <= quarter < base.quarters:
        raise InputError(
            f"--from: {since} received; {base.name or 'the scenario'} runs from {base.start} to "
            f"{base.end}, and the first phase must begin in it"
        )
    return quarter


def _run(task: _Task, ledger: Ledger, report: Callable[[int, int], None]) -> Found:
    """Search, and look again."""
    made, found = (lambda runs: report(runs, 0)), (lambda runs: report(0, runs))
    space, sizes = task.space, task.sizes
    searched, fresh = task.futures(0), task.futures(sizes.futures)
    named = [preset.inputs for preset in task.presets]
    presets_searched = task.gains(named, searched, made)
    archive = _Archive(task, ledger, searched, presets_searched, made, found)
    evolution = evolve(
        archive.evaluate,
        variables=space.variables,
        aims=len(task.aims),
        population=sizes.population,
        generations=sizes.generations,
        seed=sizes.seed,
        method=sizes.method,  # type: ignore[arg-type]
    )
    front = archive.front()
    rivals = scores(presets_searched, task.robust, archive.best)
    chosen = _thinned(np.array([archive.known[one] for one in front]), rivals)
    members = [front[at] for at in chosen]
    packed = [space.pack(schedule) for schedule in members]
    looks = [
        np.concatenate([task.gains(packed, searched, made), presets_searched]),
        task.gains([*packed, *named], fresh, made),
    ]
    frame = archive.frame(evolution.generation)
    return _found(task, members, looks, frame, len(front), len(evolution.points))


class _Archive:
    """Every policy that was tried, each evaluated once."""

    def __init__(
        self,
        task: _Task,
        ledger: Ledger,
        futures: Futures,
        presets: FloatArray,
        made: Report,
        found: Report,
    ) -> None:
        self.task, self.ledger, self.futures, self.presets = task, ledger, futures, presets
        self.made, self.found = made, found
        self.known: dict[Schedule, FloatArray] = {}
        self.tried: list[Schedule] = []
        self.best = ledger.reference() if task.robust == "regret" else None

    def evaluate(self, generation: int, points: FloatArray) -> FloatArray:
        """Return the scores of a generation, from the folder where they are there."""
        space = self.task.space
        asked = [space.decode(point) for point in points]
        rows = np.array([space.row(schedule) for schedule in asked])
        needs_reference = self.task.robust == "regret" and self.best is None
        kept = None if needs_reference else self.ledger.find(generation, rows)
        if kept is None:
            kept = self._score(asked)
            self.ledger.keep(generation, rows, kept)
        else:
            self.found(len(asked) * self.futures.runs.size)
        self.known |= dict(zip(asked, kept, strict=True))
        self.tried += asked
        return kept

    def _score(self, asked: Sequence[Schedule]) -> FloatArray:
        """Return the scores of policies; those known are not run again."""
        task = self.task
        new = [schedule for schedule in dict.fromkeys(asked) if schedule not in self.known]
        if task.robust == "regret" and self.best is None:
            gains = task.gains([task.space.pack(one) for one in new], self.futures, self.made)
            self.best = best_of(np.concatenate([gains, self.presets]))
            self.ledger.keep_reference(self.best)
            found = list(scores(gains, task.robust, self.best))
        else:
            found = []
            step = max(1, LARGEST // (self.futures.runs.shape[0] * len(task.aims)))
            for first in range(0, len(new), step):
                packed = [task.space.pack(one) for one in new[first : first + step]]
                gains = task.gains(packed, self.futures, self.made)
                found += list(scores(gains, task.robust, self.best))
        self.made((len(asked) - len(new)) * self.futures.runs.size)
        own = self.known | dict(zip(new, found, strict=True))
        return np.array([own[schedule] for schedule in asked])

    def front(self) -> list[Schedule]:
        """Return the policies that no other one tried beats, from high to low in the first aim."""
        policies = list(self.known)
        table = np.array([self.known[one] for one in policies])
        best = np.flatnonzero(non_dominated(table))
        return [policies[at] for at in sorted(best, key=lambda at: (-table[at, 0], at))]

    def frame(self, generation: NDArray[np.int64]) -> pd.DataFrame:
        """Return every policy tried as a table."""
        task = self.task
        table = np.array([self.known[one] for one in self.tried])
        rows = np.array([task.space.row(one) for one in self.tried])
        frame = pd.DataFrame(rows, columns=list(task.space.names))
        frame.insert(0, "generation", generation)
        told = shown(table, task.aims, task.robust)
        for at, aim in enumerate(task.aims):
            frame[aim.label] = told[:, at]
        frame["front"] = non_dominated(table)
        return frame


def _thinned(table: FloatArray, rivals: FloatArray) -> list[int]:
    """Return which rows of a front are looked at again, in their order.

    The best in each aim, then again and again the one farthest from those
    chosen (Gonzalez 1985), and for every rival the row that beats it most, or
    comes nearest to that.
    """
    room = np.maximum(np.ptp(np.concatenate([table, rivals]), axis=0), 1e-300)
    scaled = table / room
    chosen = list(dict.fromkeys(int(at) for at in table.argmax(axis=0)))
    nearest = np.min([((scaled - scaled[at]) ** 2).sum(axis=1) for at in chosen], axis=0)
    while len(chosen) < min(MEMBERS, len(table)):
        at = int(nearest.argmax())
        if nearest[at] == 0.0:
            break
        chosen.append(at)
        nearest = np.minimum(nearest, ((scaled - scaled[at]) ** 2).sum(axis=1))
    chosen += [int((scaled - rival / room).min(axis=1).argmax()) for rival in rivals]
    return sorted(set(chosen))


def _found(
    task: _Task,
    members: Sequence[Schedule],
    gains: Sequence[FloatArray],
    frame: pd.DataFrame,
    front_size: int,
    tried: int,
) -> Found:
    """Put together what was found."""
    searched, fresh = (Standing(one, task.robust) for one in gains)
    count = len(members)
    # Seen from the policy of the base, so that kinder futures count for nobody.
    moved = [look.scores - look.scores[count] for look in (searched, fresh)]
    corners = moved[0].min(axis=0), moved[0].max(axis=0)
    names = [f"member_{number:02d}" for number in range(1, count + 1)]
    titles = [f"Member {number:02d} of the front" for number in range(1, count + 1)]
    names += [preset.name for preset in task.presets]
    titles += [preset.title for preset in task.presets]
    schedules = [*members, *[None] * len(task.presets)]
    rows = []
    for at, (name, title, schedule) in enumerate(zip(names, titles, schedules, strict=True)):
        stays = not _beats(fresh.scores[:count], fresh.scores[at]).any()
        rows.append(
            Candidate(
                name,
                title,
                schedule,
                searched.scores[at],
                *fresh.own(at),
                *fresh.lead(at, count),
                bool(stays),
            )
        )
    against = tuple(_against(names, searched, fresh, count, at) for at in range(count, len(names)))
    return Found(
        task.space,
        task.aims,
        task.robust,
        tuple(rows[:count]),
        tuple(rows[count:]),
        against,
        hypervolume(moved[0][:count], *corners),
        hypervolume(moved[1][:count], *corners),
        front_size,
        frame,
        task.sizes._replace(policies=tried),
        _ranges(task),
        task.notes,
    )


def _ranges(task: _Task) -> dict[str, tuple[float, float]]:
    """Return the lowest and the highest level of each dial in the schedules of named policies."""
    found = {}
    for dial in task.space.dials:
        levels = [task.space.path(dial, preset.inputs) for preset in task.presets]
        found[dial.name] = (float(np.min(levels)), float(np.max(levels)))
    return found


def _beats(table: FloatArray, row: FloatArray) -> NDArray[np.bool_]:
    """Return which rows of a table beat a row: at least as high in all aims, higher in one."""
    found: NDArray[np.bool_] = np.logical_and((table >= row).all(axis=1), (table > row).any(axis=1))
    return found


def _against(
    names: Sequence[str], searched: Standing, fresh: Standing, count: int, at: int
) -> Against:
    """Hold a preset against the members."""
    room = np.maximum(np.ptp(searched.scores, axis=0), 1e-300)
    lead = ((searched.scores[:count] - searched.scores[at]) / room).min(axis=1)
    beating = _beats(searched.scores[:count], searched.scores[at])
    ahead = _beats(fresh.scores[:count], fresh.scores[at])
    gains = [
        Gain(names[one], searched.scores[one] - searched.scores[at], *fresh.lead(one, at))
        for one in range(count)
    ]
    order = [int(one) for one in np.argsort(-lead, kind="stable")]
    picked = gains[order[0]]
    clear = sum(gain.is_clear for gain in gains)
    left_open = sum(not (gain.high < 0.0).any() for gain in gains) - clear
    verdict: Verdict = "not told apart" if clear + left_open else "on the front"
    if picked.is_clear:
        verdict = "beaten"
    listed = [order[0], *(one for one in order[1:] if beating[one])][:MOST_GAINS]
    return Against(
        names[at],
        verdict,
        int(beating.sum()),
        int(ahead.sum()),
        clear,
        left_open,
        tuple(gains[one] for one in listed),
    )
