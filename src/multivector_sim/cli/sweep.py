"""``multivector sweep``: run policies in many uncertain futures, and go on after anything."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import debug_option, quiet_option, variant_option, without_option
from multivector_sim.cli.progress import Progress
from multivector_sim.errors import InputError

if TYPE_CHECKING:
    from multivector_sim.model.observed import Policy
    from multivector_sim.sweeps.plan import Plan
    from multivector_sim.sweeps.run import Tally
    from multivector_sim.sweeps.until import Watch

__all__ = ["announce", "policy_functions", "resumable", "sweep"]

SWEEP_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector sweep thesis --plan\n"
    "  multivector sweep thesis --out thesis_sweep --set points=200\n"
    "  multivector sweep my_sweep.yaml --out s3://bucket/my_sweep\n"
    "  multivector sweep thesis --out precise --until se=0.002:tension_rus_chn\n"
    "  multivector sweep thesis --out with_mine --policy my_policy.py:careful\n"
)


@click.command(epilog=SWEEP_EXAMPLES)
@click.argument("name", metavar="NAME_OR_FILE")
@click.option(
    "--out", metavar="DIR", help="Folder of the results: a path, or a URL such as s3://bucket/name."
)
@click.option("--plan", "plan_only", is_flag=True, help="Say what would be run, and stop.")
@click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE",
    help="Change a value of the sweep, such as points=100. Repeatable.",
)  # fmt: skip
@variant_option
@without_option
@click.option("--until", metavar="se=VALUE[:METRIC,...]", help="Stop at this standard error.")
@click.option(
    "--policy", "policies", multiple=True, metavar="FILE.py:FUNCTION",
    help="A policy function that meets the same futures. Runs the file. Repeatable.",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(["local", "mesa", "dask"]), default="local", show_default=True,
    help="Compiled, all cores; readable, slow; compiled, on a cluster. The numbers are the same.",
)  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler; by default one is started.")
@click.option(
    "--threads", type=click.IntRange(min=1), help="Threads of the local engine; workers of dask."
)
@click.option("--take-over", is_flag=True, help="Set aside the lock of a writer that has ended.")
@quiet_option
@debug_option
def sweep(
    name: str,
    out: str | None,
    plan_only: bool,
    overrides: tuple[str, ...],
    variants: tuple[str, ...],
    without: tuple[str, ...],
    until: str | None,
    policies: tuple[str, ...],
    engine: str,
    scheduler: str | None,
    threads: int | None,
    take_over: bool,
    quiet: bool,
) -> None:
    """Run a sweep into a folder, or what is left of it there.

    Whatever ends it (Ctrl-C, a kill, a full disk), the same command goes on,
    and the finished folder has the same bytes.
    """
    from multivector_sim.sweeps.sweep import Sweep

    changes = [*overrides, *([f"until={_until(until)}"] if until else [])]
    loaded = Sweep.from_file(
        name,
        changes,
        functions=policy_functions(policies),
        variant=variants,
        without=without,
    )
    if plan_only:
        _tell(loaded.plan)
        return
    if out is None:
        raise InputError("--out DIR is needed: the folder of the results (or --plan to look first)")
    if not quiet:
        announce(engine)
    with Progress(loaded.plan.runs, quiet=quiet) as progress, resumable(out):

        def advance(tally: Tally) -> None:
            progress.advance(tally.runs, tally.failed)

        def watch(state: Watch) -> None:
            progress.note = f"standard error {state.worst:.2g}"

        def note(words: str) -> None:
            if not quiet:
                click.echo(words, err=True)

        results = loaded.run(
            out,
            engine=engine,
            threads=threads,
            scheduler=scheduler,
            progress=advance,
            found=progress.found,
            take_over=take_over,
            watch=watch,
            note=note,
        )
    if not quiet:
        from multivector_sim.cli.results import tell_results

        tell_results(results, ())
        closer = shlex.join(["multivector", "results", out])
        click.echo(f"Results are in {out}; look closer with: {closer}", err=True)


def announce(engine: str = "local") -> None:
    """Say that the engine is compiled first, where it is."""
    from multivector_sim.ensemble.engine import is_compiled

    if engine != "mesa" and not is_compiled():
        click.echo("compiling the engine (once per version, up to a minute)", err=True)


@contextmanager
def resumable(out: str) -> Iterator[None]:
    """Let an interrupt or a full disk say how to go on."""
    from multivector_sim.results.store import StoreError

    way_on = f"what is finished is in {out}; the same command goes on from there"
    try:
        yield
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(way_on) from error
    except StoreError as error:
        raise StoreError(f"{error}\n{way_on}") from error


def _until(text: str) -> str:
    """Return ``se=0.002:tension_rus_chn`` as a sweep file says it."""
    head, _, names = text.partition(":")
    word, equals, value = head.partition("=")
    # Labels such as concern[RUS, status] have a comma of their own.
    wanted = [name.strip() for name in re.split(r",(?![^\[]*\])", names) if name.strip()]
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if word.strip() != "se" or not equals or not number > 0:
        raise InputError(
            f"--until: {text!r} received; se=VALUE or se=VALUE:METRIC,... is needed, such as "
            "se=0.002:tension_rus_chn"
        )
    return json.dumps({"se": number, "of": wanted or ["tension_rus_chn"]})


def policy_functions(texts: tuple[str, ...]) -> dict[str, Policy]:
    """Return the functions that ``FILE.py:FUNCTION`` texts name, by name.

    Raises
    ------
    InputError
        If a file cannot be run, or holds no such function, or two have the same name.
    """
    from multivector_sim.sweeps.sweep import named_functions

    return named_functions(_named(text) for text in dict.fromkeys(texts))


def _named(text: str) -> tuple[str, Policy]:
    file, _, name = text.rpartition(":")
    if not file or not name.isidentifier():
        raise InputError(f"--policy: {text!r} received; FILE.py:FUNCTION is needed")
    return name, _function(Path(file), name)


def _function(path: Path, name: str) -> Any:
    from importlib.util import module_from_spec, spec_from_file_location

    # Numba imports the module of a function by its name: no other file may answer to it.
    specification = spec_from_file_location(f"multivector_policy_file_{path.stem}", path)
    if specification is None or specification.loader is None or not path.is_file():
        raise InputError(f"--policy: there is no Python file {path}")
    module = module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as error:  # the user's own code: any error is theirs, and is told
        raise InputError(f"--policy: {path} fails: {type(error).__name__}: {error}") from error
    if not callable(getattr(module, name, None)):
        raise InputError(f"--policy: {path} holds no function {name!r}")
    return getattr(module, name)


def _settled(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield each number that cannot vary, and what is to be said of it."""
    every = {key: row for line in plan.lines for key, row in line.settled.items()}
    for key, (value, reason) in every.items():
        bases = dict.fromkeys(line.base for line in plan.lines if key in line.settled)
        where = f", in {', '.join(bases)} only" if key in plan.keys else ""
        yield key, f"is fixed at {value:g} by {reason}: not uncertain{where}"


def _tell(plan: Plan) -> None:
    """Say what a sweep would run."""
    spec = plan.spec
    if spec.title:
        click.echo(spec.title)
    for line in plan.lines:
        click.echo(f"  {line.base}: policy {line.policy}")
    if plan.choice_keys:
        click.echo(f"  {len(plan.choices):,} combinations of {', '.join(plan.choice_keys)}")
    for key, told in _settled(plan):
        click.echo(f"  {key} {told}")
    factors = f"{len(plan.factors)} uncertain numbers" if plan.factors else "nothing uncertain"
    click.echo(f"  {plan.future_count:,} futures ({spec.design}; {factors})")
    if plan.joint is not None:
        click.echo(
            f"  {len(plan.joint.keys)} of them drawn together from the accepted set "
            f"({plan.joint.rows:,} rows, SHA-256 {plan.joint.sha256[:16]})"
        )
    click.echo(f"  {spec.replications:,} runs of each, {spec.noise} noise, seed {spec.seed}")
    click.echo(f"{plan.runs:,} runs in {plan.shards:,} shards")
