"""Write docs/theses.md: ``python tests/update_theses.py``.

It puts every thesis to the model, which takes some minutes the first time
(what was run is kept and found again), and writes the tables
docs/theses/verdicts.csv and docs/theses/parts.csv, the pictures of
docs/images/theses/ and the page. ``--page`` makes the page alone, from the
tables.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd

from multivector_sim import plots
from multivector_sim.cli.theses_files import made_words
from multivector_sim.evidence import THESIS_KINDS, theses
from multivector_sim.inquiry import Pool
from multivector_sim.inquiry.pool import pool_folder
from multivector_sim.results.words import signed
from multivector_sim.theses import VERDICTS, judge, parts_frame, verdicts_frame

DOCS: Final = Path(__file__).parents[1] / "docs"
TABLES: Final = DOCS / "theses"
PICTURES: Final = DOCS / "images" / "theses"
PAGE: Final = DOCS / "theses.md"
DRAWS: Final = 300
SEEDS: Final = 64

HEAD: Final = """\
# What the sources claim, put to the model

Exploratory, not a forecast. The 2018 article and the later texts make 74 claims that a run can
speak for or against. Each was put to the model by a test that was written down, with the result
that would refute it, before it was run. This page is made by

```
python tests/update_theses.py
```

and the same answers come from `multivector theses`, one by one or all together:

```
multivector theses H01
multivector theses --primary --out verdicts
multivector theses --list
```

## How to read it

A verdict is about the model, not about the world: whether the claim follows from these rules for
almost all parameters that are possible.

| verdict | meaning |
|---|---|
"""

READING: Final = """
Parameters are drawn from two sets: the **accepted set**, which agrees with the record up to 2013
([calibration](calibration.md)), and the **whole prior**, all that was thought possible before. A
verdict stands only if both give it. {sizes} All draws and all counterfactuals meet the same random
numbers. More draws are run until a verdict is clear; a question mark stands where more draws than
that could change it. Verdicts on theses that are not primary count only if they can be told from
the toss of a coin after correction for their number (Benjamini & Hochberg 1995, 5 %).

*Effect*: focal minus counterfactual, mean over draws with its 95 % interval; behind it the share of
draws in which it is as claimed. "Depends on": rank correlation of the first effect with parameters
of the prior, as far as it is clear of chance. "Changed by": named variants of the model under which
the verdict over the prior is another one. What the levers move by construction is shown and not
scored. The four counterfactual policies are merit tenders (`laissez_faire`), siding with Russia
(`bandwagon_russia`), with China (`bandwagon_china`) or with the West (`pro_west`).
"""

STANDS_OUT: Final = """
## What stands out

Numbers in brackets are shares of draws of the accepted set in which a claim holds.

- **The main claim (H01) depends on what the policy is compared with.** Russia-China tension is
  lower than under siding with Russia [{tension__bandwagon_russia}] and with China
  [{tension__bandwagon_china}], hardly ever lower than under a pro-Western course
  [{tension__pro_west}], and open against merit tenders [{tension__laissez_faire}]. Nor is it
  Russia's having fewer worries that calms against siding with Russia: there its concerns are
  higher under the policy in nearly all draws [{concerns__bandwagon_russia}].
- **Assurances (H08) worry Russia more often than they calm it**, even where every promise is kept
  [{kept}]: what others are told costs more than what Russia is told brings. The weight of that envy
  decides the sign.
- **A concession (H03) calms in its year and does not last**: over ten years it is open
  [{once}], since what was given becomes what is expected.
- **Letting Russia in (H06)** lowers its fear of deception by assumption, and tension in most draws
  but not in nearly all [{inclusion}].
- **Autonomy (H12)** is higher than under siding with China more often than not
  [{autonomy__bandwagon_china}] and open against siding with Russia
  [{autonomy__bandwagon_russia}].
- **Kazakhstan does not come out first (H51).** Under one policy, with parameters drawn beforehand,
  its levels rank behind those of each other state: it lies between two giants that the others
  have only one of. In gains over merit tenders it leads a little [{gains}, against Ukraine].
- **There may be less to explain than the article says (H33)**: without anything that dampens,
  China's rise does not make Russia and China as hostile as it should to leave a puzzle.
- Most verdicts are *mixed*. That is the finding: with parameters as open as they are, these
  claims do not follow from the rules, and neither do their contraries. The share beside each
  says which way it leans.
"""


CHANGED: Final = """
## Tests that were changed after a first look

Every test was written before it was run. Some were then changed after a first run over 50 or 100
draws, and their verdicts should be trusted less than those of tests that were not:

- *What an equation decides is shown and no longer scored*: H06 (fear of deception), H09 (false
  views), H26 (terms with Russia), H27 (a gap that narrows), H31 (tension in the quarter of the
  treaty), H58, H62, H70. H28 became untestable.
- *Where an equation fixes the sign, a size that matters is asked for*: H37 to H39, H50, H52, H57,
  H59, H62, H73.
- *A measure that was too rare or too noisy was replaced*: H05 (a third of the fields in place of
  half), H15, H18, H19; rare crises in H54 to H57 and the welfare of H56 are shown only; H52 counts
  crises with their hazard raised to one.
- *A world in which nothing happened was made stronger*: H24 (smaller shifts break a promise), H60.
- *Another reading of the claim*: H17 (conceding after an obstruction, and a band, in place of a
  stop by force), H21 (a part that asks what backing adds; refused demands only shown), H22, H48 and
  H58 (parts that were shown are scored), H73 (refuted in its first form, supported in its second).
"""


def page(summary: pd.DataFrame, parts: pd.DataFrame, sizes: str) -> str:
    """Return the page.

    Parameters
    ----------
    summary, parts
        Tables as from ``theses.verdicts_frame`` and ``theses.parts_frame``.
    sizes
        Draws, runs and seed in words.
    """
    return "".join(_pieces(summary, parts, sizes))


def _pieces(summary: pd.DataFrame, parts: pd.DataFrame, sizes: str) -> Iterator[str]:
    yield HEAD
    for verdict, meaning in VERDICTS.items():
        yield f"| {verdict} | {meaning} |\n"
    yield READING.format(sizes=sizes)
    yield "\n## All verdicts\n\n"
    counts = Counter(summary["verdict"])
    yield ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name]) + ".\n\n"
    yield "![Shares of draws in which the claims hold](images/theses/verdicts.png)\n\n"
    yield "Behind a verdict: the share of draws in which the claim holds, lowest and highest over "
    yield "its parts and the counterfactuals that they are compared with.\n\n"
    yield _table(
        ("thesis", "claim", "accepted set", "whole prior", "verdict"),
        (
            (
                f"[{row.thesis}](#{row.thesis.lower()})" + (" *" if row.primary else ""),
                row.claim,
                _with_shares(row.verdict_accepted, parts, row.thesis, "accepted"),
                _with_shares(row.verdict_prior, parts, row.thesis, "prior"),
                f"**{row.verdict}**",
            )
            for row in _rows(summary)
        ),
    )
    yield "\n\\* primary. The tables behind this page: [verdicts](theses/verdicts.csv), "
    yield "[claims against each counterfactual](theses/parts.csv).\n"
    yield STANDS_OUT.format_map(_Shares(parts))
    yield CHANGED
    kinds = {row.id: row.kind for row in theses()}
    for kind, words in THESIS_KINDS.items():
        chosen = [row for row in _rows(summary) if kinds[row.thesis] == kind]
        yield f"\n## {kind}: {words}\n"
        for row in chosen:
            yield from _section(row, parts[parts["thesis"] == row.thesis])


class _Shares(dict[str, str]):
    """Shares of draws of the accepted set by the names that the prose gives them."""

    _NAMES: Final = {
        "tension": ("H01", "Russia-China tension"),
        "concerns": ("H01", "Russia's four concerns together"),
        "kept": ("H08", "Russia's status concern, every promise kept"),
        "once": ("H03", "fear of loss over ten years, conceding once"),
        "inclusion": ("H06", "Russia-China tension"),
        "autonomy": ("H12", "autonomy"),
        "gains": ("H51", "lead in mean rank, gains over merit tenders"),
    }

    def __init__(self, parts: pd.DataFrame) -> None:
        super().__init__()
        self.parts = parts[parts["set"] == "accepted"]

    def __missing__(self, key: str) -> str:
        name, _, against = key.partition("__")
        thesis, part = self._NAMES[name]
        own = self.parts[(self.parts["thesis"] == thesis) & (self.parts["part"] == part)]
        chosen = own[own["against"] == against] if against else own
        return f"{chosen['share'].iloc[0]:.2f}"


def _section(row: Any, parts: pd.DataFrame) -> Iterator[str]:
    yield f"\n### {row.thesis}\n\n**{row.claim}.** "
    if row.verdict == "not testable":
        yield f"*Not testable here.* {row.reason}\n"
        return
    yield f"*{row.verdict.capitalize()}.*\n\n"
    yield f"Asked: {row.asks}\n\nRefuted by: {row.refuted_by}\n\n"
    if _is_text(row.remark):
        yield f"Mind: {row.remark}\n\n"
    if row.primary:
        yield f"![Effects on {row.thesis}](images/theses/{row.thesis}.png)\n\n"
    yield _table(
        ("claim", "against", "accepted set: effect", "holds", "whole prior: effect", "holds"),
        _part_rows(parts),
    )
    if _is_text(row.depends_on):
        yield f"\nDepends on: {row.depends_on}.\n"
    if _is_text(row.changed_by):
        yield f"\nChanged by: {row.changed_by}.\n"


def _part_rows(parts: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for (name, against), both in parts.groupby(["part", "against"], sort=False):
        first = next(_rows(both))
        unit = "" if first.unit == "1" else f", {first.unit}"
        claimed = {"none": "unchanged"}.get(first.claimed, first.claimed)
        shown = "" if first.scored else ", shown only"
        cells = {row.set: _cells(row) for row in _rows(both)}
        yield (
            f"{name}{unit}: {claimed}{shown}",
            str(against),
            *cells.get("accepted", ("-", "-")),
            *cells.get("prior", ("-", "-")),
        )


def _cells(row: Any) -> tuple[str, str]:
    doubt = "" if row.settled or not row.scored else " ?"
    effect = f"{signed(row.mean)} [{signed(row.mean_low)}, {signed(row.mean_high)}]"
    return effect, f"{row.share:.2f}{doubt}"


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return iter(table.itertuples())


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _with_shares(verdict: object, parts: pd.DataFrame, thesis: str, which: str) -> str:
    """Return a verdict and the shares of draws behind it, lowest and highest."""
    if not _is_text(verdict):
        return "-"
    own = (parts["thesis"] == thesis) & (parts["set"] == which) & parts["scored"]
    low, high = (f"{share:.2f}" for share in parts.loc[own, "share"].agg(["min", "max"]))
    return f"{verdict}, {low}" + (f" to {high}" if high != low else "")


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def read_tables() -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return the tables behind the page, and the sizes in words."""
    summary = pd.read_csv(TABLES / "verdicts.csv")
    sizes = (TABLES / "sizes.txt").read_text(encoding="utf-8").strip()
    return summary, pd.read_csv(TABLES / "parts.csv"), sizes


def _run() -> None:
    done = 0

    def finished(result: Any) -> None:
        nonlocal done
        done += 1
        print(f"{done:3} {result.thesis} {result.verdict}", file=sys.stderr)

    found = judge(draws=DRAWS, pool=Pool(seeds=SEEDS, folder=pool_folder()), finished=finished)
    summary, parts = verdicts_frame(found), parts_frame(found)
    TABLES.mkdir(exist_ok=True)
    PICTURES.mkdir(exist_ok=True, parents=True)
    summary.to_csv(TABLES / "verdicts.csv", index=False, lineterminator="\n")
    parts.to_csv(TABLES / "parts.csv", index=False, lineterminator="\n", float_format="%.6g")
    made = made_words(found)
    (TABLES / "sizes.txt").write_text(made + "\n", encoding="utf-8", newline="\n")
    plots.save(plots.verdicts(summary, parts, made), PICTURES / "verdicts.png")
    for row in _rows(summary[summary["primary"]]):
        plots.save(plots.thesis(summary, parts, row.thesis, made), PICTURES / f"{row.thesis}.png")


def main() -> None:
    """Write tables, pictures and page."""
    if "--page" not in sys.argv:
        _run()
    PAGE.write_text(page(*read_tables()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
