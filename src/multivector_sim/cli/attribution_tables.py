"""Tables and documents of ``multivector attribution``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multivector_sim.attribution import PARTS, PLAYERS, SUM
from multivector_sim.attribution.words import LIMITS, SET_WORDS, prior_warning, restated_words
from multivector_sim.cli.table import any_table, records
from multivector_sim.inquiry import SYMMETRIC
from multivector_sim.results.words import difference_words

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from multivector_sim.attribution import Attribution, Mediation

__all__ = ["document", "mediation_tables", "shapley_tables"]


def shapley_tables(found: Attribution) -> tuple[list[Table], list[str]]:
    """Return a table of values a counterfactual, one of interactions a set, and what to say below.

    Parameters
    ----------
    found
        An attribution.
    """
    values = _by(found.to_frame(), "player")
    words = {player.name: player.words for player in PLAYERS} | {SUM: "all on minus all off"}
    left = found.restated()
    subject, policy = found.question.subject, found.question.policy
    tables = []
    for other in found.question.counterfactuals:
        heads = [head for which in found.sets for head in (SET_WORDS[which], "P(lower)")]
        if not left.empty:
            own = left[left["counterfactual"] == other]
            told = {row.player: restated_words(row) for row in own.itertuples()}
            heads.append("when signs are tossed")
        rows = []
        for name, player in words.items():
            cells = [player]
            for which in found.sets:
                cells += _cells(values[which, other, name])
            rows.append([*cells, told[name]] if not left.empty else cells)
        title = f"Shapley values of {subject.words}; without {policy}: {other}"
        tables.append(any_table(title, ["player", *heads], rows))
    tables += [_interactions(found, which) for which in found.sets if which != SYMMETRIC]
    return tables, [prior_warning(found)]


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


def mediation_tables(found: Mediation) -> tuple[list[Table], list[str]]:
    """Return a table of parts a set of parameters, and what to say below.

    Parameters
    ----------
    found
        A mediation.
    """
    values = _by(found.to_frame(), "part")
    others = found.question.counterfactuals
    heads = [head for other in others for head in (f"minus {other}", "P(lower)")]
    tables = []
    for which in found.sets:
        rows = []
        for part in PARTS:
            cells = [part.words]
            for other in others:
                cells += _cells(values[which, other, part.name])
            rows.append(cells)
        title = (
            f"How {found.question.policy} moves {found.question.subject.words}, {SET_WORDS[which]}"
        )
        tables.append(any_table(title, ["part", *heads], rows))
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
