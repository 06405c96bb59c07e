"""``multivector list`` and ``multivector validate``: look at scenarios without running them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from multivector_sim.cli.options import debug_option, json_option
from multivector_sim.errors import InputError
from multivector_sim.model.variants import MODEL_VARIANTS
from multivector_sim.scenario import Listing, list_scenarios, validate_file
from multivector_sim.scenario.nearest import nearest

if TYPE_CHECKING:
    from multivector_sim.scenario.fault import Fault
    from multivector_sim.sweeps.files import SweepListing

__all__ = ["list_command", "validate"]


LIST_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector list\n"
    "  multivector list --tag counterfactual\n"
    "  multivector list --search tender\n"
    "  multivector list --sweeps\n"
    "  multivector list --variants\n"
)


@click.command("list", epilog=LIST_EXAMPLES)
@click.option(
    "--tag", "tags", multiple=True, help="Only scenarios with this tag; repeated, with all of them."
)
@click.option("--search", metavar="WORD", help="Only scenarios whose name or words contain this.")
@click.option("--sweeps", is_flag=True, help="Sweeps rather than scenarios.")
@click.option("--variants", is_flag=True, help="Named variants of the model, for --variant.")
@json_option
@debug_option
def list_command(
    tags: tuple[str, ...], search: str | None, sweeps: bool, variants: bool, as_json: bool
) -> None:
    """List the scenarios (sweeps, variants) that come with the package, with their tags."""
    from multivector_sim.sweeps.files import list_sweeps

    if variants:
        if tags or search or sweeps:
            raise click.UsageError("--variants goes with --json only")
        _list_variants(as_json=as_json)
        return
    rows: Sequence[Listing | SweepListing] = list_sweeps() if sweeps else list_scenarios()
    _refuse_unknown(tags, sorted({tag for row in rows for tag in row.tags}))
    found = [row for row in rows if set(tags) <= set(row.tags) and _tells(row, search or "")]
    if as_json:
        click.echo(json.dumps([row._asdict() for row in found], indent=2, ensure_ascii=False))
        return
    width = max(len(row.name) for row in rows)
    for row in found:
        click.echo(f"{row.name:<{width}}  {row.title}")
        click.echo(f"{'':<{width}}  {row.question}")
        if row.tags:
            click.echo(f"{'':<{width}}  tags: {', '.join(row.tags)}")
    if not found:
        told = [f"tag {tag}" for tag in tags] + ([f"the word {search!r}"] if search else [])
        kind = "sweep" if sweeps else "scenario"
        click.echo(f"No {kind} has {' and '.join(told)}. `multivector list` shows all.", err=True)


def _list_variants(*, as_json: bool) -> None:
    if as_json:
        rows = [row._asdict() for row in MODEL_VARIANTS]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(len(row.name) for row in MODEL_VARIANTS)
    for row in MODEL_VARIANTS:
        values = ", ".join(f"parameters.{key} = {value:g}" for key, value in row.parameters.items())
        click.echo(f"{row.name:<{width}}  {values}")
        click.echo(f"{'':<{width}}  without {row.removes}")
        click.echo(f"{'':<{width}}  source: {row.source}")


def _refuse_unknown(tags: tuple[str, ...], known: list[str]) -> None:
    for tag in tags:
        if tag not in known:
            hint = nearest(tag, known)
            raise InputError(f"--tag: unknown tag {tag!r}{hint}; known: {', '.join(known)}")


def _tells(row: Listing | SweepListing, word: str) -> bool:
    """Return whether a word stands in what a listing tells."""
    told = " ".join((*row[:-1], *row.tags))
    return word.casefold() in told.casefold()


VALIDATE_EXAMPLES = "\b\nExample:\n  multivector validate my_scenario.yaml\n"


@click.command(epilog=VALIDATE_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--quiet", is_flag=True, help="Say nothing about files that are sound.")
@debug_option
@click.pass_context
def validate(ctx: click.Context, files: tuple[str, ...], quiet: bool) -> None:
    """Check scenario and sweep files, and show every fault with file and line."""
    from multivector_sim.sweeps.files import is_sweep

    faulty = 0
    for file in files:
        faults = _faults_of_sweep(file) if is_sweep(file) else validate_file(file)
        faulty += bool(faults)
        for fault in faults:
            click.echo(str(fault), err=True)
        if not faults and not quiet:
            click.echo(f"{file}: sound")
    if faulty:
        ctx.exit(2)


def _faults_of_sweep(file: str) -> list[Fault]:
    from multivector_sim.sweeps.sweep import validate_sweep

    return validate_sweep(file)
