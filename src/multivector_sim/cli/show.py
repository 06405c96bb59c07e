"""``multivector show``: a resolved scenario, and where each value comes from."""

from __future__ import annotations

import json

import click

from multivector_sim.cli.options import debug_option, set_option, variant_option, without_option

__all__ = ["show"]

SHOW_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector show baseline policy timelines.spare\n"
    "  multivector show hedge --set end=2010Q4 --no-origin > whole.yaml\n"
)


@click.command(epilog=SHOW_EXAMPLES)
@click.argument("scenario", metavar="NAME_OR_FILE")
@click.argument("sections", nargs=-1, metavar="[SECTION]...")
@set_option
@variant_option
@without_option
@click.option(
    "--origin/--no-origin",
    default=True,
    show_default=True,
    help="Tell behind each value the file and line, or the --set, that gives it.",
)
@click.option("--yaml/--json", "as_yaml", default=True, help="YAML, or one JSON document.")
@debug_option
def show(
    scenario: str,
    sections: tuple[str, ...],
    overrides: tuple[str, ...],
    variants: tuple[str, ...],
    without: tuple[str, ...],
    origin: bool,
    as_yaml: bool,
) -> None:
    """Show a scenario as it is run, after extends, --variant, --without and --set.

    All of it, written to a file, is the same scenario. A SECTION is a dotted
    key, such as policy or events.kosovo_1999.
    """
    from multivector_sim.scenario import show as pages
    from multivector_sim.scenario.trace import trace
    from multivector_sim.scenario.tree import plain

    if as_yaml:
        text = pages.show(
            scenario,
            overrides,
            sections=sections,
            origin=origin,
            variant=variants,
            without=without,
        )
        click.echo(text, nl=False)
        return
    traced = trace(scenario, overrides, variant=variants, without=without)
    part = pages.picked(traced.tree, sections)
    document = {
        "name": traced.scenario.name,
        "hash": traced.scenario.hash,
        "scenario": plain(part),
        **({"origins": pages.origins(part)} if origin else {}),
    }
    click.echo(json.dumps(document, indent=2))
