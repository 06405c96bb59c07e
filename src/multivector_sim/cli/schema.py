"""``multivector schema``: what a file may hold, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from multivector_sim.cli.options import debug_option, write_text

__all__ = ["schema"]

SCHEMA_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector schema\n"
    "  multivector schema --out scenario.schema.json\n"
    "  multivector schema --sweep --out sweep.schema.json\n"
    "\n"
    "Editors with a YAML language server then help with a file that begins with\n"
    "# yaml-language-server: $schema=scenario.schema.json\n"
)


@click.command(epilog=SCHEMA_EXAMPLES)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write it to this file instead of standard output.",
)  # fmt: skip
@click.option("--sweep", is_flag=True, help="Of a sweep file rather than a scenario file.")
@debug_option
def schema(out: Path | None, sweep: bool) -> None:
    """Print the JSON Schema of a scenario file: keys, ranges, units and meanings."""
    from multivector_sim.scenario.schema import scenario_schema
    from multivector_sim.sweeps.schema import sweep_schema

    text = json.dumps(sweep_schema() if sweep else scenario_schema(), indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(out, text)
    click.echo(f"Schema is in {out}")
