"""A search in words and tables, for the terminal and for text alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from multivector_sim.results.dataset import NOTE
from multivector_sim.results.words import number, signed
from multivector_sim.searching.aims import ROBUST
from multivector_sim.searching.found import VERDICTS

if TYPE_CHECKING:
    from multivector_sim.searching.found import Against, Candidate, Found

__all__ = ["Block", "blocks", "size_words", "summary"]

SHOWN: Final = 12
"""Members that are printed; all are in the folder."""


class Block(NamedTuple):
    """A part of the text.

    Attributes
    ----------
    title
        Heading; may be empty.
    lines
        Sentences.
    head, rows
        A table below; empty without one.
    """

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def size_words(found: Found) -> str:
    """Return what was run, in a sentence."""
    sizes = found.sizes
    runs = "one run each" if sizes.seeds == 1 else f"{sizes.seeds:,} runs each"
    return (
        f"{sizes.policies:,} policies in {sizes.futures:,} futures of the {sizes.which} set, "
        f"{runs}, seed {sizes.seed}, {sizes.method}; scores: {ROBUST[found.robust]}"
    )


def blocks(found: Found) -> Iterator[Block]:
    """Yield what is told, part by part."""
    base = found.base.name or "the base"
    space = found.space
    wanted = ", ".join(f"{aim.label} {aim.better}" for aim in found.aims)
    yield Block(
        f"Policies searched from {base}",
        (
            f"Wanted: {wanted}.",
            f"Set: {', '.join(dial.name for dial in space.dials)}, in up to {space.phases} "
            f"{'phase' if space.phases == 1 else 'phases'} from {_quarter(found, space.first)} on"
            + (
                f"; also past thresholds of {', '.join(watch.when for watch in space.watches)}."
                if space.watches
                else "."
            ),
            f"{NOTE.capitalize()}. {size_words(found)}.",
        ),
    )
    yield Block(
        "Looked at again on fresh futures",
        tuple(_fresh_lines(found)),
    )
    yield _front_block(found)
    yield _levels_block(found)
    yield _preset_block(found)
    for row in found.against:
        yield _against_block(found, row)
    if found.notes:
        yield Block("Left out", found.notes)


def _fresh_lines(found: Found) -> Iterator[str]:
    stay = sum(one.stays for one in found.members)
    yield (
        f"Front: {found.front_size:,} policies, of which {len(found.members)} were looked at again "
        f"in {found.sizes.futures:,} futures that the search had not seen; {stay} of these stay "
        "non-dominated among themselves."
    )
    yield (
        f"Hypervolume: {found.volume_searched:.3f} on the futures of the search, "
        f"{found.volume_fresh:.3f} on fresh ones (of scores minus those of the base in the same "
        "futures; share of the box from the worst to the best of members and named policies on the "
        "futures of the search)."
    )
    drift = np.mean([one.fresh - one.searched for one in found.members], axis=0)
    other = np.mean([one.fresh - one.searched for one in found.presets], axis=0)
    told = ", ".join(
        f"{aim.label} {signed(value)} ({signed(beside)})"
        for aim, value, beside in zip(found.aims, drift, other, strict=True)
    )
    yield (
        "Mean change from searched to fresh futures, of members (of named policies, which were not "
        f"chosen by their scores), above zero is better: {told}. What members lose more than named "
        "policies was fitted to chance."
    )


def _lever_lines(found: Found) -> Iterator[str]:
    beyond = [f"{name} ({low:g} to {high:g})" for name, (low, high) in found.beyond().items()]
    if beyond:
        yield (
            f"Most members go beyond the levels of all named policies in {', '.join(beyond)}: they "
            "may beat them by that alone. --levers chooses what is set, and its bounds."
        )
    edges = [f"{name} at {bound:g}" for name, bound in found.at_bounds().items()]
    if edges:
        yield (
            f"At a bound of what was allowed in most members: {', '.join(edges)} (the number is "
            "that of the phase). What lies beyond was not searched."
        )


def _front_block(found: Found) -> Block:
    members = _picked(found)
    head = ("policy", *_wanted(found), "stays")
    rows = tuple((one.name, *_gains(found, one), "yes" if one.stays else "no") for one in members)
    told = f"{len(members)} of {len(found.members)}, evenly"
    return Block(
        f"The front ({told if len(members) < len(found.members) else 'all'})",
        (*_lever_lines(found), _columns(found)),
        head,
        rows,
    )


def _levels_block(found: Found) -> Block:
    """Return what the members that are shown do, a row for each phase and reaction."""
    rows = tuple(row for one in _picked(found) for row in _doing(found, one))
    return Block(
        "What these members do",
        ("Levels from each quarter on, and while a threshold is passed.",)
        if found.space.watches
        else ("Levels from each quarter on.",),
        ("policy", "from", *(dial.name for dial in found.space.dials)),
        rows,
    )


def _picked(found: Found) -> list[Candidate]:
    """Return the members that are printed, spread evenly over the front."""
    count = len(found.members)
    places = np.unique(np.linspace(0, count - 1, min(SHOWN, count)).astype(int))
    return [found.members[place] for place in places]


def _preset_block(found: Found) -> Block:
    verdicts = {row.preset: row for row in found.against}
    head = ("policy", *_wanted(found), "held against members")
    rows = tuple(
        (one.name, *_gains(found, one), _verdict(verdicts[one.name])) for one in found.presets
    )
    return Block("Named policies in the same futures", (_columns(found),), head, rows)


def _wanted(found: Found) -> Iterator[str]:
    return (f"{aim.label} ({aim.better} wanted)" for aim in found.aims)


def _columns(found: Found) -> str:
    base = found.presets[0]
    own = ", ".join(
        f"{aim.label} {number(value)}"
        for aim, value in zip(found.aims, found.shown(base.fresh), strict=True)
    )
    return (
        f"Each outcome on fresh futures, minus that of {base.name} ({own}), paired, with its 95 % "
        "interval."
    )


def _verdict(row: Against) -> str:
    return f"{row.verdict} (members clearly better: {row.clear}, left open: {row.left_open})"


def _gains(found: Found, one: Candidate) -> Iterator[str]:
    gain, ends = found.shown(one.gain), found.ends(one.gain_low, one.gain_high)
    for at in range(len(found.aims)):
        yield f"{signed(gain[at])} [{signed(ends[0, at])}, {signed(ends[1, at])}]"


def _doing(found: Found, one: Candidate) -> Iterator[tuple[str, ...]]:
    """Yield a policy phase by phase."""
    assert one.schedule is not None
    name = one.name
    for start, levels in zip(one.schedule.starts, one.schedule.levels, strict=True):
        yield (name, _quarter(found, start), *(f"{level:g}" for level in levels))
        name = ""
    for watch, reaction in zip(found.space.watches, one.schedule.reactions, strict=True):
        side = "above" if watch.above else "below"
        yield (
            name,
            f"{watch.when} {side} {reaction.threshold:g}",
            *(f"{level:g}" for level in reaction.levels),
        )


def _against_block(found: Found, row: Against) -> Block:
    lines = [f"{row.verdict.capitalize()}: {VERDICTS[row.verdict]}."]
    lines.append(
        f"Of {len(found.members)} members, {row.searched} beat it on the futures of the search, "
        f"{row.fresh} on fresh ones, {row.clear} of them with every interval above zero; "
        f"{row.left_open} more are worse on no outcome beyond its interval and leave it open."
    )
    head = (
        "member", *(aim.label for aim in found.aims), "every interval above zero",
    )  # fmt: skip
    rows = tuple(
        (
            f"{gain.member}{' (picked)' if gain is row.picked else ''}",
            *(
                f"{signed(gain.value[at])} [{signed(gain.low[at])}, {signed(gain.high[at])}]"
                for at in range(len(found.aims))
            ),
            "yes" if gain.is_clear else "no",
        )
        for gain in row.gains
    )
    return Block(
        f"{row.preset}: gain of members over it, fresh futures, paired (above zero: the member is "
        "better)",
        tuple(lines),
        head,
        rows,
    )


def _quarter(found: Found, number_of_quarter: int) -> str:
    from multivector_sim.scenario.quantity import quarter_of

    return quarter_of(found.base.first_year + number_of_quarter / 4)


def summary(found: Found) -> str:
    """Return what was found as text."""
    lines = []
    for block in blocks(found):
        lines += [block.title, *(f"  {line}" for line in block.lines)]
        if block.head:
            lines.append("  " + " | ".join(block.head))
            lines += ["  " + " | ".join(row) for row in block.rows]
        lines.append("")
    return "\n".join(lines)
