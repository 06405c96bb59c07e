"""The page itself: what stands on it, in the words of the template."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from multivector_sim.experiments.job import ResultFolder
from multivector_sim.experiments.saved import SavedResults, SavedScenario, load_results
from multivector_sim.model.variants import variant_words
from multivector_sim.report.figures import drawings
from multivector_sim.results.saying import english
from multivector_sim.results.words import (
    IN_COMPARISON,
    IN_SUMMARY,
    MAIN_OUTCOMES,
    difference_words,
    left_out_words,
    number,
    outcome_words,
    signed,
)
from multivector_sim.scenario.diff import brief, diff

__all__ = ["render_report", "rendered", "write_report"]

WORDS: Final = ("title", "question", "setup", "expected", "surprise", "tags", "sources")
"""Keys that say what a scenario is about, and change nothing in a run."""

SHARES: Final = ("P(lower)", "P(higher)")
EFFECT_HEAD: Final = ("mean difference, 95 % interval", "median", "5-95 % of runs", *SHARES)
SUMMARY_HEAD: Final = ("median", "5-95 % of runs", "mean, 95 % interval")


class Table(NamedTuple):
    """A table: each row begins with the cell that names it."""

    caption: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Change(NamedTuple):
    """A key in which two scenarios differ, and what each of them says; a dash for nothing."""

    key: str
    focal: str
    other: str


class Contrast(NamedTuple):
    """The focal scenario against one counterfactual.

    Attributes
    ----------
    focal, counterfactual
        Names of the two.
    usual, whole
        Effects on the usual outcomes, and on every one that was computed.
    changes
        In what the two scenarios differ; None where the counterfactual was not kept.
    """

    focal: str
    counterfactual: str
    usual: Table
    whole: Table
    changes: list[Change] | None


def render_report(directory: str | Path) -> str:
    """Return a folder of results as one HTML page that loads nothing from elsewhere.

    Parameters
    ----------
    directory
        What ``--out`` named, or :meth:`Comparison.save` was given.

    Returns
    -------
    str
        The page; the same folder gives the same page.

    Raises
    ------
    InputError
        If the folder or one of its files is missing, or is not one of this package.
    """
    return rendered("report.html", _content(load_results(directory)))


def rendered(
    template: str, content: Mapping[str, Any], package: str = "multivector_sim.report"
) -> str:
    """Return a page from a template of a package; what is filled in is escaped.

    The content may have ``say``, which tells the words of the template in another language; it
    tells ``en`` as the code of that language.
    """
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render({"say": english, **content})


def write_report(directory: str | Path, out: str | Path | None = None) -> Path:
    """Write a folder of results as one HTML page.

    Parameters
    ----------
    directory
        What ``--out`` named, or :meth:`Comparison.save` was given.
    out
        The file to write; None takes ``report.html`` in the folder itself.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        If the results cannot be read, or the file cannot be written there.
    OutputError
        If writing failed on the way.
    """
    page = render_report(directory)
    target = Path(directory) / "report.html" if out is None else Path(out)
    folder = ResultFolder(target.parent)
    return folder.write(
        target.name, lambda path: path.write_text(page, encoding="utf-8", newline="\n")
    )


def _content(result: SavedResults) -> dict[str, Any]:
    focal = result.scenarios[result.focal].scenario
    contrasts = list(_contrasts(result))
    return {
        "title": focal.title,
        "asked": {result.focal: result.scenarios[result.focal]}
        if result.comparison
        else result.scenarios,
        "result": result,
        "made": result.made[result.focal],
        "runs_words": _runs_words(result),
        "variants": _variants(result),
        "overview": _overview(result) if result.comparison else None,
        "summaries": list(_summaries(result)),
        "contrasts": contrasts,
        "drawings": list(drawings(result)),
        "document": json.dumps(result.manifest, indent=1, ensure_ascii=False),
    }


def _runs_words(result: SavedResults) -> str:
    """Return numbers of runs and seeds: one sentence where they are the same for all."""
    kinds = {(made.runs, made.seed, made.engine): name for name, made in result.made.items()}
    if len(kinds) == 1:
        ((runs, seed, engine),) = kinds
        each = " of each scenario" if len(result.scenarios) > 1 else ""
        return f"{runs:,} runs{each}, seed {seed}, {engine} engine"
    return "; ".join(
        f"{name}: {made.runs:,} runs, seed {made.seed}, {made.engine} engine"
        for name, made in result.made.items()
    )


def _variants(result: SavedResults) -> list[str]:
    """Return variants and sources left out in words, and of which scenarios where not of all."""
    told: dict[str, list[str]] = {}
    for name, entry in result.scenarios.items():
        own = entry.scenario
        for words in (variant_words(own.variants), left_out_words(own.left_out)):
            if words:
                told.setdefault(words[0].upper() + words[1:], []).append(name)
    every = len(result.scenarios)
    return [f"{w}." if len(n) == every else f"{w}: {', '.join(n)}." for w, n in told.items()]


def _overview(result: SavedResults) -> Table:
    """Return the main outcomes against every counterfactual at once."""
    table = result.effects
    labels = list(dict.fromkeys(table["label"]))
    chosen = [name for name in MAIN_OUTCOMES if name in labels] or labels[: len(MAIN_OUTCOMES)]
    names = list(dict.fromkeys(table["counterfactual"]))
    rows = []
    for label in chosen:
        found = {row.counterfactual: row for row in _rows(table[table["label"] == label])}
        first = next(iter(found.values()))
        cells = (
            f"{difference_words(found[name])}\nP(lower) {found[name].p_negative:.2f}".replace(
                " [", "\n["
            )
            if name in found
            else "-"
            for name in names
        )
        rows.append((outcome_words(first), *cells))
    return Table(
        f"Mean difference, {result.focal} minus each counterfactual, with its 95 % interval; "
        "below it the share of pairs of runs in which the difference is negative",
        ("outcome", *(f"minus {name}" for name in names)),
        rows,
    )


def _contrasts(result: SavedResults) -> Iterator[Contrast]:
    """Yield each pair of a focal scenario and a counterfactual, in the order of the effects."""
    names = ["focal", "counterfactual"]
    for pair, table in result.effects.groupby(names, sort=False):
        focal, other = map(str, pair)
        usual = table[table["outcome"].isin(IN_COMPARISON)]
        kept = result.scenarios.get(other) if result.comparison else None
        title = kept.scenario.title if kept else "the same world under that policy"
        caption = f"{focal} minus {other} ({title})"
        yield Contrast(
            focal,
            other,
            _effects(usual if len(usual) else table, caption),
            _effects(table, f"{caption}: every outcome computed"),
            _changes(result.scenarios[focal], kept) if kept else None,
        )


def _changes(focal: SavedScenario, other: SavedScenario) -> list[Change]:
    return [
        Change(
            row.key,
            *("-" if value is None else brief(value) for value in (row.before, row.after)),
        )
        for row in diff(focal.restore(), other.restore())
        if row.key.partition(".")[0] not in WORDS
    ]


def _effects(table: pd.DataFrame, caption: str) -> Table:
    rows = [
        (
            outcome_words(row),
            difference_words(row),
            signed(row.median),
            f"{signed(row.low)} to {signed(row.high)}",
            f"{row.p_negative:.2f}",
            f"{row.p_positive:.2f}",
        )
        for row in _rows(table)
    ]
    return Table(caption, ("outcome", *EFFECT_HEAD), rows)


def _summaries(result: SavedResults) -> Iterator[Table]:
    if result.summary is None:
        return
    for name, table in result.summary.groupby("scenario", sort=False):
        usual = table[table["outcome"].isin(IN_SUMMARY)]
        rows = [
            (
                outcome_words(row),
                number(row.median),
                f"{number(row.low)} to {number(row.high)}",
                f"{number(row.mean)} [{number(row.mean_low)}, {number(row.mean_high)}]",
            )
            for row in _rows(usual if len(usual) else table)
        ]
        title = result.scenarios[str(name)].scenario.title
        yield Table(f"{name}: {title}", ("outcome", *SUMMARY_HEAD), rows)


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return table.itertuples()
