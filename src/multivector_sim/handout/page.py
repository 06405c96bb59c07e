"""The page of a lesson: its numbers, its words, and the script that puts them together."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from multivector_sim.classroom.drawing import LOOKS
from multivector_sim.classroom.marks import marks_of
from multivector_sim.errors import InputError
from multivector_sim.evidence import STATUSES, thesis
from multivector_sim.experiments.job import ResultFolder
from multivector_sim.handout.grid import Grid, GridRuns, run_grid, years_of
from multivector_sim.handout.lessons import TURNED, Lesson, Step
from multivector_sim.handout.lessons import lesson as named
from multivector_sim.handout.pack import Packed, pack, step_of
from multivector_sim.handout.sign import Held, signs
from multivector_sim.inquiry import Measure
from multivector_sim.model.outcomes import outcome
from multivector_sim.report.page import rendered
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.manifest import code_version
from multivector_sim.results.summary import CONFIDENCE
from multivector_sim.scenario import Scenario, list_scenarios, load_scenario
from multivector_sim.sweeps.compute import default_threads

__all__ = ["MOST_RUNS", "SERIES_STEP", "Handout", "Sizes", "make_handout", "runs_of"]

PACKAGE: Final = "multivector_sim.handout"
MOST_RUNS: Final = 2_000_000
"""Runs of a handout, all worlds and policies together: minutes of work, tens of megabytes."""
SERIES_STEP: Final = 0.0005
"""Step in which quantiles of paths are kept."""
DOES: Final = {
    "inclusion": "everyone gets something",
    "concession": "giving in to demands",
    "persuasion": "explaining deals to those who mind",
    "leveraging": "playing powers off against each other",
    "retention": "keeping stakes at home",
}
"""What each lever does, in a few words."""


@dataclass(frozen=True)
class Sizes:
    """How much is computed.

    Attributes
    ----------
    runs
        Runs of each policy in the first world, 2 to 1,000.
    seed
        Seed of all runs and draws.
    sets, set_runs
        Accepted parameter sets over which the pairs of the lesson's steps are
        held, and runs of each.

    Raises
    ------
    InputError
        If a number is not allowed.
    """

    runs: int = 200
    seed: int = 1
    sets: int = 500
    set_runs: int = 8

    def __post_init__(self) -> None:
        for name, low, high in (("runs", 2, 1000), ("sets", 2, 500), ("set_runs", 1, 64)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name}: {value} received; allowed are {low} to {high}")


@dataclass(frozen=True)
class Handout:
    """A page with its numbers.

    Attributes
    ----------
    lesson, grid, sizes
        What was computed.
    worlds
        The numbers, one for each world of the lesson.
    html
        The page.
    """

    lesson: Lesson
    grid: Grid
    sizes: Sizes
    worlds: tuple[GridRuns, ...]
    html: str

    def save(self, file: str | Path) -> Path:
        """Write the page.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        OutputError
            If writing failed on the way.
        """
        target = Path(file)
        return ResultFolder(target.parent).write(
            target.name, lambda path: path.write_text(self.html, encoding="utf-8", newline="\n")
        )


def runs_of(lesson: Lesson, grid: Grid, sizes: Sizes) -> int:
    """Return how many runs a handout takes.

    Raises
    ------
    InputError
        If they are more than ``MOST_RUNS``.
    """
    total = sum(grid.count * _runs(sizes, world.share) for world in lesson.worlds)
    asked = {number for pair in _asked(lesson, grid) for number in pair}
    total += len(lesson.worlds) * len(asked) * sizes.sets * sizes.set_runs
    if total > MOST_RUNS:
        raise InputError(
            f"{grid.count:,} policies with {sizes.runs:,} runs each are {total:,} runs in all "
            f"worlds of the lesson; at most {MOST_RUNS:,} are allowed: take fewer runs or levels"
        )
    return total


def make_handout(
    lesson: Lesson | str,
    grid: Grid | None = None,
    sizes: Sizes | None = None,
    *,
    teacher: bool = False,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Handout:
    """Run the grid of a lesson, and put its page together.

    Parameters
    ----------
    lesson
        The lesson, or its number or name.
    grid
        The policies; None for all with five levels of each lever.
    sizes
        Runs and seed; None for the usual ones.
    teacher
        Whether answers stand on the page.
    threads
        Threads; None for one a core. The page does not depend on it.
    progress
        Called with the number of newly finished runs.

    Raises
    ------
    InputError
        If there is no such lesson, there would be too many runs, or the lesson asks for what is
        not there.

    Examples
    --------
    A whole one runs for minutes; ``Sizes`` and ``Grid`` from ``multivector_sim.handout`` make it
    smaller.

    >>> import multivector_sim as mv
    >>> from multivector_sim.handout import Grid, Sizes
    >>> small = Sizes(runs=4, sets=2, set_runs=1)
    >>> made = mv.make_handout("tension", Grid((0.0, 1.0)), small)
    >>> made.html.splitlines()[0]
    '<!DOCTYPE html>'
    """
    if isinstance(lesson, str):
        lesson = named(lesson)
    grid, sizes = grid or Grid(), sizes or Sizes()
    runs_of(lesson, grid, sizes)
    scenarios = lesson.load()
    made, held = [], []
    for world, scenario in zip(lesson.worlds, scenarios, strict=True):
        made.append(
            run_grid(
                scenario, grid, runs=_runs(sizes, world.share), seed=sizes.seed,
                outcomes=lesson.outcomes, series=[row.of for row in lesson.series],
                threads=threads, progress=progress,
            )
        )  # fmt: skip
        held.append(
            signs(
                scenario, grid, _asked(lesson, grid), lesson.outcomes,
                seed=sizes.seed, sets=sizes.sets, runs=sizes.set_runs,
                threads=threads, progress=progress,
            )
        )  # fmt: skip
    packed = _packed(lesson, grid, scenarios, made, threads or default_threads())
    html = _page(lesson, grid, sizes, scenarios, packed, held, teacher=teacher)
    return Handout(lesson, grid, sizes, tuple(made), html)


def _runs(sizes: Sizes, share: float) -> int:
    return max(2, round(sizes.runs * share))


def _levels(levels: Mapping[str, float]) -> list[float]:
    return [levels.get(name, 0.0) for name in TURNED]


def _sides(step: Step, grid: Grid) -> tuple[int, int]:
    """Return the numbers of the two policies of a step, or of those nearest to them."""
    first, second = (grid.number(grid.nearest(_levels(side))[0]) for side in (step.a, step.b))
    return first, second


def _asked(lesson: Lesson, grid: Grid) -> list[tuple[int, int]]:
    """Return the pairs that steps compare; a pair of one world is looked at in all of them."""
    return list(dict.fromkeys(_sides(step, grid) for step in lesson.steps))


def _page(
    lesson: Lesson,
    grid: Grid,
    sizes: Sizes,
    scenarios: Sequence[Scenario],
    packed: Sequence[Mapping[str, Packed]],
    held: Sequence[Mapping[tuple[int, int], Sequence[Held]]],
    *,
    teacher: bool,
) -> str:
    blocks: list[str] = []
    code = code_version()
    worlds = [
        {
            "key": world.key,
            "title": world.title,
            "runs": _runs(sizes, world.share),
            "t": _student(_runs(sizes, world.share) - 1),
            "years": years_of(scenario),
            "events": _events(scenario),
            "outcomes": [
                {"label": label, **_outcome(label, scenario), **_block(numbers[label], blocks)}
                for label in lesson.outcomes
            ],
            "series": [
                {"of": row.of, "title": row.title, **_block(numbers[row.of], blocks)}
                for row in lesson.series
            ],
            "held": [
                {"a": pair[0], "b": pair[1], "rows": [asdict(row) for row in rows]}
                for pair, rows in signed_pairs.items()
            ],
        }
        for world, scenario, numbers, signed_pairs in zip(
            lesson.worlds, scenarios, packed, held, strict=True
        )
    ]  # fmt: skip
    content = {
        "levels": grid.levels,
        "levers": list(TURNED),
        "sets": sizes.sets,
        "setRuns": sizes.set_runs,
        "worlds": worlds,
        "looks": {side: look._asdict() for side, look in LOOKS.items()},
        "points": _points(lesson, grid, scenarios[0]),
        "steps": [_step(step, lesson, grid, teacher=teacher) for step in lesson.steps],
    }
    folder = Path(__file__).resolve().parent / "templates"
    script = (folder / "handout.js").read_text(encoding="utf-8")
    style = (folder / "handout.css").read_text(encoding="utf-8")
    command = (
        f"multivector handout {lesson.number} --out FILE --runs {sizes.runs} --seed {sizes.seed} "
        f"--levels {','.join(f'{level:g}' for level in grid.levels)}"
    )
    return rendered(
        "handout.html",
        {
            "note": NOTE,
            "lesson": lesson,
            "levers": [(name, DOES[name]) for name in TURNED],
            "levels": [f"{level:g}" for level in grid.levels],
            "policies": grid.count,
            "runs": [(world.title, _runs(sizes, world.share)) for world in lesson.worlds],
            "worlds": worlds,
            "fewer": _fewer(lesson, sizes),
            "steps_of": _steps_of(worlds),
            "sizes": sizes,
            "teacher": teacher,
            "command": command + (" --teacher" if teacher else ""),
            "code": code,
            "content": _harmless(content),
            "blocks": blocks,
            "script": script,
            "style": style,
            "script_hash": _hash(script),
            "style_hash": _hash(style),
            "series_step": f"{SERIES_STEP:g}",
        },
        PACKAGE,
    )


def _fewer(lesson: Lesson, sizes: Sizes) -> dict[str, str] | None:
    """Return what the full number of runs would cost, and what fewer cost; None if all are full."""
    runs = [_runs(sizes, world.share) for world in lesson.worlds]
    if min(runs) >= sizes.runs:
        return None
    return {
        "runs": str(min(runs)),
        "times": f"{len(runs) * sizes.runs / sum(runs):.1f}",
        "wider": f"{math.sqrt(sizes.runs / min(runs)):.1f}",
    }


def _student(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def _outcome(label: str, scenario: Scenario) -> dict[str, Any]:
    row = outcome(Measure(label).outcome(scenario).outcome)
    _, _, entry = label.partition("[")
    parts = [part.strip() for part in entry.rstrip("]").split(",") if part]
    named = [scenario.actors[part].name if part in scenario.actors else part for part in parts]
    where = f": {', '.join(named)}" if named else ""
    return {
        "meaning": row.meaning.removesuffix(" of a power") + where,
        "unit": "" if row.unit == "1" else row.unit,
        "scored": row.scored,
    }


def _packed(
    lesson: Lesson,
    grid: Grid,
    scenarios: Sequence[Scenario],
    made: Sequence[GridRuns],
    threads: int,
) -> list[dict[str, Packed]]:
    """Return the numbers of each world in few bytes, by outcome or series."""
    sides = (len(grid.levels),) * len(TURNED)
    names = [*lesson.outcomes, *(row.of for row in lesson.series)]

    def work(job: tuple[Scenario, GridRuns, str]) -> Packed:
        scenario, runs, name = job
        if name in runs.outcomes:
            values = runs.outcomes[name]
            step = step_of(values, scenario.quarters)
        else:
            values, step = runs.series[name], SERIES_STEP
        return pack(values.reshape(*sides, *values.shape[1:]), step)

    jobs = [
        (scenario, runs, name)
        for scenario, runs in zip(scenarios, made, strict=True)
        for name in names
    ]
    with ThreadPoolExecutor(threads) as pool:
        done = pool.map(work, jobs)
        return [dict(zip(names, islice(done, len(names)), strict=True)) for _ in made]


def _block(packed: Packed, blocks: list[str]) -> dict[str, Any]:
    """Return how a block of numbers is read, and put the block beside the others."""
    blocks.append(packed.data)
    return {
        "shape": packed.shape,
        "base": packed.base,
        "step": packed.step,
        "axes": packed.axes,
        "block": len(blocks) - 1,
    }


def _events(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {
            "number": mark.number,
            "since": mark.since,
            "label": mark.label,
            "id": mark.row.id if mark.row else "",
            "date": mark.row.date if mark.row else "",
            "what": mark.row.what if mark.row else "",
            "source": mark.row.source if mark.row else mark.source,
            "sure": STATUSES[mark.row.status] if mark.row else "",
            "note": mark.row.note if mark.row else "",
        }
        for mark in marks_of(scenario)
    ]


def _points(lesson: Lesson, grid: Grid, world: Scenario) -> list[dict[str, Any]]:
    """Return the policies that have a name: those of the lesson, then shipped constant ones."""
    named = [(point.name, _levels(point.levels)) for point in lesson.points]
    for row in list_scenarios():
        policy = load_scenario(row.name).policy if "constant" in row.tags else None
        if policy is None or "policy" not in row.tags or policy.favour:
            continue
        rest = ("openness", "skill", "institutions")
        if all(getattr(policy, name) == getattr(world.policy, name) for name in rest):
            named.append((f"{row.title} ({row.name})", [getattr(policy, name) for name in TURNED]))
    found = []
    for name, levels in named:
        places, exact = grid.nearest(levels)
        found.append({"name": name, "places": places, "exact": exact, "levels": levels})
    return found


def _step(step: Step, lesson: Lesson, grid: Grid, *, teacher: bool) -> dict[str, Any]:
    sides = [grid.nearest(_levels(side)) for side in (step.a, step.b)]
    return {
        "title": step.title,
        "theses": [{"id": name, "kind": thesis(name).kind} for name in step.theses],
        "claim": step.claim,
        "ask": step.ask,
        "a": sides[0][0],
        "b": sides[1][0],
        "exact": sides[0][1] and sides[1][1],
        "outcome": lesson.outcomes.index(step.outcome),
        "world": lesson.world_of(step),
        "look": step.look,
        **({"answer": step.answer} if teacher else {}),
    }


def _steps_of(worlds: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return in which steps each outcome is kept, in words."""
    return [
        (
            row["meaning"],
            ", ".join(dict.fromkeys(
                f"{world['outcomes'][place]['step']:.3g}" for world in worlds
            )),
        )
        for place, row in enumerate(worlds[0]["outcomes"])
    ]  # fmt: skip


def _harmless(content: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the element of a page that it stands in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hash(text: str) -> str:
    """Return what a page's policy names a text by that it may run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
