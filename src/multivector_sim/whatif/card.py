"""The card of an answer: its sections in words and tables, for terminal, text and page alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from multivector_sim.discovery.boxes import Conditions
from multivector_sim.results.dataset import NOTE
from multivector_sim.results.words import difference_words, number, outcome_words, signed
from multivector_sim.scenario.diff import Difference, brief

if TYPE_CHECKING:
    from multivector_sim.whatif.answer import Answer, Row

__all__ = ["CardTable", "Section", "card", "card_text", "change_words", "doubt_words", "size_words"]

MOST_BOXES: Final = 3
_GAINS: Final = ("tension_to_pivot", "leverage_economic", "leverage_transit", "leverage_security")


class CardTable(NamedTuple):
    """A table of texts.

    Attributes
    ----------
    caption
        What it shows.
    head
        Names of the columns; the first one names the row.
    rows
        Cells, row by row.
    words
        Columns that hold words.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[str, ...] = ()


class Section(NamedTuple):
    """A part of the card.

    Attributes
    ----------
    key
        ``"changes"``, ``"effects"``, ``"gains"``, ``"flips"``, ``"regret"`` or ``"made"``.
    title
        Heading; empty where the table says it.
    lines
        What is said in words.
    table
        What is said in numbers; None for nothing.
    """

    key: str
    title: str
    lines: tuple[str, ...] = ()
    table: CardTable | None = None


def card(answer: Answer) -> tuple[Section, ...]:
    """Return the sections of the card, in the order in which they are read."""
    return tuple(_sections(answer))


def card_text(answer: Answer) -> str:
    """Return the card as plain text."""
    parts = []
    for section in card(answer):
        lines = [section.title, *(f"  {line}" for line in section.lines)]
        if section.table is not None:
            table = pd.DataFrame(section.table.rows, columns=list(section.table.head))
            lines += [section.table.caption, table.to_string(index=False)]
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join(parts) + "\n"


def _sections(answer: Answer) -> Iterator[Section]:
    base = answer.base.name
    for option in answer.options:
        yield Section(
            "changes",
            f"{option.name} instead of {base}",
            tuple(change_words(change) for change in option.changes),
        )
        yield Section("effects", "", (), _effects(answer, option.name))
        yield Section("gains", "", (), _gains(answer, option.name))
        yield Section(
            "flips",
            f"When the answer flips: {option.name}",
            _flips(answer, answer.flips, option.name),
        )
        if answer.prim:
            yield Section(
                "flips",
                f"When the answer flips, by PRIM: {option.name}",
                _flips(answer, answer.prim, option.name),
            )
    yield Section("regret", "", (), _regrets(answer))
    yield Section("made", "", (f"{NOTE.capitalize()}. {size_words(answer)}", doubt_words(answer)))


def change_words(change: Difference) -> str:
    """Return a difference between two scenarios as a sentence without a full stop.

    Examples
    --------
    >>> change_words(Difference("policy.concession", "changed", 0.0, 1.0))
    'policy.concession: 0 becomes 1'
    """
    unit = f" {change.unit}" if change.unit else ""
    if change.kind == "added":
        return f"{change.key} comes in: {brief(change.after)}{unit}"
    if change.kind == "removed":
        return f"{change.key} falls away: {brief(change.before)}{unit}"
    return f"{change.key}: {brief(change.before)} becomes {brief(change.after)}{unit}"


def _effects(answer: Answer, option: str) -> CardTable:
    rows = tuple(
        (
            outcome_words(row),
            _better(row),
            number(row.base),
            difference_words(row.effect),
            f"{signed(row.effect.low)} to {signed(row.effect.high)}",
            f"{row.p_better:.2f}",
            "yes" if row.resolved else "no",
        )
        for row in answer.chosen(option)
    )
    head = ("outcome", "better", f"mean, {answer.base.name}", "effect, 95 % interval",
            "5-95 % of futures", "P(better)", "resolved")  # fmt: skip
    return CardTable(f"Effects: {option} minus {answer.base.name}", head, rows)


def _words(answer: Answer) -> dict[str, str]:
    """Return what each number is, by its label."""
    return {row.label: outcome_words(row) for row in answer.rows}


def _better(row: Row) -> str:
    return row.wanted or ""


def _gains(answer: Answer, option: str) -> CardTable:
    found = {row.label: row.effect for row in answer.rows if row.option == option}
    rows = []
    for power in answer.base.scenario.powers:
        effects = [found[f"{kind}[{power}]"] for kind in _GAINS]
        rows.append((power, *(f"{signed(e.mean)} ({e.p_higher:.2f})" for e in effects)))
    head = ("power", "tension", "economic leverage", "transit leverage", "security leverage")
    caption = f"Who gains, who loses, {option}: mean effect (share of futures in which it rises)"
    return CardTable(caption, head, tuple(rows))


def _flips(
    answer: Answer, flips: Mapping[tuple[str, str], Conditions], option: str
) -> tuple[str, ...]:
    lines, words = [], _words(answer)
    for (name, label), found in flips.items():
        if name != option:
            continue
        rare = f"{found.sign} in {found.base_rate:.2f} of futures"
        if not found.boxes:
            lines.append(f"{words[label]} ({rare}): {found.told}.")
        lines += [
            f"{words[label]} ({rare}): where {box}, {found.sign} in {box.density:.2f} "
            f"[{box.density_low:.2f}, {box.density_high:.2f}] of {box.draws} held-out futures; "
            f"{box.coverage:.2f} of all such futures are there."
            for box in found.boxes[:MOST_BOXES]
        ]
    return tuple(lines)


def _regrets(answer: Answer) -> CardTable:
    table = answer.regrets[~answer.regrets["label"].str.contains("[", regex=False)]
    names, words = list(dict.fromkeys(table["option"])), _words(answer)
    rows = tuple(
        (
            words[str(label)],
            *(
                f"{number(mean)} ({best:.2f})"
                for mean, best in zip(part["mean_regret"], part["p_best"], strict=True)
            ),
        )
        for label, part in table.groupby("label", sort=False)
    )
    head = ("outcome", *(answer.base.name if name == "base" else name for name in names))
    caption = "Mean regret against the best in each future (share in which it is the best)"
    return CardTable(caption, head, rows)


def size_words(answer: Answer) -> str:
    """Return what was run in a sentence."""
    return (
        f"{answer.draws:,} futures of the {answer.which} set, {answer.seeds} runs each, "
        f"seed {answer.seed}; all on the same random numbers."
    )


def doubt_words(answer: Answer) -> str:
    """Return what more runs could still change in a sentence."""
    if answer.unresolved:
        words = _words(answer)
        told = "; ".join(words[label] for label in answer.unresolved)
        return f"More runs could still change: {told}."
    return "Every effect above is told from chance, or small beside what the futures leave open."
