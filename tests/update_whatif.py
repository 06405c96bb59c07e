"""Write docs/whatif.md: ``python tests/update_whatif.py``.

It puts every question of ``QUESTIONS`` to the model, which takes some minutes
the first time (what was run is kept and found again), writes the tables
docs/whatif/effects.csv, regret.csv and flips.csv, stoppages.csv and stoppage_flips.csv and the
pictures of docs/images/whatif/, and renews what stands between the marks of the page.
``--page`` renews the page alone, from the tables.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from multivector_sim import plots
from multivector_sim.discovery import find_conditions
from multivector_sim.inquiry import Condition, Pool, estimate, over
from multivector_sim.inquiry.pool import pool_folder
from multivector_sim.model.parameters import PARAMETER_NAMES
from multivector_sim.results.words import difference_words, number, outcome_words, signed
from multivector_sim.scenario import load_scenario
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
    Question("spare_recorded", "baseline", ("pipeline_closed",)),
    Question("spare_20", "pipeline_open_spare_20", ("pipeline_closed_spare_20",)),
    Question("spare_50", "pipeline_open_spare_50", ("pipeline_closed_spare_50",)),
    Question("corridor", CLOSED, tuple(f"{CLOSED}_corridor_{size}" for size in (3, 6, 10))),
    Question("pact", "us_turn_2025_no_pact", ("us_turn_2025",)),
    Question("china", "baseline_2034", ("china_slowdown_2026",)),
    Question("institutions", "multivector", ("weak_institutions",)),
)

FILES: Final = ("effects", "regret", "flips", "stoppages", "stoppage_flips")
STOPPAGES: Final = "stoppages"
"""Mark of the factorial: length of the stoppage x Russia's share of the routes x other ways."""
LENGTHS: Final = {1: f"{CLOSED}_1_quarter", 4: CLOSED, 8: f"{CLOSED}_8_quarters"}
"""Quarters, and the scenario that closes the pipelines for so long from 2028 on."""
ATTRACTIONS: Final = (1.0, 0.3, 0.1)
"""Attraction of Russia's routes: the recorded one, and two that give it a smaller share."""
OTHER_WAYS: Final = (0.0, 0.2, 0.5)
"""Share of the flow that could go another way from 2027 on, besides the 0.18 of the record."""
SHARE: Final = over("share.routes.RUS", 2026, 2027)
_SPARE: Final = 0.18
CELL: Final = ("quarters", "share", "other_way")


def changes(attraction: float, other_way: float) -> dict[str, Any]:
    """Return the changes that make the world of some cells of the factorial."""
    shock = {
        "id": "more_routes", "label": "More ways round Russia (hypothetical)", "on": "spare",
        "from": 2027, "plus": other_way, "source": "judgement",
    }  # fmt: skip
    return {
        **({"sectors.routes.attraction.RUS": attraction} if attraction != 1 else {}),
        **({"shocks": [shock]} if other_way else {}),
    }


def stoppages(
    pool: Pool, draws: int = DRAWS, which: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the effects of every cell of the factorial, and the conditions that flip a sign.

    Parameters
    ----------
    pool
        Where runs come from.
    draws
        Futures, >= 2.
    which
        Set of parameters; None as in ``what_if``.
    """
    parts, values, cells = [], {}, []
    for attraction, other_way in product(ATTRACTIONS, OTHER_WAYS):
        changed = changes(attraction, other_way)
        base = load_scenario("baseline_2034", overrides=changed)
        reference = Condition("base", base=base)
        pool.expect(reference, [SHARE])
        others = [load_scenario(name, overrides=changed) for name in LENGTHS.values()]
        answer = what_if(base, others=others, draws=draws, which=which, pool=pool)
        read = estimate(lambda read, at=reference: read(at, SHARE), pool, answer.which, draws)
        share = float(read.values.mean())
        frame = answer.to_frame()
        frame = frame[frame["wanted"].notna() & ~frame["label"].str.contains("[", regex=False)]
        lengths = {name: quarters for quarters, name in LENGTHS.items()}
        frame.insert(0, "quarters", frame["option"].map(lengths))
        parts.append(frame.assign(share=share, other_way=_SPARE + other_way))
        for quarters, name in LENGTHS.items():
            cells.append((quarters, share, _SPARE + other_way))
            for label in frame["label"].unique():
                values.setdefault(label, []).append(answer.futures.effects[name, label])
    table = pd.concat(parts).sort_values(
        ["share", "other_way", "quarters"], ascending=[False, True, True], kind="stable"
    )
    return table, _stoppage_flips(answer, cells, values)


def _stoppage_flips(
    answer: Answer, cells: list[tuple[float, ...]], values: dict[str, list[Any]]
) -> pd.DataFrame:
    """Look in all cells at once for where a sign is the rarer one; a future is never cut."""
    draws = len(answer.futures.parameters)
    every = np.tile(answer.futures.parameters, (len(cells), 1))
    table = np.column_stack([np.repeat(np.array(cells, dtype=float), draws, axis=0), every])
    names = ("quarters closed", "share of Russia", "share with another way", *PARAMETER_NAMES)
    groups = answer.futures.groups
    groups = np.tile(np.arange(draws) if groups is None else groups, len(cells))
    rows = []
    for label, effects in values.items():
        effect = np.concatenate(effects)
        higher, lower = effect > 0, effect < 0
        sign, rarer = ("higher", higher) if higher.sum() <= lower.sum() else ("lower", lower)
        found = find_conditions(table, names, rarer, groups)
        head = {"label": label, "sign": sign, "base_rate": found.base_rate}
        rows += [
            {**head, "conditions": str(box), **box._replace(limits=())._asdict(), "told": ""}
            for box in found.boxes
        ]
        if not found.boxes:
            rows.append({**head, "told": found.told})
    columns = ("label", "sign", "base_rate", "conditions", "coverage", "density", "density_low",
               "density_high", "draws", "told")  # fmt: skip
    return pd.DataFrame(rows).reindex(columns=list(columns))


def stoppages_block(table: pd.DataFrame, flips: pd.DataFrame) -> str:
    """Return what the page says between the marks of the factorial."""
    return "".join(_stoppages_pieces(table, flips))


def _stoppages_pieces(table: pd.DataFrame, flips: pd.DataFrame) -> Iterator[str]:
    labels = list(dict.fromkeys(table["label"]))
    words = {row.label: outcome_words(row) for row in _rows(table)}
    wanted = dict(zip(table["label"], table["wanted"], strict=True))
    lines = []
    for cell, part in table.groupby(list(CELL), sort=False):
        rows = {row.label: row for row in _rows(part)}
        quarters, share, way = cell
        lines.append(
            (
                f"{share:.2f}",
                f"{way:.2f}",
                f"{quarters:.0f}",
                *(f"{difference_words(rows[one])} ({rows[one].p_better:.2f})" for one in labels),
            )
        )
    heads = (f"{words[label]}; {wanted[label]} is better" for label in labels)
    yield "\n"
    yield _table(("Russia's share", "another way", "quarters closed", *heads), lines)
    yield "\n"
    for label in labels:
        own = table[table["label"] == label]
        better = own["mean_low"] > 0 if wanted[label] == "higher" else own["mean_high"] < 0
        worse = own["mean_high"] < 0 if wanted[label] == "higher" else own["mean_low"] > 0
        told = [
            f"- {_capital(words[label])}: better in {better.sum()} of {len(own)} cells, worse in "
            f"{worse.sum()}, open in {len(own) - better.sum() - worse.sum()}."
        ]
        for row in _rows(flips[flips["label"] == label]):
            rare = f"{_capital(row.sign)} in {row.base_rate:.2f} of futures and cells"
            if isinstance(row.conditions, str):
                told.append(
                    f"{rare}, but in {row.density:.2f} [{row.density_low:.2f}, "
                    f"{row.density_high:.2f}] of held-out ones where {_code(row.conditions)} "
                    f"({row.coverage:.2f} of all such cases)."
                )
            else:
                told.append(f"{rare}: {row.told}.")
        yield f"{' '.join(told)}\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
    own = {
        name: table[table["question"] == question.key]
        for name, table in tables.items()
        if "question" in table
    }
    return "".join(_pieces(question, own))


def _pieces(question: Question, own: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield f"\n```\n{question.command}\n```\n\n"
    yield f"![Effects: {' and '.join(question.options)} minus {question.base}]"
    yield f"(images/whatif/{question.key}.png)\n\n"
    words = {row.label: outcome_words(row) for row in _rows(own["effects"])}
    regret = {(row.label, row.option): row for row in _rows(own["regret"])}
    lines = []
    for row in _rows(own["effects"]):
        mean = regret[row.label, row.option].mean_regret
        none = regret[row.label, "base"].mean_regret
        lines.append(
            (
                f"`{row.option}`",
                f"{words[row.label]}; {row.wanted} is better",
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
            f"- `{row.option}`, {words[row.label]}: {row.sign} in {row.base_rate:.2f} of futures, "
            f"but in {share} of {row.draws:.0f} held-out ones where {_code(row.conditions)}; "
            f"these are {row.coverage:.2f} of all such futures.\n"
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

    def told(match: re.Match[str]) -> str:
        if match[2] == STOPPAGES:
            body = stoppages_block(tables[STOPPAGES], tables["stoppage_flips"])
        else:
            body = block(questions[match[2]], tables)
        return match[1] + body + "\n" + match[3]

    return _BLOCK.sub(told, page)


def read_tables() -> dict[str, pd.DataFrame]:
    """Return the tables behind the page."""
    return {name: pd.read_csv(TABLES / f"{name}.csv") for name in FILES}


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
    parts[STOPPAGES], parts["stoppage_flips"] = ([table] for table in stoppages(pool))
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
