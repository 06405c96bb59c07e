"""Write docs/whatif.md: ``python tests/update_whatif.py``.

It puts every question of ``QUESTIONS`` to the model, which takes some minutes
the first time (what was run is kept and found again), writes the tables
docs/whatif/effects.csv, regret.csv and flips.csv and the pictures of
docs/images/whatif/, and renews what stands between the marks of the page.
``--page`` renews the page alone, from the tables.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from multivector_sim import plots
from multivector_sim.inquiry import Pool
from multivector_sim.inquiry.pool import pool_folder
from multivector_sim.results.words import difference_words, number, signed
from multivector_sim.whatif import Answer, flips_frame, what_if

DOCS: Final = Path(__file__).parents[1] / "docs"
TABLES: Final = DOCS / "whatif"
PICTURES: Final = DOCS / "images" / "whatif"
PAGE: Final = DOCS / "whatif.md"
DRAWS: Final = 400
SEEDS: Final = 32
_BLOCK: Final = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


class Question(NamedTuple):
    """A worked question.

    Attributes
    ----------
    key
        Name of its tables on the page.
    base, options
        Scenarios that ship.
    """

    key: str
    base: str
    options: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command that answers it."""
        names = " ".join((self.base, *self.options))
        return f"multivector whatif {names} --draws {DRAWS} --seeds {SEEDS}"


CLOSED: Final = "pipeline_closed_2028"
QUESTIONS: Final = (
    Question("gas", "gas_union_refused", ("gas_union_accepted", "gas_union_refused_guarantee")),
    Question("length", "baseline_2034", (f"{CLOSED}_1_quarter", CLOSED, f"{CLOSED}_8_quarters")),
    Question("spare_recorded", "baseline", ("pipeline_closed",)),
    Question("spare_20", "pipeline_open_spare_20", ("pipeline_closed_spare_20",)),
    Question("spare_50", "pipeline_open_spare_50", ("pipeline_closed_spare_50",)),
    Question("corridor", CLOSED, tuple(f"{CLOSED}_corridor_{size}" for size in (3, 6, 10))),
    Question("pact", "us_turn_2025_no_pact", ("us_turn_2025",)),
    Question("china", "baseline_2034", ("china_slowdown_2026",)),
    Question("institutions", "multivector", ("weak_institutions",)),
)


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def block(question: Question, tables: dict[str, pd.DataFrame]) -> str:
    """Return what the page says between the marks of a question.

    Parameters
    ----------
    question
        Which.
    tables
        ``effects``, ``regret`` and ``flips``, each with a column ``question``.
    """
    own = {name: table[table["question"] == question.key] for name, table in tables.items()}
    return "".join(_pieces(question, own))


def _pieces(question: Question, own: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield f"\n```\n{question.command}\n```\n\n"
    yield f"![Effects: {' and '.join(question.options)} minus {question.base}]"
    yield f"(images/whatif/{question.key}.png)\n\n"
    regret = {(row.label, row.option): row for row in _rows(own["regret"])}
    lines = []
    for row in _rows(own["effects"]):
        mean = regret[row.label, row.option].mean_regret
        none = regret[row.label, "base"].mean_regret
        lines.append(
            (
                f"`{row.option}`",
                f"{row.label}, {row.wanted} is better",
                f"{difference_words(row)}{'' if row.resolved else ' ?'}",
                f"{signed(row.low)} to {signed(row.high)}",
                f"{row.p_better:.2f}",
                f"{number(mean)} ({number(none)})",
            )
        )
    yield _table(
        ("option", "outcome", "effect", "5-95 % of futures", "P(better)", "regret (of the base)"),
        lines,
    )
    boxes = own["flips"][own["flips"]["conditions"].notna()]
    if boxes.empty:
        yield "\nNo condition on the parameters flips a sign on futures that were held out.\n"
        return
    yield "\n"
    for row in _rows(boxes):
        share = f"{row.density:.2f} [{row.density_low:.2f}, {row.density_high:.2f}]"
        yield (
            f"- `{row.option}`, {row.label}: {row.sign} in {row.base_rate:.2f} of futures, but in "
            f"{share} of {row.draws:.0f} held-out ones where {_code(row.conditions)}; these are "
            f"{row.coverage:.2f} of all such futures.\n"
        )


def _code(conditions: str) -> str:
    return " and ".join(f"`{one}`" for one in conditions.split(" and "))


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return iter(table.itertuples())


def refresh(page: str, tables: dict[str, pd.DataFrame]) -> str:
    """Return the page with what the tables say between its marks.

    Raises
    ------
    KeyError
        If the page names a question that does not exist.
    """
    questions = {question.key: question for question in QUESTIONS}
    return _BLOCK.sub(
        lambda match: match[1] + block(questions[match[2]], tables) + "\n" + match[3], page
    )


def read_tables() -> dict[str, pd.DataFrame]:
    """Return the tables behind the page."""
    return {name: pd.read_csv(TABLES / f"{name}.csv") for name in ("effects", "regret", "flips")}


def _tables(question: Question, answer: Answer) -> dict[str, pd.DataFrame]:
    effects, regrets = answer.to_frame(), answer.regrets
    single = [~table["label"].str.contains("[", regex=False) for table in (effects, regrets)]
    chosen = {
        "effects": effects[single[0] & effects["wanted"].notna()],
        "regret": regrets[single[1]],
        "flips": flips_frame(answer),
    }
    return {name: table.assign(question=question.key) for name, table in chosen.items()}


def _run() -> None:
    pool = Pool(seeds=SEEDS, folder=pool_folder())
    parts: dict[str, list[pd.DataFrame]] = {}
    PICTURES.mkdir(exist_ok=True, parents=True)
    for question in QUESTIONS:
        answer = what_if(question.base, others=question.options, draws=DRAWS, pool=pool)
        for name, table in _tables(question, answer).items():
            parts.setdefault(name, []).append(table)
        plots.save(plots.answer_effects(answer), PICTURES / f"{question.key}.png")
        print(question.key, file=sys.stderr)
    TABLES.mkdir(exist_ok=True)
    for name, tables in parts.items():
        whole = pd.concat(tables)
        whole.to_csv(TABLES / f"{name}.csv", index=False, lineterminator="\n", float_format="%.6g")


def main() -> None:
    """Write tables, pictures and page."""
    if "--page" not in sys.argv:
        _run()
    page = refresh(PAGE.read_text(encoding="utf-8"), read_tables())
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
