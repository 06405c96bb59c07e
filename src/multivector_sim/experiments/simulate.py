"""Run one scenario many times and label what comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from multivector_sim.errors import InputError
from multivector_sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    import xarray as xr

    from multivector_sim.model.observed import Policy
    from multivector_sim.model.raw import RawResults
    from multivector_sim.model.windows import Window

__all__ = ["ENGINES", "simulate"]

ENGINES: Final = ("ensemble", "mesa")
"""The compiled engine, and the readable one; they give the same bits."""


def simulate(
    scenario: str | Path | Scenario,
    *,
    runs: int | None = None,
    seed: int | None = None,
    engine: str = "ensemble",
    record: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    windows: Sequence[Window] = (),
    first_run: int = 0,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    policy: Policy | None = None,
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
) -> xr.Dataset:
    """Run a scenario and return its outcomes as a labelled data set.

    Parameters
    ----------
    scenario
        Name of a shipped scenario, path of a file, or a ``Scenario``.
    runs
        Number of runs, >= 1; None for the scenario's own.
    seed
        Seed, 0 to 2**64 - 1; None for the scenario's own. The same seed gives
        the same bits, whatever the engine or the number of threads.
    engine
        ``"ensemble"`` (compiled, many runs at once) or ``"mesa"`` (agents,
        one run after the other).
    record
        States whose paths are kept, from ``RECORDABLE``, for example
        ``["tension", "share"]``.
    outcomes
        Outcomes to keep, from ``OUTCOMES``; None for the default ones, ``()``
        for none.
    windows
        Summaries of single states over some quarters (``Window``): one number
        a run each, without the paths being kept.
    first_run
        Number of the first run.
    threads
        Threads of the ensemble engine; None for one a core.
    progress
        Called with the number of newly finished runs.
    policy
        A function that sets Kazakhstan's levers each quarter: it receives
        what is seen (``Seen``) and the scheduled levers (``Levers``), and
        returns ``Levers``. The ensemble engine compiles it with Numba; the
        Mesa engine takes any Python function.
    variant
        Named variant of the model, or several; see ``load_scenario``.
    without
        Sources to do without; see ``load_scenario``.

    Returns
    -------
    xarray.Dataset
        Outcomes over ``run`` and their dimensions, recorded paths over
        ``run, time`` and theirs, windows over ``run``; units and long names in the attributes of
        each variable, the manifest (JSON) in those of the data set. Where the
        scenario leaves numbers to chance, ``drawn`` holds what each run drew,
        over ``run, number``.

    Raises
    ------
    ScenarioError
        If the scenario has faults.
    InputError
        If an argument is not allowed, the policy cannot be compiled, or the
        paths would not fit into memory.
    SimulationError
        If the policy returns a lever out of range.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> ds = mv.simulate("baseline", runs=8, seed=1)
    >>> ds["tension_rus_chn"].dims
    ('run',)
    """
    from multivector_sim.experiments.futures import run_futures
    from multivector_sim.model.watch import select_windows
    from multivector_sim.results import (
        build_dataset,
        build_manifest,
        check_window_names,
        with_drawn,
    )

    if engine not in ENGINES:
        raise InputError(f"engine: {engine!r} received; allowed are {', '.join(ENGINES)}")
    loaded = load_scenario(scenario, variant=variant, without=without)
    runs = loaded.runs if runs is None else runs
    seed = loaded.seed if seed is None else seed
    run_engine: Callable[..., RawResults]
    if engine == "mesa":
        from multivector_sim.agents.batch import run_agents as run_engine
    else:
        from multivector_sim.ensemble.engine import run_ensemble as run_engine
    inputs = loaded.pack()
    windows = tuple(windows)
    select_windows(windows, len(inputs.actors), len(inputs.sectors), inputs.quarters)
    check_window_names(windows)
    results, drawn = run_futures(
        run_engine,
        loaded,
        inputs,
        runs,
        seed,
        first_run=first_run,
        record=record,
        outcomes=outcomes,
        windows=windows,
        threads=threads,
        progress=progress,
        policy=policy,
    )
    manifest = build_manifest(
        loaded,
        runs=runs,
        seed=seed,
        engine=engine,
        first_run=first_run,
        record=record,
        outcomes=outcomes,
        windows=windows,
        policy=policy,
    )
    dataset = build_dataset(results, inputs, manifest, first_run=first_run, windows=windows)
    return with_drawn(dataset, drawn) if drawn else dataset
