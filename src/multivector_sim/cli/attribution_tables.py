"""Tables and documents of ``multivector attribution``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multivector_sim.attribution import PARTS, PLAYERS, SUM
from multivector_sim.attribution.words import LIMITS, SET_WORDS, prior_warning, restated_words
from multivector_sim.cli.table import any_table, records
from multivector_sim.inquiry import SYMMETRIC
from multivector_sim.results.words import difference_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from rich.table import Table

    from multivector_sim.attribution import Attribution, Mediation

__all__ = ["document", "mediation_tables", "shapley_tables"]


def shapley_tables(found: Attribution, *, narrow: bool = False) -> tuple[list[Table], list[str]]:
    """Return a table of values a counterfactual, one of interactions a set, and what to say below.

    Parameters
    ----------
    found
        An attribution.
    narrow
        Give each set of parameters a table of its own.
    """
    values = _by(found.to_frame(), "player")
    words = {player.name: player.words for player in PLAYERS} | {SUM: "all on minus all off"}
    left = {(row.counterfactual, row.player): row for row in found.restated().itertuples()}
    subject, policy = found.question.subject, found.question.policy
    groups = [(which,) for which in found.sets] if narrow else [found.sets]
    tables = []
    for other in found.question.counterfactuals:
        for group in groups:
            heads = _heads(group)
            told = SYMMETRIC in group
            rows = []
            for name, player in words.items():
                cells = [cell for which in group for cell in _cells(values[which, other, name])]
                rows.append(
                    [player, *cells, *([restated_words(left[other, name])] if told else [])]
                )
            title = f"Shapley values of {subject.words}; without {policy}: {other}"
            last = ["when signs are tossed"] if told else []
            tables.append(any_table(title, ["player", *heads, *last], rows))
    tables += [_interactions(found, which) for which in found.sets if which != SYMMETRIC]
    return tables, [prior_warning(found)]


def _heads(sets: Sequence[str]) -> list[str]:
    return [head for which in sets for head in (SET_WORDS[which], "P(lower)")]


def _interactions(found: Attribution, which: str) -> Table:
    table = found.interactions()
    table["pair"] = table["first"] + " " + table["second"]
    values = _by(table, "pair")
    words = {player.name: player.words for player in PLAYERS}
    others = found.question.counterfactuals
    rows = []
    for pair in dict.fromkeys(table["pair"]):
        name = " x ".join(words[one] for one in pair.split())
        rows.append([name, *(difference_words(values[which, other, pair]) for other in others)])
    title = f"Interactions over the {SET_WORDS[which]}; below zero: together less than apart"
    return any_table(title, ["pair", *(f"against {other}" for other in others)], rows)


def mediation_tables(found: Mediation, *, narrow: bool = False) -> tuple[list[Table], list[str]]:
    """Return a table of parts a counterfactual, and what to say below.

    Parameters
    ----------
    found
        A mediation.
    narrow
        Name the parts briefly.
    """
    values = _by(found.to_frame(), "part")
    subject, policy = found.question.subject, found.question.policy
    tables = []
    for other in found.question.counterfactuals:
        rows = [
            [
                part.name if narrow else part.words,
                *(cell for which in found.sets for cell in _cells(values[which, other, part.name])),
            ]
            for part in PARTS
        ]
        title = f"How {policy} moves {subject.words}; minus {other}"
        tables.append(any_table(title, ["part", *_heads(found.sets)], rows))
    return tables, [LIMITS]


def _by(table: pd.DataFrame, key: str) -> dict[tuple[str, str, str], Any]:
    """Return the rows of a table by set, counterfactual and what they are about."""
    keys = zip(table["set"], table["counterfactual"], table[key], strict=True)
    return dict(zip(keys, table.itertuples(), strict=True))


def _cells(row: Any) -> list[str]:
    return [difference_words(row), f"{row.p_lower:.2f}"]


def document(found: Attribution, mediated: Mediation | None) -> dict[str, Any]:
    """Return everything as one JSON document.

    Parameters
    ----------
    found
        An attribution.
    mediated
        A mediation, if one was asked for.
    """
    content = {
        "note": found.manifest["note"],
        "warning": prior_warning(found),
        "shapley": records(found.to_frame()),
        "interactions": records(found.interactions()),
        "coalitions": records(found.coalitions()),
        "restated": records(found.restated()),
        "manifest": found.manifest,
    }
    if mediated is not None:
        content["mediation"] = {
            "limits": LIMITS,
            "parts": records(mediated.to_frame()),
            "manifest": mediated.manifest,
        }
    return content
