"""``multivector hindcast``: forecasts from the past, and how they did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from multivector_sim.cli.options import (
    debug_option,
    json_option,
    out_option,
    quiet_option,
    set_option,
)

if TYPE_CHECKING:
    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.forecast.verified import Overall, Ratio, Verified

__all__ = ["hindcast"]

NOTE = "Exploratory, not a forecast."


class Request(NamedTuple):
    """What is asked for: members, seed, inputs, output."""

    members: int
    seed: int
    known_only: bool
    out: Path | None
    style: str
    as_json: bool
    quiet: bool

    def folder(self) -> ResultFolder | None:
        """Return the folder to write into, made at once so that a bad one is told early."""
        from multivector_sim.experiments.job import ResultFolder
        from multivector_sim.plots import use_style

        if self.out is None:
            return None
        with use_style(self.style):
            return ResultFolder(self.out)

    def wrote(self) -> None:
        """Say where the files are."""
        if self.out is not None and not self.quiet:
            click.echo(f"Results are in {self.out}", err=True)


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
    "--to", "last", type=int, metavar="YEAR", help="Last year of that forecast; 2024 by default.",
)  # fmt: skip
@click.option(
    "--known-only", is_flag=True,
    help="Without drivers and events after the origin: what one could have known.",
)  # fmt: skip
@click.option("--members", type=click.IntRange(2, 100_000), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True)
@out_option("Write tables, figures and manifest into this folder.")
@click.option("--style", metavar="NAME", help="Of the figures: projector (default), print or dark.")
@json_option
@quiet_option
@debug_option
def hindcast(
    scenario: str,
    overrides: tuple[str, ...],
    observations: Path | None,
    origin: int | None,
    last: int | None,
    known_only: bool,
    members: int,
    seed: int,
    out: Path | None,
    style: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score forecasts that use only what was observed up to their origin.

    Without options: origins 2000 to 2010, one to five years ahead, nothing
    after 2013, beside two naive forecasts (the last figure carried forward;
    the line of the last ten years). Smaller scores (CRPS) are better.
    """
    if style is not None and out is None:
        raise click.UsageError("--style goes with --out")
    if last is not None and origin is None:
        raise click.UsageError("--to goes with --origin")
    request = Request(members, seed, known_only, out, style or "projector", as_json, quiet)
    if observations is not None:
        _refuse_what_is_frozen()
        _score_frozen(observations, request)
    elif origin is not None:
        _forecast(scenario, overrides, origin, 2024 if last is None else last, request)
    else:
        _score(scenario, overrides, request)


def _refuse_what_is_frozen() -> None:
    """Complain about options that a frozen forecast leaves no choice in."""
    context = click.get_current_context()
    fixed = {
        "scenario": "SCENARIO", "overrides": "--set", "origin": "--origin", "last": "--to",
        "known_only": "--known-only", "members": "--members", "seed": "--seed",
    }  # fmt: skip
    given = [
        words
        for name, words in fixed.items()
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    ]
    if given:
        raise click.UsageError(
            f"--observations scores the frozen forecast, which is made; leave out {given[0]}"
        )


def _score(scenario: str, overrides: tuple[str, ...], request: Request) -> None:
    """Score forecasts from origins in the past."""
    from multivector_sim.cli.hindcast_files import figures_of, manifest_of, write_figures
    from multivector_sim.cli.progress import Progress
    from multivector_sim.forecast import api
    from multivector_sim.forecast.hindcast import LEADS, ORIGINS
    from multivector_sim.scenario import load_scenario

    loaded, folder = load_scenario(scenario, overrides), request.folder()
    with Progress(len(ORIGINS), quiet=request.quiet or request.as_json) as progress:
        found = api.hindcast(
            loaded,
            members=request.members,
            seed=request.seed,
            later_known=not request.known_only,
            progress=progress.advance,
        )
    if folder is not None:
        details = {"origins": ORIGINS, "leads": LEADS, "later_known": not request.known_only}
        folder.write_table("scores.csv", found.scores)
        folder.write_json(
            "manifest.json", manifest_of(loaded, request.members, request.seed, details)
        )
        write_figures(folder, figures_of(found), request.style)
    _tell(found, request)


def _score_frozen(observations: Path, request: Request) -> None:
    """Score the frozen forecast against a table."""
    from multivector_sim.cli.hindcast_files import (
        fans_of,
        figures_of,
        frozen_manifest,
        write_figures,
    )
    from multivector_sim.forecast import api
    from multivector_sim.forecast.frozen import frozen_forecast

    found, folder = api.score_frozen(observations), request.folder()
    if folder is not None:
        folder.write_table("scores.csv", found.scores)
        folder.write_json("manifest.json", frozen_manifest(observations))
        write_figures(folder, figures_of(found), request.style)
        fans = fans_of(found.forecasts[0], frozen_forecast(), found.series, found.made)
        write_figures(folder, fans, request.style)
    _tell(found, request)


def _tell(found: Verified, request: Request) -> None:
    """Print the scores."""
    from multivector_sim.cli.table import print_json, records, score_rows, show

    overall = found.overall
    if request.as_json:
        rows = records(found.scores)
        rows[-1].update(_overall_keys(overall))
        print_json({"note": f"{NOTE} {found.what}.", "scores": rows})
        return
    show(score_rows(found.scores, title=found.what))
    click.echo(
        f"All targets: CRPS {_ratio(overall.persistence)} of persistence, "
        f"{_ratio(overall.drift)} of drift.{_interval_words(overall)}\n"
        f"Better than both naive forecasts on {overall.better} of {overall.targets} targets.\n"
        f"{NOTE} CRPS from five quantiles, in the unit of the target; smaller is better.\n"
        "Ratios are to the naive forecasts: the last figure carried forward, and the line of the "
        "last ten years.\nCoverage: share of figures inside the central intervals."
    )
    request.wrote()


def _ratio(ratio: Ratio) -> str:
    interval = "" if ratio.low != ratio.low else f" [{ratio.low:.2f}, {ratio.high:.2f}]"
    return f"{ratio.value:.2f}{interval}"


def _interval_words(overall: Overall) -> str:
    if overall.origins < 2:
        return " One origin gives no interval."
    return (
        f" 95 % intervals: bootstrap of {overall.origins} origins in blocks of "
        f"{overall.together}; rough."
    )


def _overall_keys(overall: Overall) -> dict[str, Any]:
    """Return what JSON tells of all targets beside their scores; null where there is no number."""
    found: dict[str, Any] = {}
    for name, ratio in (("persistence", overall.persistence), ("drift", overall.drift)):
        for end, value in zip(("", "_low", "_high"), ratio, strict=True):
            found[f"ratio_{name}{end}"] = None if value != value else value
    return found | {
        "better_than_both": overall.better,
        "targets": overall.targets,
        "origins": overall.origins,
        "block": overall.together,
    }


def _forecast(
    scenario: str, overrides: tuple[str, ...], origin: int, last: int, request: Request
) -> None:
    """Make one forecast; print its last year, and write all."""
    from multivector_sim.cli.hindcast_files import fans_of, manifest_of, write_figures
    from multivector_sim.cli.table import forecast_rows, print_json, records, show
    from multivector_sim.forecast.api import predict
    from multivector_sim.measurement import observed_series
    from multivector_sim.scenario import load_scenario

    loaded, folder = load_scenario(scenario, overrides), request.folder()
    inputs = "as known then" if request.known_only else "given later drivers and dated events"
    members, seed = request.members, request.seed
    found, table = predict(
        loaded, origin=origin, last=last, members=members, seed=seed,
        later_known=not request.known_only,
    )  # fmt: skip
    if folder is not None:
        details = {"origin": origin, "last": last, "later_known": not request.known_only}
        folder.write_table("forecast.csv", table)
        folder.write_json("manifest.json", manifest_of(loaded, members, seed, details))
        made = f"{inputs}  ·  {members:,} members, seed {seed}"
        write_figures(folder, fans_of(found, table, observed_series(), made), request.style)
    if request.as_json:
        print_json({"note": NOTE, "origin": origin, "forecast": records(table)})
        return
    show(forecast_rows(table, last, title=f"{last}, forecast from the end of {origin}, {inputs}"))
    click.echo(f"{NOTE} Quantiles of {members:,} members, seed {seed}.")
    if request.out is None:
        click.echo("--out DIR writes every year, target and quantile, and figures.")
    request.wrote()
