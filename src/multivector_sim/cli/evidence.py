"""``multivector evidence``: what stands behind every number, and what rests on a source."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from multivector_sim.cli.options import debug_option, json_option
from multivector_sim.evidence import STATUSES
from multivector_sim.scenario.entries import KINDS, Entry, counts, find_evidence

if TYPE_CHECKING:
    from multivector_sim.scenario.resting import Resting

__all__ = ["evidence"]

MOST: Final = 60
"""Rows that a terminal shows; files and pipes get all of them."""
_MOST_USERS: Final = 2

EVIDENCE_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector evidence\n"
    "  multivector evidence E062\n"
    "  multivector evidence lukoil --kind event\n"
    "  multivector evidence --status contested\n"
    "  multivector evidence demand --used-by pipeline_closed\n"
    '  multivector evidence --without "Insight Turkey"\n'
)


@click.command(epilog=EVIDENCE_EXAMPLES)
@click.argument("query", nargs=-1, metavar="[ID_OR_WORD]...")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only entries of this kind.")
@click.option("--status", type=click.Choice(list(STATUSES)), help="Only entries of this status.")
@click.option("--used-by", metavar="NAME_OR_FILE", help="Only what this scenario uses.")
@click.option(
    "--without", multiple=True, metavar="SOURCE",
    help="Show what rests on a source: an event's id, or part of a citation. Repeatable.",
)  # fmt: skip
@json_option
@debug_option
def evidence(
    query: tuple[str, ...],
    kind: Any,
    status: Any,
    used_by: str | None,
    without: tuple[str, ...],
    as_json: bool,
) -> None:
    """Look up what stands behind a number: source, status, and who uses it.

    An id (E062, H12, reaction) shows one entry whole; words find all entries
    that have every one of them. Without a word: how many there are.
    """
    if without:
        if query or kind or status or used_by:
            raise click.UsageError("--without goes with --json only")
        _tell_resting(without, as_json=as_json)
        return
    words = " ".join(query)
    found = find_evidence(words, kind=kind, status=status, used_by=used_by)
    if not (words or kind or status or used_by):
        _tell_counts(found, as_json=as_json)
    elif as_json:
        from multivector_sim.cli.table import print_json

        print_json([dataclasses.asdict(row) for row in found])
    elif len(found) == 1:
        _tell_whole(found[0])
    else:
        _tell_rows(found)


def _tell_counts(found: Iterable[Entry], *, as_json: bool) -> None:
    from multivector_sim.cli.table import is_narrow, print_json, rows_table, show

    table = counts(found)
    if as_json:
        print_json(table)
        return
    if is_narrow():
        for kind, row in table.items():
            told = ", ".join(f"{number} {status}" for status, number in row.items() if number)
            click.echo(f"{kind}: {told}")
    else:
        rows = [
            [kind, *(str(number or "-") for number in row.values()), str(sum(row.values())), words]
            for (kind, row), words in zip(table.items(), KINDS.values(), strict=True)
        ]
        show(rows_table(("kind", *STATUSES, "all", "what"), rows, words=("what",)))
    click.echo("Statuses:")
    for name, meaning in STATUSES.items():
        click.echo(f"  {name}: {meaning}")


def _tell_rows(found: Sequence[Entry]) -> None:
    from multivector_sim.cli.table import is_narrow, is_terminal, rows_table, show

    narrow = is_narrow()
    heads = ("id", "what", "status", "used by") if narrow else (
        "id", "what", "value", "status", "source", "used by",
    )  # fmt: skip
    shown = found[:MOST] if is_terminal() else found
    for kind, meaning in KINDS.items():
        rows = [row for row in shown if row.kind == kind]
        if not rows:
            continue
        cells = [
            [row.id, row.what, row.status, _users(row)]
            if narrow
            else [row.id, row.what, row.value, row.status, row.source, _users(row)]
            for row in rows
        ]
        show(rows_table(heads, cells, title=f"{kind}: {meaning}", words=heads))
    if len(shown) < len(found):
        click.echo(f"... and {len(found) - len(shown):,} more; narrow the search, or use --json")


def _users(row: Entry) -> str:
    """Return who uses an entry in a few words."""
    from multivector_sim.scenario.load import shipped

    every = len(row.scenarios) == len(shipped())
    scenarios = "every scenario" if every else _some(row.scenarios)
    return "; ".join(part for part in (scenarios, _some(row.others)) if part) or "-"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_USERS
    told = ", ".join(names[:_MOST_USERS])
    return f"{told} and {more} more" if more > 0 else told


def _tell_whole(row: Entry) -> None:
    """Print one entry with everything that is known of it."""
    from multivector_sim.cli.table import rows_table, show

    fields = {
        row.id: row.what,
        "kind": f"{row.kind}: {KINDS[row.kind]}",
        "value": row.value,
        "status": f"{row.status}: {STATUSES[row.status]}",
        "source": row.source,
        "note": row.note,
        "rests on": ", ".join(row.rests_on),
        "named by": ", ".join(row.others),
        "used by": _all_users(row),
    }
    told = [[name, text] for name, text in fields.items() if text]
    told += [["other reading", text] for text in _other_readings(row)]
    show(rows_table(("", "entry"), told, words=("entry",), heads_shown=False))


def _all_users(row: Entry) -> str:
    """Return who uses an entry, in full."""
    from multivector_sim.scenario.load import shipped

    missing = [name for name in shipped() if name not in row.scenarios]
    if not missing:
        return "every shipped scenario"
    if len(missing) <= _MOST_USERS:
        return f"every shipped scenario but {' and '.join(missing)}"
    return ", ".join(row.scenarios) or "no shipped scenario"


def _other_readings(row: Entry) -> list[str]:
    """Return the options under which scenarios take the other reading of an event or parameter."""
    from multivector_sim.evidence import DOUBTFUL
    from multivector_sim.scenario import load_scenario
    from multivector_sim.scenario.rests import other_reading

    if row.kind not in ("event", "parameter"):
        return []
    told: dict[str, list[str]] = {}
    # A parameter has the same other value everywhere.
    for name in row.scenarios if row.kind == "event" else row.scenarios[:1]:
        numbers = other_reading(load_scenario(name), row.id)
        options = " ".join(f"--set {key}={value:g}" for key, value in numbers.items())
        if options:
            told.setdefault(options, []).append(name)
    if not told and row.kind == "event" and row.status in DOUBTFUL:
        return ["it would change no shipped scenario"]
    if row.kind == "parameter":
        return list(told)
    return [f"{options} (in {_some(names)})" for options, names in told.items()]


def _tell_resting(sources: tuple[str, ...], *, as_json: bool) -> None:
    from multivector_sim.cli.table import print_json, rows_table, show
    from multivector_sim.scenario.resting import FATES, resting_on

    found = resting_on(sources)
    if as_json:
        print_json(_document(found))
        return
    for name in found.documents:
        click.echo(f"Document: {name}")
    for fate, meaning in FATES.items():
        cells = [
            [row.entry.id, row.entry.kind, row.entry.what, row.reading]
            for row in found.rows
            if row.fate == fate
        ]
        if cells:
            heads = ("id", "kind", "what", "other reading")
            keep = 4 if fate == "other reading" else 3
            table = rows_table(
                heads[:keep],
                [row[:keep] for row in cells],
                title=f"{fate}: {meaning}",
                words=heads,
            )
            show(table)
    _tell_changes(found)


def _tell_changes(found: Resting) -> None:
    """Print what becomes of the shipped scenarios, entries that several share only once."""
    from multivector_sim.cli.table import rows_table, show

    if not found.changes:
        click.echo("No shipped scenario changes.")
        return
    places: dict[tuple[str, str, str], list[str]] = {}
    for name, changes in found.changes.items():
        for change in changes:
            if change.action != "stays" and not change.key.startswith("parameters."):
                numbers = ", ".join(f"{key} = {value:g}" for key, value in change.numbers.items())
                place = (change.key, change.what, numbers or change.action)
                places.setdefault(place, []).append(name)
    if places:
        heads = ("entry", "what", "becomes", "in")
        cells = [[*place, _some(names)] for place, names in places.items()]
        show(rows_table(heads, cells, title="In shipped scenarios", words=heads))
    for name, reason in [*found.impossible.items()][:1]:
        click.echo(f"{len(found.impossible)} scenarios cannot do without, such as {name}: {reason}")
    able = [name for name in found.changes if name not in found.impossible]
    if not able:
        return
    options = [word for one in found.sources for word in ("--without", one)]
    click.echo(f"{len(able)} scenarios change and can be run so, for example:")
    click.echo(f"  {shlex.join(['multivector', 'run', _first(able), *options])}")
    read = [name for name in able if name in found.overrides]
    if read:
        sets = [f"--set={key}={value:g}" for key, value in found.overrides[_first(read)].items()]
        click.echo("The other readings alone:")
        click.echo(f"  {shlex.join(['multivector', 'run', _first(read), *sets])}")


def _first(names: Sequence[str]) -> str:
    return "baseline" if "baseline" in names else names[0]


def _document(found: Resting) -> dict[str, Any]:
    return {
        "sources": list(found.sources),
        "documents": list(found.documents),
        "rows": [
            {
                "fate": row.fate,
                "other_reading": row.reading,
                **dataclasses.asdict(row.entry),
            }
            for row in found.rows
        ],
        "scenarios": {
            name: [
                {"action": one.action, "key": one.key, "what": one.what, "numbers": one.numbers}
                for one in changes
            ]
            for name, changes in found.changes.items()
        },
        "impossible": dict(found.impossible),
        "overrides": {name: dict(numbers) for name, numbers in found.overrides.items()},
        "options": [word for one in found.sources for word in ("--without", one)],
    }
