"""Sections and tables of briefings and debriefs, and words for sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from multivector_sim.explanation.words import wrapped
from multivector_sim.results.saying import Say, english
from multivector_sim.results.words import level, number

__all__ = [
    "SIZES",
    "WHOLE",
    "Section",
    "Table",
    "answer_words",
    "markdown",
    "plain_text",
    "seat_words",
    "size_words",
    "typed_words",
]

SIZES: Final = ((0.02, "none"), (0.1, "slight"), (0.25, "some"), (0.5, "strong"), (2.0, "grave"))
"""Words for tension and concern, both 0 to 1, each with the size below which it holds."""


WHOLE: Final = {"recorded": "by the record", "model": "left to the model"}
"""What the answers mean that are one word and no action."""


class Table(NamedTuple):
    """A table of texts.

    Attributes
    ----------
    head
        Names of the columns; the first one names the row.
    rows
        Cells, row by row.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """A part of a briefing or debrief.

    Attributes
    ----------
    key
        What it is about, in one word; it stays the same.
    title
        Heading.
    lines
        What is said in words.
    table
        What is said in numbers; None for nothing.
    command
        A command line to copy; empty for none.
    """

    key: str
    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    command: str = ""


def size_words(size: float, say: Say = english) -> str:
    """Return a word for a tension or a worry, such as ``strong``, and the number as shown."""
    word = next(word for limit, word in SIZES if round(size, 2) < limit)
    return f"{say(word)} {level(size)}"


def typed_words(word: str, say: Say = english) -> str:
    """Return a word that is typed as it is, after what it is called in another language."""
    told = say(word)
    return word if told == word else f"{told}: {word}"


def answer_words(text: str, names: Mapping[str, str], say: Say = english) -> str:
    """Return an answer or a setting in words, such as ``inclusion 0.8; treaty, Russia: 0.2``.

    Parameters
    ----------
    text
        As a team writes it; see ``play.moves``. An empty one keeps what was set.
    names
        Names of the actors by code, in the language of ``say``.
    say
        Returns a sentence in another language.
    """
    told = []
    for word in text.split():
        key, _, value = word.partition("=")
        kind, _, code = key.partition(".")
        if kind == "favour":
            premium = say("premium on bids, {who}: {size}")
            told.append(premium.format(who=names.get(code, code), size=number(float(value))))
        elif kind == "treaty":
            partner, _, rest = value.partition(":")
            size, _, quarter = rest.partition("@")
            words = say("treaty, {who}: {size}").format(
                who=names.get(partner, partner), size=number(float(size))
            )
            told.append(f"{words} ({quarter})" if quarter else words)
        elif value:
            told.append(f"{say(key)} {number(float(value))}")
        else:
            told.append(say(WHOLE.get(key, key)))
    return "; ".join(told) or say("as before")


def seat_words(team: str, actor: str, say: Say = english) -> str:
    """Return who plays whom; a team without a name of its own is called as its actor.

    Parameters
    ----------
    team
        Name of the team; the English name of its actor where it has no other.
    actor
        English name of the actor.
    say
        Returns a sentence in another language.
    """
    if team == actor:
        return say(actor)
    return say("{team} plays {actor}").format(team=team, actor=say(actor))


def plain_text(sections: Iterable[Section]) -> str:
    """Return sections as plain text, at most ``explanation.words.WIDTH`` wide but for tables."""
    lines: list[str] = []
    for section in sections:
        lines += ["", section.title] if section.title else [""]
        for line in section.lines:
            lines += wrapped(line, 2)
        if section.table is not None:
            lines += _columns(section.table)
        if section.command:
            lines.append(f"  {section.command}")
    return "\n".join(lines[1:]) + "\n"


def markdown(title: str, sections: Iterable[Section]) -> str:
    """Return sections as Markdown."""
    lines = [f"# {_escaped(title)}", ""]
    for section in sections:
        lines += [f"## {_escaped(section.title)}", ""] if section.title else []
        for line in section.lines:
            lines += [_escaped(line), ""]
        if section.table is not None:
            rows = [section.table.head, ("---",) * len(section.table.head), *section.table.rows]
            lines += [f"| {' | '.join(map(_escaped, row))} |" for row in rows]
            lines.append("")
        if section.command:
            lines += ["```sh", section.command, "```", ""]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Return a text in which nothing is mark-up."""
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, f"\\{sign}")
    return text


def _columns(table: Table) -> Iterator[str]:
    widths = [
        max(len(row[at]) for row in (table.head, *table.rows)) for at in range(len(table.head))
    ]
    for row in (table.head, *table.rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield f"  {'  '.join(cells)}".rstrip()
