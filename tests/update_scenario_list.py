"""Write the table of docs/scenario_list.md: ``python tests/update_scenario_list.py``.

What stands between the two marks is replaced; the rest of the page stays.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from multivector_sim.scenario import list_scenarios
from multivector_sim.scenario.load import Listing

PAGE: Final = Path(__file__).parents[1] / "docs" / "scenario_list.md"
_BLOCK: Final = re.compile(r"(<!-- table: scenarios -->\n).*?(<!-- end of table -->)", re.DOTALL)


def _numbers(row: Listing) -> list[str]:
    return sorted(tag.removeprefix("question_") for tag in row.tags if tag.startswith("question_"))


def _place(row: Listing) -> tuple[str, str]:
    kind = "98" if "country" in row.tags else "97"
    return (min(_numbers(row), default=kind), row.name)


def _table() -> str:
    lines = ["| question | scenario | title | it asks | kind |", "| --- | --- | --- | --- | --- |"]
    for row in sorted(list_scenarios(), key=_place):
        kind = ", ".join(tag for tag in row.tags if not tag.startswith("question_"))
        cells = (", ".join(_numbers(row)), f"`{row.name}`", row.title, row.question, kind)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def refresh(page: str) -> str:
    """Return the page with the table as the scenario files have it now."""
    return _BLOCK.sub(lambda block: block[1] + _table() + block[2], page)


if __name__ == "__main__":
    PAGE.write_text(refresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
