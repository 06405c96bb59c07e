"""``multivector hindcast``: forecasts from the past, and how they did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from multivector_sim.cli.options import debug_option, set_option

if TYPE_CHECKING:
    import pandas as pd

    from multivector_sim.scenario import Scenario

__all__ = ["hindcast"]

NOTE = "Exploratory, not a forecast."

HINDCAST_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector hindcast\n"
    "  multivector hindcast --known-only\n"
    "  multivector hindcast --observations later_years.csv --json\n"
    "  multivector hindcast --origin 2013 --to 2024 --out forecast\n"
)


@click.command(epilog=HINDCAST_EXAMPLES)
@click.argument("scenario", default="baseline")
@set_option
@click.option(
    "--observations", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Score the frozen forecast, made with the figures up to 2013, against this table.",
)  # fmt: skip
@click.option("--origin", type=int, metavar="YEAR", help="Make one forecast from this year.")
@click.option(
    "--to", "last", type=int, metavar="YEAR", default=2024, show_default=True,
    help="Last year of that forecast.",
)  # fmt: skip
@click.option(
    "--known-only", is_flag=True,
    help="Without drivers and events after the origin: what one could have known.",
)  # fmt: skip
@click.option("--members", type=click.IntRange(2, 100_000), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write the tables and figures into this folder.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
@click.option("--quiet", is_flag=True, help="No progress.")
@debug_option
def hindcast(
    scenario: str,
    overrides: tuple[str, ...],
    observations: Path | None,
    origin: int | None,
    last: int,
    known_only: bool,
    members: int,
    seed: int,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score forecasts that use only what was observed up to their origin.

    Without options: origins 2000 to 2010, one to five years ahead, nothing
    after 2013, beside two naive forecasts (the last figure carried forward;
    the line of the last ten years). Smaller scores (CRPS) are better.
    """
    from multivector_sim.cli.progress import Progress
    from multivector_sim.forecast import api
    from multivector_sim.forecast.hindcast import ORIGINS

    if observations is not None:
        if origin is not None or known_only:
            raise click.UsageError(
                "--observations scores the frozen forecast; leave out --origin and --known-only"
            )
        _tell(api.score_frozen(observations), as_json, out, _FROZEN)
        return
    from multivector_sim.scenario import load_scenario

    loaded = load_scenario(scenario, overrides)
    if origin is not None:
        _forecast(loaded, origin, last, members, seed, known_only, out, as_json)
        return
    with Progress(len(ORIGINS), quiet=quiet or as_json) as progress:
        table = api.hindcast(
            loaded,
            members=members,
            seed=seed,
            later_known=not known_only,
            progress=progress.advance,
        )
    _tell(table, as_json, out, _KNOWN if known_only else _CONDITIONAL)


_CONDITIONAL = "Origins 2000-2010, 1-5 years ahead; later drivers and dated events are inputs"
_KNOWN = "Origins 2000-2010, 1-5 years ahead; drivers and events stay as they were at the origin"
_FROZEN = "Frozen forecast from the end of 2013; later drivers and dated events are inputs"


def _tell(table: pd.DataFrame, as_json: bool, out: Path | None, what: str) -> None:
    """Print the scores, and write them."""
    from multivector_sim.cli.table import print_json, records, score_rows, show

    if out is not None:
        from multivector_sim.experiments.job import ResultFolder

        ResultFolder(out).write_table("scores.csv", table)
    if as_json:
        print_json({"note": f"{NOTE} {what}.", "scores": records(table)})
        return
    show(score_rows(table, title=what))
    targets = table.iloc[:-1]
    better = targets["crps"] < targets[["crps_persistence", "crps_drift"]].min(axis=1)
    click.echo(
        f"Better than both naive forecasts on {better.sum()} of {len(targets)} targets.\n"
        f"{NOTE} CRPS from five quantiles, in the unit of the target; smaller is better.\n"
        "Ratios are to the naive forecasts: the last figure carried forward, and the line of the "
        "last ten years.\nCoverage: share of figures inside the central intervals."
    )


def _forecast(
    loaded: Scenario,
    origin: int,
    last: int,
    members: int,
    seed: int,
    known_only: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Make one forecast; print its last year, and write all."""
    from multivector_sim.cli.table import forecast_rows, print_json, records, show
    from multivector_sim.forecast.api import predict

    _, table = predict(
        loaded, origin=origin, last=last, members=members, seed=seed, later_known=not known_only
    )
    if out is not None:
        from multivector_sim.experiments.job import ResultFolder

        ResultFolder(out).write_table("forecast.csv", table)
    inputs = "as known then" if known_only else "given later drivers and dated events"
    if as_json:
        print_json({"note": NOTE, "origin": origin, "forecast": records(table)})
        return
    show(forecast_rows(table, last, title=f"{last}, forecast from the end of {origin}, {inputs}"))
    click.echo(f"{NOTE} Quantiles of {members:,} members, seed {seed}.")
    if out is None:
        click.echo("--out DIR writes every year, target and quantile.")
