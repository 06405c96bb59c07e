"""Tables and JSON documents of results."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from multivector_sim.results.words import (
    IN_COMPARISON,
    IN_SUMMARY,
    difference_words,
    number,
    outcome_words,
    signed,
)

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from multivector_sim.sweeps.sensitivity import Sensitivity

__all__ = [
    "any_table",
    "effect_table",
    "forecast_rows",
    "is_narrow",
    "is_terminal",
    "plain_table",
    "print_json",
    "records",
    "rows_table",
    "score_rows",
    "show",
    "summary_table",
    "sweep_table",
    "text_width",
    "variants_table",
]

ROOMY: Final = 130
"""Columns of a terminal from which on outcomes are shown in words."""

WIDE: Final = 500
"""Width allowed in files and pipes, characters: nothing is folded there."""


def is_terminal() -> bool:
    """Return whether a person reads standard output on a terminal."""
    return sys.stdout.isatty()


def is_narrow() -> bool:
    """Return whether the terminal is too narrow for meanings in words."""
    return is_terminal() and shutil.get_terminal_size().columns < ROOMY


def text_width() -> int:
    """Return how wide text is printed: as the terminal, at most 96 columns."""
    return min(96, shutil.get_terminal_size().columns) if is_terminal() else 96


def show(table: Table) -> None:
    """Print a table on standard output: wide and plain where it is no terminal."""
    from rich.console import Console

    wide = None if is_terminal() else WIDE
    console = Console(width=wide, highlight=False)
    with console.capture() as captured:
        console.print(table)
    # The console fills every line with blanks, which files and pipes are better without.
    click.echo("\n".join(line.rstrip() for line in captured.get().rstrip().splitlines()) + "\n")


def summary_table(
    summary: pd.DataFrame,
    effects: pd.DataFrame | None,
    *,
    title: str,
    outcomes: Sequence[str] = (),
    narrow: bool = False,
) -> Table:
    """Return the table of one scenario.

    Parameters
    ----------
    summary
        What ``summarise`` returned.
    effects
        Paired effects against one counterfactual, or None.
    title
        Heading.
    outcomes
        What the caller asked for: all that was computed is shown; empty takes the usual ones.
    narrow
        Show the short names of outcomes rather than their meanings.
    """
    table = _table(title, ("outcome", "median", "5-95 % of runs", "mean, 95 % interval"))
    paired = {}
    if effects is not None:
        other = effects["counterfactual"].iloc[0]
        table.add_column(f"minus {other}, 95 % interval", justify="right", overflow="fold")
        table.add_column("P(lower)", justify="right", overflow="fold")
        paired = {row.label: row for row in effects.itertuples()}
    for row in _chosen(summary, outcomes, IN_SUMMARY):
        cells = [
            outcome_words(row, narrow=narrow),
            number(row.median),
            f"{number(row.low)} to {number(row.high)}",
            f"{number(row.mean)} [{number(row.mean_low)}, {number(row.mean_high)}]",
        ]
        if effects is not None:
            effect = paired[row.label]
            cells += [difference_words(effect), f"{effect.p_negative:.2f}"]
        table.add_row(*cells)
    return table


def effect_table(
    effects: pd.DataFrame,
    *,
    title: str,
    outcomes: Sequence[str] = (),
    narrow: bool = False,
) -> Table:
    """Return the table of paired effects against one counterfactual."""
    names = ("outcome", "mean difference, 95 % interval", "median", "5-95 % of runs")
    table = _table(title, (*names, "P(lower)", "P(higher)"))
    for row in _chosen(effects, outcomes, IN_COMPARISON):
        table.add_row(
            outcome_words(row, narrow=narrow),
            difference_words(row),
            signed(row.median),
            f"{signed(row.low)} to {signed(row.high)}",
            f"{row.p_negative:.2f}",
            f"{row.p_positive:.2f}",
        )
    return table


def variants_table(rows: pd.DataFrame, *, focal: str, narrow: bool = False) -> Table:
    """Return the paired effects of one outcome under each variant of the model.

    Parameters
    ----------
    rows
        Rows of ``Across.effects`` of one outcome entry.
    focal
        Name of the scenario that the others are subtracted from.
    narrow
        Show the short name of the outcome rather than its meaning.
    """
    others = list(dict.fromkeys(rows["counterfactual"]))
    words = outcome_words(next(_rows(rows)), narrow=narrow)
    title = f"{words}: {focal} minus each, mean and 95 % interval, P(lower)"
    table = _table(title, ("variant", *others))
    for name, part in rows.groupby("variant", sort=False):
        found = {row.counterfactual: row for row in _rows(part)}
        cells = (f"{difference_words(found[key])} {found[key].p_negative:.2f}" for key in others)
        table.add_row(str(name), *cells)
    return table


def sweep_table(rows: pd.DataFrame, names: Sequence[str], *, narrow: bool = False) -> Table:
    """Return the table of one metric of a sweep.

    Parameters
    ----------
    rows
        Rows of ``SweepResults.summary`` of one metric.
    names
        Policies and choices in words, one a row.
    narrow
        Show the short name of the metric rather than its meaning.
    """
    first = rows.iloc[0]
    mark = "" if first["scored"] else " *"
    title = first["metric"] + mark
    if not narrow:
        title += f": {first['meaning']}" + (f", {first['unit']}" if first["unit"] else "")
    others = sorted(set(rows["against"]) - {""})
    against = f"minus {others[0]}" if len(others) == 1 else "minus counterfactual"
    heads = ("policy", "mean, 95 % interval", "median", "5-95 % of runs")
    table = _table(title, (*heads, *((f"{against}, 95 % interval", "P(lower)") if others else ())))
    for name, row in zip(names, _rows(rows), strict=True):
        cells = [
            name,
            f"{number(row.mean)} [{number(row.mean_low)}, {number(row.mean_high)}]",
            number(row.median),
            f"{number(row.low)} to {number(row.high)}",
        ]
        if others and row.against:
            interval = f"[{signed(row.effect_low)}, {signed(row.effect_high)}]"
            share = f"{row.p_lower:.2f}" if math.isfinite(row.p_lower) else number(row.p_lower)
            cells += [f"{signed(row.effect)} {interval}", share]
        table.add_row(*cells)
    return table


def index_table(result: Sensitivity, *, title: str, most: int) -> Table:
    """Return the leading factors of a sensitivity analysis, with the noise in the title.

    Parameters
    ----------
    result
        Indices of one number.
    title
        Heading.
    most
        Factors shown.
    """
    trust = "trusted" if result.trusted else "not to be trusted"
    bound = "" if result.independent else "at most "
    noise = f"noise {bound}{100 * min(result.noise_share, 1):.1f} % of the variance of means"
    if not math.isfinite(result.noise_share):
        noise = "noise unknown"
    indices = [name for name in result.table["index"].unique() if name != "second"]
    heads = [f"{name}, 95 % interval" for name in indices]
    if result.table["threshold"].notna().any():
        heads.append("of no effect below")
    table = _table(f"{title} ({noise}; {trust})", ("factor", *heads))
    for factor in result.ranked()[:most]:
        own = result.table[(result.table["factor"] == factor) & (result.table["other"] == "")]
        cells, limit = [factor], math.nan
        for name in indices:
            for row in _rows(own[own["index"] == name]):
                cells.append(f"{number(row.value)} [{number(row.low)}, {number(row.high)}]")
                limit = row.threshold if math.isfinite(row.threshold) else limit
        if len(heads) > len(indices):
            cells.append(number(limit) if math.isfinite(limit) else "")
        table.add_row(*cells)
    return table


def _rows(table: pd.DataFrame) -> Any:
    return table.itertuples()


def score_rows(scores: pd.DataFrame, *, title: str) -> Table:
    """Return the scores of a hindcast, with ratios to the naive forecasts.

    Parameters
    ----------
    scores
        As from ``forecast.scores.score_table``.
    title
        Heading.
    """
    heads = ("CRPS", "to persistence", "to drift", "MAE", "50 %", "90 %", "n")
    table = _table(title, ("target", *heads))
    for row in _rows(scores):
        ratios = [_ratio(row.crps, row.crps_persistence), _ratio(row.crps, row.crps_drift)]
        cells = [number(row.crps), *ratios, number(row.mae)]
        cells += [f"{row.coverage50:.2f}", f"{row.coverage90:.2f}", str(row.n)]
        table.add_row(row.target, *cells)
    return table


def _ratio(own: float, other: float) -> str:
    return f"{own / other:.2f}" if other > 0 else "-"


def forecast_rows(forecast: pd.DataFrame, year: int, *, title: str) -> Table:
    """Return what is forecast for one year.

    Parameters
    ----------
    forecast
        As from ``forecast.frozen.table_of``.
    year
        The year.
    title
        Heading.
    """
    from multivector_sim.forecast.frozen import RANKING

    chosen = forecast[(forecast["year"] == year) & (forecast["indicator"] != RANKING)]
    wide = chosen.pivot(index=["indicator", "actor", "partner"], columns="quantile", values="value")
    heads = [f"{100 * level:g} %" for level in wide.columns]
    table = _table(title, ("target", *heads))
    for name, values in zip(wide.index.tolist(), wide.to_numpy().tolist(), strict=True):
        indicator, actor, partner = name
        table.add_row(f"{indicator} {actor}-{partner}", *(number(value) for value in values))
    return table


def any_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table of words that are ready.

    Parameters
    ----------
    title
        Heading.
    heads
        Names of columns.
    rows
        Cells.
    """
    table = _table(title, heads)
    for cells in rows:
        table.add_row(*cells)
    return table


def plain_table(rows: pd.DataFrame) -> Table:
    """Return any table as it is, numbers short."""
    table = _table("", [str(name) for name in rows.columns])
    for row in rows.itertuples(index=False):
        cells = [number(cell) if isinstance(cell, float) else str(cell) for cell in row]
        table.add_row(*cells)
    return table


def rows_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    words: Sequence[str] = (),
    heads_shown: bool = True,
) -> Table:
    """Return a table of texts.

    Parameters
    ----------
    heads
        Names of the columns.
    rows
        Cells, row by row.
    title
        Heading.
    words
        Columns that hold words, which stand to the left and fold between words.
    heads_shown
        Whether the names of the columns are shown.
    """
    from rich.text import Text

    table = _table(title, heads)
    table.show_header = heads_shown
    for column, name in zip(table.columns[1:], heads[1:], strict=True):
        if name in words:
            column.justify = "left"
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # brackets in a citation are no mark-up
    return table


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON can hold them: what is not a number becomes null."""
    return [
        {
            str(key): None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in row.items()
        }
        for row in table.astype(object).to_dict(orient="records")
    ]


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False, default=_plain))


def _plain(value: Any) -> Any:
    """Return a number or an array of numpy as Python has it; dates and others in words."""
    import numpy as np

    return value.tolist() if isinstance(value, np.generic | np.ndarray) else str(value)


def _table(title: str, columns: Iterable[str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for position, name in enumerate(columns):
        table.add_column(name, justify="left" if position == 0 else "right", overflow="fold")
    return table


def _chosen(table: pd.DataFrame, outcomes: Sequence[str], usual: tuple[str, ...]) -> Any:
    chosen = table if outcomes else table[table["outcome"].isin(usual)]
    return chosen.itertuples()
