"""``multivector theses --ranking``: states in Kazakhstan's place, and who comes out first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from rich.table import Table

    from multivector_sim.inquiry import Pool
    from multivector_sim.theses import Ranking

__all__ = ["QUESTIONS", "Ranked", "document_of", "rank_all", "ranking_frame", "tell_rankings"]

QUESTIONS: Final[dict[str, tuple[str, str | None]]] = {
    "levels, the same policy": ("same", None),
    "gains over laissez_faire, the same policy": ("same", "laissez_faire"),
    "levels, each state's own policy": ("own", None),
}
"""What is ranked: whose policy, and over what a gain is counted."""


class Ranked(NamedTuple):
    """One ranking and what was ranked.

    Attributes
    ----------
    question
        Name from ``QUESTIONS``.
    ranking
        Over one set of parameters.
    """

    question: str
    ranking: Ranking


def rank_all(pool: Pool, sets: Sequence[str], draws: int, *, quiet: bool) -> list[Ranked]:
    """Rank the states by every question over every set of parameters.

    Parameters
    ----------
    pool
        Where runs come from.
    sets
        Names from ``SETS``.
    draws
        Draws of each, >= 2.
    quiet
        Show no progress.
    """
    from multivector_sim.cli.progress import Progress
    from multivector_sim.theses import rank_countries
    from multivector_sim.theses.ranking import OWN_POLICY, SAME_POLICY

    worlds = {"same": SAME_POLICY, "own": OWN_POLICY}
    found = []
    with Progress(len(sets) * len(QUESTIONS), quiet=quiet, unit="rankings") as progress:
        for which in sets:
            for question, (whose, against) in QUESTIONS.items():
                ranking = rank_countries(pool, which, draws, worlds[whose], against=against)
                found.append(Ranked(question, ranking))
                progress.advance(1)
    return found


def ranking_frame(found: Sequence[Ranked]) -> pd.DataFrame:
    """Return one row a set, question and state, best first: see ``Ranking.to_frame``."""
    import pandas as pd

    tables = []
    for question, ranking in found:
        table = ranking.to_frame()
        table.insert(0, "ranked", question)
        table.insert(0, "set", ranking.which)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def document_of(found: Sequence[Ranked]) -> dict[str, Any]:
    """Return rankings and what success means, as JSON holds them."""
    from multivector_sim.cli.table import records
    from multivector_sim.theses.ranking import SUCCESS

    return {
        "success": {
            name: {"measures": list(row.measures), "more_is_better": row.more_is_better}
            for name, row in SUCCESS.items()
        },
        "rankings": [
            {
                "set": ranking.which,
                "ranked": question,
                "agreement": ranking.mean_agreement()._asdict(),
                "states": records(ranking.to_frame()),
            }
            for question, ranking in found
        ],
    }


def tell_rankings(found: Sequence[Ranked]) -> None:
    """Print a table of each ranking, and what its numbers mean."""
    from multivector_sim.cli.table import is_narrow, show, text_width
    from multivector_sim.theses.ranking import SUCCESS

    outcomes = ", ".join(
        f"{name} ({'more' if row.more_is_better else 'less'} is better)"
        for name, row in SUCCESS.items()
    )
    for question, ranking in found:
        show(_table(question, ranking, narrow=is_narrow()))
        tau = ranking.mean_agreement()
        click.echo(
            f'Kendall\'s tau with "Kazakhstan first": {tau.value:+.2f} '
            f"[{tau.low:+.2f}, {tau.high:+.2f}]\n"
        )
    for text in (
        f"Success was stated before any run: {outcomes}. In each draw a state has a rank in each "
        "of them, 1 is best, and the mean of the four orders the states.",
        "first: share of draws in which a state leads; brackets: 95 % interval of the mean over "
        "draws. Levels depend on where a state lies as well as on its policy; gains are what the "
        "policy adds in the state's own world.",
    ):
        click.echo(click.wrap_text(text, text_width()))


def _table(question: str, ranking: Ranking, *, narrow: bool) -> Table:
    """Return states, best first; by each outcome where there is room."""
    from multivector_sim.cli.table import rows_table
    from multivector_sim.theses.ranking import SUCCESS

    outcomes = [] if narrow else list(SUCCESS)
    rows = [
        (
            row["state"],
            f"{row['first']:.2f}",
            f"{row['rank']:.2f} [{row['rank_low']:.2f}, {row['rank_high']:.2f}]",
            f"{row['range_low']:.2g} to {row['range_high']:.2g}",
            *(f"{row[name]:.2f}" for name in outcomes),
        )
        for row in ranking.to_frame().to_dict(orient="records")
    ]
    draws = len(ranking.overall)
    heads = ("state", "first", "mean rank", "5-95 % of draws", *outcomes)
    return rows_table(heads, rows, title=f"{ranking.which}, {draws} draws: {question}")
