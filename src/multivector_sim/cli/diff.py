"""``multivector diff``: what one scenario says otherwise than another."""

from __future__ import annotations

import dataclasses
import json

import click

from multivector_sim.cli.options import (
    debug_option,
    json_option,
    set_option,
    variant_option,
    without_option,
)

__all__ = ["diff"]

DIFF_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector diff baseline hedge\n"
    "  multivector diff baseline my_scenario.yaml\n"
    "  multivector diff baseline --set policy.inclusion=0.5\n"
)


@click.command(epilog=DIFF_EXAMPLES)
@click.argument("first", metavar="NAME_OR_FILE")
@click.argument("second", metavar="[NAME_OR_FILE]", required=False)
@set_option
@variant_option
@without_option
@click.option(
    "--exit-code", "tell", is_flag=True, help="Leave with code 1 if there is a difference."
)
@json_option
@debug_option
@click.pass_context
def diff(
    ctx: click.Context,
    first: str,
    second: str | None,
    overrides: tuple[str, ...],
    variants: tuple[str, ...],
    without: tuple[str, ...],
    tell: bool,
    as_json: bool,
) -> None:
    """Show what the second scenario says otherwise than the first.

    Each --set, --variant and --without changes the second; with one of them the second
    may be left out, and is then the first with these changes. + marks what only the second has,
    - what only the first has.
    """
    from multivector_sim.scenario import load_scenario
    from multivector_sim.scenario.diff import diff as differences

    if second is None and not overrides and not variants and not without:
        raise click.UsageError("A second scenario, --set, --variant or --without is needed.")
    before = load_scenario(first)
    after = load_scenario(second or first, overrides, variant=variants, without=without)
    rows = differences(before, after)
    if as_json:
        document = {
            "before": {"name": before.name, "hash": before.hash},
            "after": {"name": after.name, "hash": after.hash},
            "differences": [dataclasses.asdict(row) for row in rows],
        }
        click.echo(json.dumps(document, indent=2))
    else:
        changes = "".join(f" --variant {name}" for name in variants)
        changes += "".join(f" --without {source}" for source in without)
        changes += "".join(f" --set {text}" for text in overrides)
        click.echo(f"--- {first}\n+++ {second or first}{changes}")
        for row in rows:
            click.echo(str(row))
        if not rows:
            click.echo("No difference.")
    if tell and rows:
        ctx.exit(1)
