"""Write the tables of docs/attribution.md from the code: ``python tests/update_attribution.py``.

A table stands between two marks, ``<!-- table: NAME -->`` and
``<!-- end of table -->``. What is between them is replaced; the rest of the
page is prose and stays as it is. Runs take about three minutes on two cores,
and are kept; ``--quick`` leaves the tables that need them as they are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

import multivector_sim as mv
from multivector_sim.attribution import PARTS, PLAYERS, SUM
from multivector_sim.attribution.words import restated_words
from multivector_sim.experiments.counterfactuals import COUNTERFACTUALS
from multivector_sim.inquiry import Pool, pool_folder
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.results.words import signed

PAGE: Final = Path(__file__).parents[1] / "docs" / "attribution.md"
DRAWS: Final = 200
SEEDS: Final = 32
FEW: Final = 100
"""Draws of the look at power asymmetry."""
OTHERS: Final = ("autonomy", "obstructions", "crises", "welfare")
"""Other outcomes, read in passing."""
_BLOCK: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_WORDS: Final = {player.name: player.words for player in PLAYERS} | {SUM: "all together"}


@cache
def _pool() -> Pool:
    return Pool(seeds=SEEDS, folder=pool_folder())


@cache
def _found(outcome: str = "tension_rus_chn") -> mv.Attribution:
    return mv.attribute(outcome=outcome, draws=DRAWS, pool=_pool())


@cache
def _mediated() -> mv.Mediation:
    return mv.mediate(draws=DRAWS, pool=_pool())


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def _cell(row: Any) -> str:
    half = (row.mean_high - row.mean_low) / 2
    return f"{signed(row.mean)} ± {half:.2g}"


def _by(table: pd.DataFrame, *keys: str) -> dict[tuple[Any, ...], Any]:
    names = zip(*(table[key] for key in ("set", "counterfactual", *keys)), strict=True)
    return dict(zip(names, table.itertuples(), strict=True))


def _players() -> str:
    priors = {row.name: row.prior for row in PARAMETERS}

    def told(names: Iterable[str]) -> str:
        return ", ".join(f"`{n}` ({priors[n][0]:g} to {priors[n][1]:g})" for n in names) or "none"

    rows = (
        (
            player.words,
            f"`{player.switch}`" if player.switch else "a counterfactual policy in its place",
            told(player.tossed),
            told(name for name in player.strengths if name not in player.tossed),
        )
        for player in PLAYERS
    )
    return _table(("player", "switch", "strengths, sign tossed", "strengths, sign kept"), rows)


def _shapley() -> str:
    found = _found()
    rows = _by(found.to_frame(), "player")
    left = {(row.counterfactual, row.player): row for row in found.restated().itertuples()}
    lines = [
        (
            f"`{other}`", words,
            *(
                cell
                for which in found.sets
                for cell in (
                    _cell(rows[which, other, name]), f"{rows[which, other, name].p_lower:.2f}",
                )
            ),
            restated_words(left[other, name]),
        )
        for other in COUNTERFACTUALS
        for name, words in _WORDS.items()
    ]  # fmt: skip
    heads = ("prior", "P(lower)", "tossed signs", "P(lower)", "accepted", "P(lower)")
    return _table(("without the policy", "player", *heads, "when signs are tossed"), lines)


def _ranges() -> str:
    rows = _by(_found().to_frame(), "player")
    lines = []
    for name, words in _WORDS.items():
        cells = []
        for which in _found().sets:
            row = rows[which, "laissez_faire", name]
            cells += [f"{signed(row.median)}", f"{signed(row.low)} to {signed(row.high)}"]
        lines.append((words, *cells))
    heads = [f"{which}: {what}" for which in _found().sets for what in ("median", "5-95 %")]
    return _table(("player", *heads), lines)


def _interactions() -> str:
    table = _found().interactions()
    rows = _by(table, "first", "second")
    pairs = list(dict.fromkeys(zip(table["first"], table["second"], strict=True)))
    lines = [
        (
            f"{_WORDS[first]} and {_WORDS[second]}",
            *(_cell(rows["accepted", other, first, second]) for other in COUNTERFACTUALS),
        )
        for first, second in pairs
    ]
    return _table(("pair", *(f"`{other}`" for other in COUNTERFACTUALS)), lines)


def _mediation() -> str:
    found = _mediated()
    rows = _by(found.to_frame(), "part")
    lines = [
        (
            which, part.words,
            *(
                cell
                for other in COUNTERFACTUALS
                for cell in (
                    _cell(rows[which, other, part.name]),
                    f"{rows[which, other, part.name].p_lower:.2f}",
                )
            ),
        )
        for which in found.sets
        for part in PARTS
    ]  # fmt: skip
    heads = [head for other in COUNTERFACTUALS for head in (f"`{other}`", "P(lower)")]
    return _table(("set", "part", *heads), lines)


def _outcomes() -> str:
    lines = []
    for outcome in OTHERS:
        rows = _by(_found(outcome).to_frame(), "player")
        for which in ("prior", "accepted"):
            own = (rows[which, other, "policy"] for other in COUNTERFACTUALS)
            cells = (f"{_cell(row)} ({row.p_lower:.2f})" for row in own)
            lines.append((f"`{outcome}`", which, *cells))
    return _table(("outcome", "set", *(f"`{other}`" for other in COUNTERFACTUALS)), lines)


def _transition() -> str:
    lines = []
    for words, changes in (("as drawn", {}), ("zero", {"parameters.transition_grievance": 0.0})):
        found = mv.attribute(
            counterfactuals=["laissez_faire"], sets=["prior"], overrides=changes, draws=FEW,
            pool=_pool(),
        )  # fmt: skip
        row = _by(found.to_frame(), "player")["prior", "laissez_faire", "power_asymmetry"]
        lines.append((words, _cell(row), f"{row.p_lower:.2f}"))
    return _table(("transition grievance", "power asymmetry", "P(lower)"), lines)


QUICK: Final[dict[str, Callable[[], str]]] = {"players": _players}
COSTLY: Final[dict[str, Callable[[], str]]] = {
    "shapley": _shapley,
    "ranges": _ranges,
    "transition": _transition,
    "interactions": _interactions,
    "mediation": _mediation,
    "outcomes": _outcomes,
}


def refresh(page: str, *, quick: bool) -> str:
    """Return the page with its tables as the code has them now.

    Parameters
    ----------
    page
        Text of the page.
    quick
        Whether to leave the tables that need runs as they are.

    Raises
    ------
    KeyError
        If the page names a table that does not exist.
    """
    tables = QUICK | COSTLY

    def block(match: re.Match[str]) -> str:
        made = tables[match[2]]
        return match[0] if quick and match[2] in COSTLY else match[1] + made() + match[3]

    return _BLOCK.sub(block, page)


if __name__ == "__main__":
    text = refresh(PAGE.read_text(encoding="utf-8"), quick="--quick" in sys.argv[1:])
    PAGE.write_text(text, encoding="utf-8", newline="\n")
