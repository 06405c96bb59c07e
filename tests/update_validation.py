"""Write the tables of docs/validation.md from the code: ``python tests/update_validation.py``.

A table stands between two marks, ``<!-- table: NAME -->`` and
``<!-- end of table -->``. What is between them is replaced; the rest of the
page is prose and stays as it is. Scores take a minute or two; ``--quick``
leaves them as they are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

import multivector_sim as mv
from multivector_sim.errors import InputError
from multivector_sim.forecast.frozen import frozen_record
from multivector_sim.forecast.scores import OVERALL
from multivector_sim.forecast.settings import CHOSEN
from multivector_sim.forecast.verified import Ratio
from multivector_sim.measurement import observed_series
from multivector_sim.plots.forecast_words import INDICATOR_WORDS
from multivector_sim.results.words import number

PAGE: Final = Path(__file__).parents[1] / "docs" / "validation.md"
_BLOCK: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_VARIANTS: Final = {"conditional": True, "known only": False}
_HEAD: Final = ("CRPS", "to persistence", "to drift", "MAE", "inside 50 %", "inside 90 %", "n")


@cache
def _found(later_known: bool) -> mv.Verified:
    return mv.hindcast(later_known=later_known)


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def _ratio(own: float, other: float) -> str:
    return f"{own / other:.2f}" if other > 0 else "-"


def _interval(ratio: Ratio) -> str:
    return f"{ratio.value:.2f} [{ratio.low:.2f}, {ratio.high:.2f}]"


def _cells(row: pd.Series) -> list[str]:
    """Return the scores of a row as the page shows them."""
    ratios = [_ratio(row["crps"], row[f"crps_{naive}"]) for naive in ("persistence", "drift")]
    inside = [f"{row['coverage50']:.2f}", f"{row['coverage90']:.2f}"]
    return [number(row["crps"]), *ratios, number(row["mae"]), *inside, f"{int(row['n']):,}"]


def _scores(later_known: bool) -> str:
    table = _found(later_known).scores
    return _table(
        ("target", *_HEAD), ([row["target"], *_cells(row)] for _, row in table.iterrows())
    )


def _overall() -> str:
    rows = []
    for words, later_known in _VARIANTS.items():
        found = _found(later_known)
        whole, last = found.overall, found.scores.iloc[-1]
        better = f"{whole.better} of {whole.targets}"
        inside = [f"{last['coverage50']:.2f}", f"{last['coverage90']:.2f}"]
        rows.append((words, _interval(whole.persistence), _interval(whole.drift), better, *inside))
    head = ("forecasts", "CRPS to persistence", "CRPS to drift", "better than both")
    return _table((*head, "inside 50 %", "inside 90 %"), rows)


def _leads() -> str:
    parts = []
    for words, later_known in _VARIANTS.items():
        table = _found(later_known).scores_by("lead").iloc[:-1]
        parts += [[row["lead"], words, *_cells(row)] for _, row in table.iterrows()]
    parts.sort(key=lambda cells: cells[0])
    return _table(("years ahead", "forecasts", *_HEAD), parts)


def _indicators() -> str:
    parts = []
    for words, later_known in _VARIANTS.items():
        table = _found(later_known).scores_by("indicator").set_index("indicator")
        known = [name for name in INDICATOR_WORDS if name in table.index]
        parts += [(f"`{name}`", words, *_cells(table.loc[name])) for name in known]
    order = [f"`{name}`" for name in INDICATOR_WORDS]
    parts.sort(key=lambda cells: order.index(cells[0]))
    return _table(("indicator", "forecasts", *_HEAD), parts)


def _losses() -> str:
    table = _found(True).scores.set_index("target").drop(index=OVERALL)
    rows = [
        (name, _ratio(row["crps"], row["crps_persistence"]), _ratio(row["crps"], row["crps_drift"]))
        for name, row in table.iterrows()
        if row["crps"] >= min(row["crps_persistence"], row["crps_drift"])
    ]
    return _table(("target", "CRPS to persistence", "CRPS to drift"), rows)


def _targets() -> str:
    series = observed_series()
    rows = []
    for name, (_, words) in INDICATOR_WORDS.items():
        own = [row for row in series if row.indicator == name]
        years = f"{min(row.years.min() for row in own)}-{max(row.years.max() for row in own)}"
        figures = sum(row.years.size for row in own)
        rows.append((f"`{name}`", words, len(own), years, figures))
    return _table(("indicator", "meaning", "series", "years", "figures"), rows)


def _settings() -> str:
    values = CHOSEN.dump()
    single = [(name, f"{value:g}") for name, value in values.items() if isinstance(value, float)]
    by_indicator = {
        name: value
        for name, value in values.items()
        if isinstance(value, dict) and set(value) == set(INDICATOR_WORDS)
    }
    by_sector = [
        (f"{name}, {sector}", f"{number:g}")
        for name, value in values.items()
        if isinstance(value, dict) and name not in by_indicator
        for sector, number in value.items()
    ]
    rows = ((key, *(f"{v[key]:g}" for v in by_indicator.values())) for key in INDICATOR_WORDS)
    first = _table(("indicator", *by_indicator), rows)
    return f"{first}\n{_table(('number', 'value'), [*by_sector, *single])}"


def _frozen() -> str:
    try:
        record = frozen_record()
    except InputError:
        return "No forecast has been frozen yet.\n"
    keys = ("version", "origin", "members", "seed", "sha256")
    return _table(("what", "value"), ((key, f"`{record[key]}`") for key in keys))


QUICK: Final[dict[str, Callable[[], str]]] = {
    "targets": _targets,
    "settings": _settings,
    "frozen": _frozen,
}
COSTLY: Final[dict[str, Callable[[], str]]] = {
    "overall": _overall,
    "indicators": _indicators,
    "scores": lambda: _scores(True),
    "scores_known": lambda: _scores(False),
    "leads": _leads,
    "losses": _losses,
}


def refresh(page: str, *, quick: bool) -> str:
    """Return the page with its tables as the code has them now.

    Parameters
    ----------
    page
        Text of the page.
    quick
        Whether to leave the tables that take long as they are.

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
