"""Sweeps as users say them: a file, or keyword arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from multivector_sim.errors import InputError
from multivector_sim.model.observed import Policy
from multivector_sim.scenario import Scenario, load_scenario
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.fixed import with_names
from multivector_sim.scenario.load import SUFFIXES
from multivector_sim.scenario.merge import replace
from multivector_sim.scenario.tree import Node, Place, parse_text, plain, plant
from multivector_sim.scenario.without import with_sources
from multivector_sim.sweeps.check import check_sweep
from multivector_sim.sweeps.files import sweep_tree
from multivector_sim.sweeps.results import SweepResults
from multivector_sim.sweeps.run import Executor, Local, Tally, run_sweep

__all__ = ["ENGINES", "Sweep", "named_functions", "validate_sweep"]

ENGINES: Final = ("local", "mesa", "dask")
"""The compiled engine on this machine; the readable one, slow; the compiled one on a cluster."""


class Sweep:
    """Many policies in many uncertain futures.

    Parameters
    ----------
    base
        Scenario that is swept: a name, a path, a ``Scenario``, or a list of them.
    policies
        Policies that meet the same futures: names of scenarios whose policy is
        taken, ``"own"``, maps of ``name``, ``of`` and ``set``, or policy
        functions (see ``simulate``), which stand after the others. The first
        is the counterfactual.
    variant
        Named variant of the model, or several; what it fixes is not uncertain
        any more.
    without
        Sources that every base does without; see ``load_scenario``.
    settings
        Everything else that a sweep file may say, under the same keys:
        ``choices``, ``uncertain``, ``design``, ``points``, ``replications``,
        ``seed``, ``noise``, ``cross``, ``outcomes``, ``windows``, ``keep``,
        ``until``, ... See ``SweepSpec``.

    Raises
    ------
    ScenarioError
        With every fault found.

    Examples
    --------
    >>> import multivector_sim as mv
    >>> sweep = mv.Sweep(base="baseline", design="lhs", points=4, replications=2, seed=1)
    >>> sweep.plan.runs
    8
    """

    def __init__(
        self,
        base: str | Path | Scenario | Sequence[str | Path | Scenario] = "baseline",
        *,
        policies: Sequence[str | Mapping[str, Any] | Policy] = (),
        variant: str | Sequence[str] = (),
        without: str | Sequence[str] = (),
        **settings: Any,
    ) -> None:
        given: dict[str, Scenario] = {}
        entries = list(policies) if isinstance(policies, list | tuple) else [policies]
        functions = named_functions(
            (_function_name(entry), entry) for entry in entries if callable(entry)
        )
        listed = [
            dict(entry) if isinstance(entry, Mapping) else entry
            for entry in entries
            if not callable(entry)
        ]
        data = {
            "base": (
                [_name(entry, given) for entry in base]
                if isinstance(base, list | tuple)
                else _name(base, given)
            ),
            "policies": listed,
            "variants": [variant] if isinstance(variant, str) else [*variant],
            "without": [without] if isinstance(without, str) else [*without],
            **{key: value for key, value in settings.items() if value is not None},
        }

        def load(name: str) -> Scenario:
            return given[name] if name in given else load_scenario(name)

        self.plan = check_sweep(plant(data, Place("sweep")), load, functions)

    @classmethod
    def from_file(
        cls,
        name_or_path: str | Path,
        overrides: Sequence[str] = (),
        *,
        functions: Mapping[str, Policy] | None = None,
        variant: str | Sequence[str] = (),
        without: str | Sequence[str] = (),
    ) -> Sweep:
        """Load a sweep from a file.

        Parameters
        ----------
        name_or_path
            Name of a shipped sweep, or path of a YAML file.
        overrides
            ``"KEY=VALUE"`` texts that change values of the file, such as
            ``"points=100"``.
        functions
            Policy functions that meet the same futures, by name.
        variant
            Named variant of the model, or several, besides those of the file.
        without
            Sources that every base does without, besides those of the file.

        Raises
        ------
        ScenarioError
            With every fault found: place, key, value received, what is allowed.
        """
        tree, folder = sweep_tree(name_or_path)
        for text in overrides:
            tree = _overridden(tree, text)
        if variant:
            tree = with_names(tree, variant)
        if without:
            tree = with_sources(tree, without)
        sweep = cls.__new__(cls)
        sweep.plan = check_sweep(tree, lambda name: _load_beside(name, folder), functions)
        return sweep

    def run(
        self,
        out: str | Path,
        *,
        engine: str = "local",
        threads: int | None = None,
        scheduler: str | None = None,
        progress: Callable[[Tally], None] | None = None,
        take_over: bool = False,
        **watching: Any,
    ) -> SweepResults:
        """Run the sweep into a folder, or what is left of it there.

        Parameters
        ----------
        out
            A path, or any fsspec URL.
        engine
            One of ``ENGINES``; the numbers are the same.
        threads
            Threads of the local engine; None for one a core.
        scheduler
            Address of a Dask scheduler; None starts one on this machine.
        progress
            Called with newly finished runs.
        take_over
            Set aside the lock that a killed writer left at a URL.
        watching
            ``watch`` and ``note``; see ``run_sweep``.

        Returns
        -------
        SweepResults
            The finished sweep.

        Raises
        ------
        InputError
            If the folder belongs to something else, or an argument is not allowed.
        StoreError
            If something could not be written; what is finished stays, and the
            same call goes on.
        """
        executor = executor_of(engine, threads, scheduler, watching.get("note"))
        return run_sweep(
            self.plan,
            str(out),
            executor=executor,
            progress=progress,
            take_over=take_over,
            **watching,
        )


def executor_of(
    engine: str,
    threads: int | None,
    scheduler: str | None,
    tell: Callable[[str], None] | None = None,
) -> Executor:
    """Return what computes the shards.

    Raises
    ------
    InputError
        If there is no such engine, or what it needs is not installed.
    """
    if engine not in ENGINES:
        raise InputError(f"engine: {engine!r} received; allowed are {', '.join(ENGINES)}")
    if scheduler is not None and engine != "dask":
        raise InputError("a scheduler goes with the dask engine only")
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise InputError(f"threads: {threads!r} received; a whole number >= 1 is needed")
    if engine == "dask":
        from multivector_sim.sweeps.cluster import Cluster

        return Cluster(scheduler, workers=threads, tell=tell)
    return Local("mesa" if engine == "mesa" else "ensemble", threads)


def validate_sweep(name_or_path: str | Path) -> list[Fault]:
    """Return every fault of a sweep file; none if it is sound."""
    try:
        Sweep.from_file(name_or_path)
    except FaultsFoundError as error:
        return error.found
    return []


def _load_beside(name: str, folder: Path) -> Scenario:
    """Load a scenario that a sweep file names: shipped, or beside or below the file."""
    if Path(name).suffix not in SUFFIXES:
        return load_scenario(name)
    found = (folder / name).resolve()
    if Path(name).is_absolute() or not found.is_relative_to(folder.resolve()):
        raise InputError(f"only files beside or below the sweep are allowed; received {name!r}")
    return load_scenario(found)


def _overridden(tree: Node, text: str) -> Node:
    key, equals, value = text.partition("=")
    shown = f"--set {text}"[:80]
    if not equals or not key.strip():
        raise FaultsFoundError(Fault(shown, "KEY=VALUE is needed, such as points=100"))
    node = plant(plain(parse_text(value, shown)), Place(shown))
    section, _, rest = key.strip().partition(".")
    # Below choices and uncertain, keys are dotted themselves.
    steps = (
        [section, rest] if section in ("choices", "uncertain") and rest else key.strip().split(".")
    )
    return replace(tree, steps, node)


def named_functions(pairs: Iterable[tuple[str, Policy]]) -> dict[str, Policy]:
    """Return policy functions by name.

    Raises
    ------
    InputError
        If two have the same name.
    """
    functions: dict[str, Policy] = {}
    for name, function in pairs:
        if name in functions:
            raise InputError(
                f"two policy functions are called {name!r}; results go by name: rename one of them"
            )
        functions[name] = function
    return functions


def _name(entry: Any, given: dict[str, Scenario]) -> Any:
    """Return what stands for a base in plain data: a scenario's name; the check judges the rest."""
    if not isinstance(entry, Scenario):
        return str(entry) if isinstance(entry, Path) else entry
    name = entry.name or "scenario"
    if name in given:
        raise InputError(f"two scenarios are called {name!r}; give them different names")
    given[name] = entry
    return name


def _function_name(function: Any) -> str:
    plain_function = getattr(function, "py_func", function)
    return str(getattr(plain_function, "__name__", type(plain_function).__name__))
