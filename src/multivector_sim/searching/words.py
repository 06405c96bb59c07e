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
    members = found.members
    picked = np.unique(np.linspace(0, len(members) - 1, min(SHOWN, len(members))).astype(int))
    head = ("policy", *(f"{aim.label} {aim.better}" for aim in found.aims), "stays", "what it does")
    rows = tuple(
        (
            members[at].name,
            *_scores(found, members[at]),
            "yes" if members[at].stays else "no",
            _doing(found, members[at]),
        )
        for at in picked
    )
    told = f"{len(picked)} of {len(members)}, evenly" if len(picked) < len(members) else "all"
    return Block(
        f"The front ({told})",
        (*_lever_lines(found), _columns(found)),
        head,
        rows,
    )


def _preset_block(found: Found) -> Block:
    verdicts = {row.preset: row for row in found.against}
    head = ("policy", *(f"{aim.label} {aim.better}" for aim in found.aims), "held against members")
    rows = tuple(
        (one.name, *_scores(found, one), _verdict(verdicts[one.name])) for one in found.presets
    )
    return Block("Named policies in the same futures", (_columns(found),), head, rows)


def _columns(found: Found) -> str:
    return (
        "Each outcome: score on the futures of the search; on fresh ones, and there minus that of "
        f"{found.presets[0].name}, paired, with its 95 % interval."
    )


def _verdict(row: Against) -> str:
    return f"{row.verdict} (members clearly better: {row.clear}, left open: {row.left_open})"


def _scores(found: Found, one: Candidate) -> Iterator[str]:
    searched, fresh, gain = (found.shown(row) for row in (one.searched, one.fresh, one.gain))
    ends = found.ends(one.gain_low, one.gain_high)
    for at in range(len(found.aims)):
        apart = f"{signed(gain[at])} [{signed(ends[0, at])}, {signed(ends[1, at])}]"
        yield f"{number(searched[at])}; {number(fresh[at])}, {apart}"


def _doing(found: Found, one: Candidate) -> str:
    """Return a policy in one line."""
    assert one.schedule is not None
    names = [dial.name for dial in found.space.dials]
    parts = []
    for start, levels in zip(one.schedule.starts, one.schedule.levels, strict=True):
        told = " ".join(f"{name} {level:g}" for name, level in zip(names, levels, strict=True))
        parts.append(f"{_quarter(found, start)}: {told}")
    for watch, reaction in zip(found.space.watches, one.schedule.reactions, strict=True):
        side = "above" if watch.above else "below"
        told = " ".join(
            f"{name} {level:g}" for name, level in zip(names, reaction.levels, strict=True)
        )
        parts.append(f"{watch.when} {side} {reaction.threshold:g}: {told}")
    return "; ".join(parts)


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
