"""``multivector theses``: what the sources claim, put to the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from multivector_sim.cli.options import (
    debug_option,
    json_option,
    out_option,
    quiet_option,
    threads_option,
)

if TYPE_CHECKING:
    from rich.table import Table

    from multivector_sim.experiments.job import ResultFolder
    from multivector_sim.inquiry import Pool
    from multivector_sim.theses import SetResult, Test, ThesisResult, Untestable, Verdicts

__all__ = ["theses"]

NOTE = "Exploratory, not a forecast."

THESES_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector theses --list\n"
    "  multivector theses H01\n"
    "  multivector theses --primary --out verdicts\n"
    "  multivector theses H03 H08 --draws 100 --no-variants --json\n"
    "  multivector theses --ranking --draws 100\n"
)


def _sets(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return ("accepted", "prior") if value == "both" else (value,)


@click.command(epilog=THESES_EXAMPLES)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--list", "only_list", is_flag=True, help="Show claims and tests; run nothing.")
@click.option("--primary", is_flag=True, help="The eight primary theses.")
@click.option(
    "--ranking", is_flag=True,
    help="Rank Kazakhstan and five other states in its place, instead of theses.",
)  # fmt: skip
@click.option(
    "--set", "sets", type=click.Choice(["both", "accepted", "prior"]), default="both",
    show_default=True, callback=_sets,
    help="Parameters that agree with the record, the whole prior, or both.",
)  # fmt: skip
@click.option(
    "--draws", type=click.IntRange(2, 100_000), default=300, show_default=True,
    help="Most draws of each set; fewer are run where the answer is clear before.",
)  # fmt: skip
@click.option(
    "--seeds", type=click.IntRange(8, 100_000), default=64, show_default=True,
    help="Runs of each draw; a multiple of 8.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True)
@click.option(
    "--variants/--no-variants", default=True, show_default=True,
    help="Look for named variants of the model that change a verdict.",
)  # fmt: skip
@click.option("--fresh", is_flag=True, help="Run everything anew; keep nothing for the next time.")
@threads_option
@out_option("Write tables, figures and manifest into this folder.")
@json_option
@quiet_option
@debug_option
def theses(
    ids: tuple[str, ...],
    only_list: bool,
    primary: bool,
    ranking: bool,
    sets: tuple[str, ...],
    draws: int,
    seeds: int,
    seed: int,
    variants: bool,
    fresh: bool,
    threads: int | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Put claims of the sources to the model, and tell which stand.

    Without ID: all of them. A claim is supported if it holds in at least 95 %
    of draws of the parameters, refuted if in at most 5 %, mixed otherwise;
    against every counterfactual that is named. What would refute it was
    stated before anything was run: --list shows it.
    """
    if ranking and (ids or primary or only_list):
        raise click.UsageError("--ranking ranks states: it goes with no ID, --primary or --list")
    if only_list and out is not None:
        raise click.UsageError("--list runs nothing, so that there is nothing for --out")
    names = _chosen(ids, primary)
    if only_list:
        _list(names, as_json)
        return
    from multivector_sim.experiments.job import ResultFolder

    folder = None if out is None else ResultFolder(out)
    if ranking:
        _rank(sets, draws, _pool(seeds, seed, fresh, threads), folder, as_json, quiet)
        return
    found = _judge(names, sets, draws, _pool(seeds, seed, fresh, threads), variants, quiet)
    if folder is not None:
        from multivector_sim.cli.theses_files import write_verdicts

        write_verdicts(folder, found)
    if as_json:
        _print_json(found)
        return
    for result in found.results if len(found.results) <= FEW else ():
        _tell(result)
    if len(found.results) > 1:
        _overview(found)
    _remark(found)
    if folder is not None and not quiet:
        click.echo(f"Results are in {folder.path}", err=True)


FEW = 8
"""Theses that are told in full; of more, a line each."""


def _chosen(ids: tuple[str, ...], primary: bool) -> list[str]:
    """Return ids in the order asked, each once.

    Raises
    ------
    InputError
        If there is no such thesis.
    """
    from multivector_sim.evidence import theses as claims
    from multivector_sim.evidence import thesis

    named = [thesis(name.strip().upper()).id for name in ids]
    if primary:
        named += [row.id for row in claims() if row.primary]
    return list(dict.fromkeys(named)) or [row.id for row in claims()]


def _pool(seeds: int, seed: int, fresh: bool, threads: int | None) -> Pool:
    from multivector_sim.inquiry import Pool
    from multivector_sim.inquiry.pool import pool_folder

    return Pool(seeds=seeds, seed=seed, folder=None if fresh else pool_folder(), threads=threads)


def _judge(
    names: list[str],
    sets: tuple[str, ...],
    draws: int,
    pool: Pool,
    variants: bool,
    quiet: bool,
) -> Verdicts:
    from multivector_sim.cli.progress import Progress
    from multivector_sim.theses import judge

    with _told(pool, quiet), Progress(len(names), quiet=quiet, unit="theses") as progress:
        return judge(
            names,
            sets=sets,
            draws=draws,
            pool=pool,
            variants=variants,
            finished=lambda _: progress.advance(1),
        )


@contextmanager
def _told(pool: Pool, quiet: bool) -> Iterator[None]:
    """Say what compiles, what an interrupt leaves, and why runs could not be kept."""
    from multivector_sim.cli.running import compiling

    compiling(quiet)
    try:
        yield
    except KeyboardInterrupt as error:
        kept = "nothing was kept" if pool.folder is None else "what was run is kept: call it again"
        raise KeyboardInterrupt(kept) from error
    if pool.fault and not quiet:
        click.echo(f"multivector: {pool.fault}", err=True)


def _rank(
    sets: tuple[str, ...],
    draws: int,
    pool: Pool,
    folder: ResultFolder | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Rank states, and tell it."""
    from multivector_sim.cli.ranking import document_of, rank_all, tell_rankings
    from multivector_sim.cli.table import print_json

    with _told(pool, quiet):
        found = rank_all(pool, sets, draws, quiet=quiet)
    if folder is not None:
        from multivector_sim.cli.theses_files import write_rankings

        write_rankings(folder, found, draws, pool)
    sizes = {"draws": draws, "seeds": pool.seeds, "seed": pool.seed}
    if as_json:
        print_json({"note": NOTE, **sizes, **document_of(found)})
        return
    tell_rankings(found)
    click.echo(f"{NOTE} {draws} draws a set, {pool.seeds} runs a draw, seed {pool.seed}.")
    if folder is not None and not quiet:
        click.echo(f"Results are in {folder.path}", err=True)


def _list(names: list[str], as_json: bool) -> None:
    """Show claims, tests and what would refute them."""
    from multivector_sim.cli.table import print_json
    from multivector_sim.evidence import thesis
    from multivector_sim.theses import Untestable, how_tested

    rows = []
    for name in names:
        row, test = thesis(name), how_tested(name)
        told: dict[str, Any] = {
            "thesis": row.id, "primary": row.primary, "kind": row.kind, "claim": row.claim,
            "source": row.source,
        }  # fmt: skip
        if isinstance(test, Untestable):
            rows.append(told | {"not_testable": test.reason})
        else:
            rows.append(told | {"asks": test.asks, "refuted_by": test.refuted_by,
                                "remark": test.remark})  # fmt: skip
    if as_json:
        print_json({"note": NOTE, "theses": rows})
        return
    for told in rows:
        mark = ", primary" if told["primary"] else ""
        click.echo(click.style(f"{told['thesis']}  {told['claim']}", bold=True))
        _wrapped("", f"{told['kind']}{mark}. {told['source']}")
        _test_words(how_tested(told["thesis"]))
        click.echo()


def _test_words(test: Test | Untestable) -> None:
    from multivector_sim.theses import Untestable

    if isinstance(test, Untestable):
        _wrapped("Not testable here", test.reason)
        return
    _wrapped("Asked", test.asks)
    _wrapped("Refuted by", test.refuted_by)
    if test.remark:
        _wrapped("Mind", test.remark)


def _wrapped(head: str, words: str) -> None:
    from multivector_sim.cli.table import text_width

    lead = f"  {head}: " if head else "  "
    click.echo(click.wrap_text(words, text_width(), initial_indent=lead, subsequent_indent="    "))


def _tell(result: ThesisResult) -> None:
    """Print one thesis in full."""
    from multivector_sim.cli.table import show

    click.echo(click.style(f"{result.thesis}  {result.claim}", bold=True))
    _test_words(result.test)
    click.echo(click.style(f"  Verdict: {result.verdict}", bold=True))
    if not result.sets:
        click.echo()
        return
    for one in result.sets:
        click.echo()
        show(_parts_table(one))
    if result.influences:
        told = (
            f"{row.parameter} ({row.correlation:+.2f}; holds in {row.held_low:.2f} of draws in its "
            f"lowest third, {row.held_high:.2f} in its highest)"
            for row in result.influences
        )
        _wrapped("Depends most on", ", ".join(told))
    if result.variants:
        changed = (f"{name} ({verdict})" for name, verdict in result.variants
                   if name in result.changed_by)  # fmt: skip
        _wrapped("Variants of the model that change it", ", ".join(changed) or "none")
    click.echo()


def _parts_table(one: SetResult) -> Table:
    from multivector_sim.cli.table import is_narrow, rows_table
    from multivector_sim.results.words import signed

    heads: tuple[str, ...] = (
        "claim", "against", "effect, 95 % interval", "5-95 % of draws", "P(holds)", "verdict",
    )  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for found in one.parts:
        effect, share, part = found.effect, found.share, found.part
        unit = "" if part.unit == "1" else f" ({part.unit})"
        verdict = "shown only *" if found.verdict is None else found.verdict
        rows.append(
            (
                f"{part.name}{unit}: {CLAIMED[part.claim]}",
                part.against,
                f"{signed(effect.mean)} [{signed(effect.mean_low)}, {signed(effect.mean_high)}]",
                f"{signed(effect.low)} to {signed(effect.high)}",
                f"{share.value:.2f} [{share.low:.2f}, {share.high:.2f}]" if effect.draws else "-",
                verdict if found.settled or found.verdict is None else f"{verdict} ?",
            )
        )
    if is_narrow():  # the files and JSON have it
        heads, rows = heads[:3] + heads[4:], [row[:3] + row[4:] for row in rows]
    title = f"  {one.which}: {one.draws} draws, {one.verdict}"
    return rows_table(heads, rows, title=title, words=("claim", "against"))


CLAIMED = {"lower": "lower", "higher": "higher", "none": "unchanged"}


def _overview(found: Verdicts) -> None:
    """Print a line for each thesis, and how many have which verdict."""
    from multivector_sim.cli.table import rows_table, show

    rows = []
    for result in found.results:
        by_set = {one.which: one.verdict for one in result.sets}
        rows.append(
            (
                result.thesis + (" *" if result.primary else ""),
                result.claim,
                by_set.get("accepted", "-"),
                by_set.get("prior", "-"),
                result.verdict,
                ", ".join(result.changed_by),
            )
        )
    heads = ("thesis", "claim", "accepted", "prior", "verdict", "changed by variant")
    show(
        rows_table(heads, rows, title="Verdicts (* primary)", words=("claim", "changed by variant"))
    )
    counts = Counter(result.verdict for result in found.results)
    click.echo(", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()) + ".")


def _remark(found: Verdicts) -> None:
    from multivector_sim.theses import VERDICTS

    verdicts = {result.verdict for result in found.results}
    for verdict in VERDICTS:
        if verdict in verdicts:
            click.echo(f"{verdict}: {VERDICTS[verdict]}.")
    click.echo("Of several claims of a thesis the worst verdict counts: refuted, mixed, supported.")
    click.echo(
        f"{NOTE} Up to {found.draws} draws a set, {found.seeds} runs a draw, seed {found.seed}; "
        "all on the same random numbers.\nIntervals of effects: over draws. P(holds): share of "
        "draws in which the effect is as claimed; ? marks a verdict that more draws could change."
    )
    if any(part.verdict is None for r in found.results for one in r.sets for part in one.parts):
        click.echo("* moved by the levers by construction: shown, never scored.")


def _print_json(found: Verdicts) -> None:
    from multivector_sim.cli.table import print_json, records
    from multivector_sim.theses import parts_frame, verdicts_frame

    parts = records(parts_frame(found))
    documents = []
    for row in records(verdicts_frame(found)):
        kept = {key: value for key, value in row.items() if value == value}
        own = [part for part in parts if part["thesis"] == row["thesis"]]
        documents.append(kept | {"parts": own})
    print_json(
        {"note": NOTE, "draws": found.draws, "seeds": found.seeds, "seed": found.seed,
         "theses": documents}
    )  # fmt: skip
