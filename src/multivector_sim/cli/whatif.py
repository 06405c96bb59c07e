"""``multivector whatif``: an answer card to a policy question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from multivector_sim.cli.options import LARGEST_SEED, debug_option, set_option

if TYPE_CHECKING:
    from multivector_sim.whatif import Answer

__all__ = ["whatif"]

NOTE: Final = "Exploratory, not a forecast."
MOST_BOXES: Final = 3
GAINS: Final = "Who gains, who loses: mean effect (share of futures in which it rises)"
REGRETS: Final = "Mean regret against the best in each future (share in which it is the best)"

WHATIF_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector whatif baseline --set policy.concession=0.8 --from 2015\n"
    "  multivector whatif gas_union_refused gas_union_accepted\n"
    "  multivector whatif baseline multivector hedge --set-of prior --json\n"
)


@click.command(epilog=WHATIF_EXAMPLES)
@click.argument("base", metavar="BASE")
@click.argument("others", nargs=-1, metavar="[OTHER]...")
@set_option
@click.option(
    "--from", "since", metavar="DATE",
    help="Year or quarter from which the changed levers hold, such as 2022 or 2022Q3.",
)  # fmt: skip
@click.option(
    "--set-of", "which", type=click.Choice(["accepted", "prior"]),
    help="Parameters that agree with the record (default), or the whole prior.",
)  # fmt: skip
@click.option(
    "--draws", type=click.IntRange(2, 1_000_000), default=1000, show_default=True,
    help="Most futures; fewer are run where everything is resolved before.",
)  # fmt: skip
@click.option(
    "--seeds", type=click.IntRange(8), default=48, show_default=True,
    help="Runs of each future; a multiple of 8.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True)
@click.option("--threads", type=click.IntRange(min=1), help="Threads; one a core by default.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead.")
@click.option("--quiet", is_flag=True, help="No progress and no remarks.")
@debug_option
def whatif(
    base: str,
    others: tuple[str, ...],
    overrides: tuple[str, ...],
    since: str | None,
    which: str | None,
    draws: int,
    seeds: int,
    seed: int,
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Answer what would be otherwise if something were done otherwise.

    The option is BASE with --set, or another scenario, or several. Both meet
    the same futures and the same chance events. Effects are option minus base.
    """
    from multivector_sim.cli.progress import Progress
    from multivector_sim.cli.running import compiling
    from multivector_sim.inquiry import Pool
    from multivector_sim.whatif import what_if

    compiling(quiet)
    total = (1 + len(others) + bool(overrides)) * draws * seeds
    with Progress(total, quiet=quiet or as_json) as progress:

        def advance(made: int, _: int) -> None:
            progress.advance(made)

        pool = Pool(seeds=seeds, seed=seed, threads=threads, progress=advance)
        answer = what_if(
            base, overrides, since=_date(since), others=others, which=which, draws=draws, pool=pool
        )
    if as_json:
        _print_json(answer)
        return
    _tell(answer)


def _date(text: str | None) -> float | str | None:
    """Return a date as a year or a quarter.

    Raises
    ------
    click.UsageError
        If it is neither.
    """
    from multivector_sim.errors import InputError
    from multivector_sim.scenario.quantity import year_of

    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        try:
            return year_of(text.upper())
        except (InputError, ValueError):
            raise click.UsageError(
                f"--from {text!r}: a year (2022, 2022.25) or a quarter (2022Q2) is needed"
            ) from None


def _tell(answer: Answer) -> None:
    from multivector_sim.cli.table import rows_table, show
    from multivector_sim.results.words import number, signed

    base = answer.base.name
    for option in answer.options:
        click.echo(click.style(f"{option.name} instead of {base}", bold=True))
        for change in option.changes:
            click.echo(f"  {change}")
        click.echo()
        rows = [
            (
                f"{row.label}{'' if row.scored else ' *'}",
                row.wanted or "",
                number(row.base),
                f"{signed(row.effect.mean)} [{signed(row.effect.mean_low)}, "
                f"{signed(row.effect.mean_high)}]",
                f"{signed(row.effect.low)} to {signed(row.effect.high)}",
                f"{row.p_better:.2f}",
            )
            for row in answer.chosen(option.name)
        ]
        heads = ("outcome", "better", f"mean, {base}", "effect, 95 % interval",
                 "5-95 % of futures", "P(better)")  # fmt: skip
        show(rows_table(heads, rows, title=f"Effects: {option.name} minus {base}"))
        _tell_powers(answer, option.name)
        _tell_flips(answer, option.name)
    _tell_regrets(answer)
    doubt = (
        f"More runs could still change: {', '.join(answer.unresolved)}."
        if answer.unresolved
        else "Every effect above is told from chance, or small beside what the futures leave open."
    )
    click.echo(
        f"{NOTE} {answer.draws:,} futures of the {answer.which} set, {answer.seeds} runs each, "
        f"seed {answer.seed}; all on the same random numbers.\n{doubt}"
    )


def _tell_powers(answer: Answer, option: str) -> None:
    """Say who gains and who loses leverage and tension."""
    from multivector_sim.cli.table import rows_table, show
    from multivector_sim.results.words import signed

    kinds = ("tension_to_pivot", "leverage_economic", "leverage_transit", "leverage_security")
    powers = answer.base.scenario.powers
    found = {row.label: row.effect for row in answer.rows if row.option == option}
    rows = []
    for power in powers:
        effects = [found[f"{kind}[{power}]"] for kind in kinds]
        rows.append((power, *(f"{signed(e.mean)} ({e.p_higher:.2f})" for e in effects)))
    heads = ("power", "tension", "economic leverage", "transit leverage", "security leverage")
    show(rows_table(heads, rows, title=GAINS))


def _tell_flips(answer: Answer, option: str) -> None:
    click.echo(click.style("When the answer flips", bold=True))
    for (name, label), found in answer.flips.items():
        if name != option:
            continue
        if not found.boxes:
            click.echo(f"  {label}: {found.told} (rarer sign in {found.base_rate:.2f}).")
            continue
        click.echo(f"  {label}: the rarer sign, {found.base_rate:.2f} of futures, occurs where")
        for box in found.boxes[:MOST_BOXES]:
            click.echo(
                f"    {box}: in {box.density:.2f} [{box.density_low:.2f}, {box.density_high:.2f}] "
                f"of {box.draws} held-out futures there; {box.coverage:.2f} of all such futures"
            )
    click.echo()


def _tell_regrets(answer: Answer) -> None:
    from multivector_sim.cli.table import rows_table, show
    from multivector_sim.results.words import number

    table = answer.regrets[~answer.regrets["label"].str.contains("[", regex=False)]
    names = list(dict.fromkeys(table["option"]))
    rows = []
    for label, part in table.groupby("label", sort=False):
        cells = [f"{number(row.mean_regret)} ({row.p_best:.2f})" for row in _rows(part)]
        rows.append((str(label), *cells))
    heads = ("outcome", *(answer.base.name if name == "base" else name for name in names))
    show(rows_table(heads, rows, title=REGRETS))


def _rows(table: Any) -> Any:
    return table.itertuples()


def _print_json(answer: Answer) -> None:
    from multivector_sim.cli.table import print_json, records

    outcomes = [
        {
            "name": row["label"], "option": row["option"], "unit": row["unit"],
            "base": row["base"], "effect": row["mean"], "low": row["mean_low"],
            "high": row["mean_high"], "futures_low": row["low"], "futures_high": row["high"],
            "better": row["wanted"], "p_better": row["p_better"], "scored": row["scored"],
            "resolved": row["resolved"],
        }
        for row in records(answer.to_frame())
    ]  # fmt: skip
    print_json(
        {
            "note": NOTE,
            "base": answer.base.name,
            "options": [
                {"name": option.name, "changes": [str(change) for change in option.changes]}
                for option in answer.options
            ],
            "set": answer.which,
            "futures": answer.draws,
            "runs_a_future": answer.seeds,
            "seed": answer.seed,
            "unresolved": list(answer.unresolved),
            "outcomes": outcomes,
            "regret": records(answer.regrets),
            "flips": [
                {
                    "option": option, "name": label, "rarer_sign": found.base_rate,
                    "told": found.told,
                    "boxes": [
                        {
                            "conditions": [limit._asdict() for limit in box.limits],
                            "coverage": box.coverage, "density": box.density,
                            "density_low": box.density_low, "density_high": box.density_high,
                            "draws": box.draws,
                        }
                        for box in found.boxes
                    ],
                }
                for (option, label), found in answer.flips.items()
            ],
        }
    )  # fmt: skip
