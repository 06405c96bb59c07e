"""Write the tables of docs/evidence_tables.md: ``python tests/update_evidence_tables.py``.

What stands between two marks is replaced; the rest of the page stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from multivector_sim.evidence import alternatives, event, parameter_rows, theses

PAGE: Final = Path(__file__).parents[1] / "docs" / "evidence_tables.md"
_BLOCK: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def _theses() -> str:
    heads = ("id", "kind", "claim", "status", "source", "note")
    rows = (
        (
            f"**{row.id}**" if row.primary else row.id,
            row.kind,
            row.claim,
            row.status,
            row.source,
            row.note,
        )
        for row in theses()
    )
    return _lines(heads, rows)


def _parameters() -> str:
    heads = ("parameter", "support", "status", "source", "rests on", "other reading")
    rows = (
        (
            f"`{row.name}`",
            row.support,
            row.status,
            row.source,
            ", ".join(row.rests_on),
            "" if row.alternative is None else f"{row.alternative:g}: {row.reading}",
        )
        for row in parameter_rows()
    )
    return _lines(heads, rows)


def _alternatives() -> str:
    heads = ("row", "what", "status", "other reading", "changes")
    rows = (
        (
            row.id,
            event(row.id).what,
            event(row.id).status,
            row.reading,
            ", ".join(f"{name} {value:g}" for name, value in row.changes.items()) or "nothing",
        )
        for row in alternatives().values()
    )
    return _lines(heads, rows)


TABLES: Final[dict[str, Callable[[], str]]] = {
    "theses": _theses,
    "parameters": _parameters,
    "alternatives": _alternatives,
}


def refresh(page: str) -> str:
    """Return the page with the tables as the package has them now."""
    return _BLOCK.sub(lambda block: block[1] + TABLES[block[2]]() + block[3], page)


if __name__ == "__main__":
    PAGE.write_text(refresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
