"""``multivector list`` and ``multivector validate``: look at scenarios without running them."""

from __future__ import annotations

import json

import click

from multivector_sim.cli.options import debug_option
from multivector_sim.scenario import list_scenarios, validate_file

__all__ = ["list_command", "validate"]


LIST_EXAMPLES = "\b\nExample:\n  multivector list\n"


@click.command("list", epilog=LIST_EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
@debug_option
def list_command(as_json: bool) -> None:
    """List the scenarios that come with the package."""
    rows = list_scenarios()
    if as_json:
        click.echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
        return
    width = max(len(row.name) for row in rows)
    for row in rows:
        click.echo(f"{row.name:<{width}}  {row.title}")
        click.echo(f"{'':<{width}}  {row.question}")


VALIDATE_EXAMPLES = "\b\nExample:\n  multivector validate my_scenario.yaml\n"


@click.command(epilog=VALIDATE_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--quiet", is_flag=True, help="Say nothing about files that are sound.")
@debug_option
@click.pass_context
def validate(ctx: click.Context, files: tuple[str, ...], quiet: bool) -> None:
    """Check scenario files and show every fault with file and line."""
    faulty = 0
    for file in files:
        faults = validate_file(file)
        faulty += bool(faults)
        for fault in faults:
            click.echo(str(fault), err=True)
        if not faults and not quiet:
            click.echo(f"{file}: sound")
    if faulty:
        ctx.exit(2)
