"""A scenario file to begin with: what is known already, and words on what may follow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.load import SUFFIXES, load_scenario
from multivector_sim.scenario.merge import BY_ID
from multivector_sim.scenario.override import with_overrides
from multivector_sim.scenario.quantity import quarter_of, year_of
from multivector_sim.scenario.show import write_yaml
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import parse_text, plain

__all__ = ["Header", "template"]

Data = dict[str, Any]

_FORMS: Final = ("value", "points", "steps")


class Header(NamedTuple):
    """What a scenario file says about itself; see ``Scenario``."""

    title: str
    question: str
    setup: str = ""
    expected: str = ""
    surprise: str = ""
    tags: tuple[str, ...] = ()


class _Part(NamedTuple):
    """A section of the template: words for the reader, and an example to uncomment."""

    key: str
    words: str
    example: Any


def template(
    path: Path,
    header: Header,
    *,
    extends: str = "baseline",
    overrides: Sequence[str] = (),
    since: str | None = None,
) -> str:
    """Return the text of a new scenario file, which is sound as it stands.

    Parameters
    ----------
    path
        Where the file will lie; what it extends is looked for from there.
    header
        Its own words.
    extends
        Shipped scenario, or a .yaml file beside or below the new one.
    overrides
        Changes, ``"KEY=VALUE"``, as for ``load_scenario``.
    since
        Date from which the levers among the changes hold: a phase is written
        for them. Without it they hold over the whole run.

    Raises
    ------
    ScenarioError
        If the parent cannot be read, or a word or change is not allowed.
    """
    parent = _parent(path, extends)
    words = {key: value for key, value in header._asdict().items() if value or key == "title"}
    with_overrides(parent, {**words, "tags": list(header.tags)})
    target = with_overrides(parent, overrides)
    keys = [text.partition("=")[0].strip() for text in overrides]
    if since is not None:
        levers = [key for key in keys if _is_lever(key)]
        others = [text for text in overrides if not _is_lever(text.partition("=")[0].strip())]
        target = _phased(with_overrides(parent, others), levers, target, since)
        keys = [key for key in keys if key not in levers] + ["policy.constant"]
    changes = _changes(parent.dump(), target.dump(), keys)
    return _text(path, header, extends, parent, changes)


def _parent(path: Path, extends: str) -> Scenario:
    if Path(extends).suffix not in SUFFIXES:
        return load_scenario(extends)
    found, folder = (path.parent / extends).resolve(), path.parent.resolve()
    if Path(extends).is_absolute() or not found.is_relative_to(folder):
        words = f"only files beside or below the new one are allowed; received {extends!r}"
        raise FaultsFoundError(Fault("--extends", words))
    if found == path.resolve():
        raise FaultsFoundError(Fault("--extends", "a file cannot extend itself"))
    return load_scenario(found)


def _is_lever(key: str) -> bool:
    section, _, name = key.partition(".")
    return section == "policy" and name in LEVERS


def _phased(scenario: Scenario, levers: list[str], levels: Scenario, since: str) -> Scenario:
    """Return a scenario with a phase from a date on, its levers taken from another scenario."""
    if not levers:
        words = "changes no lever; add a --set of one, such as policy.inclusion=0.5"
        raise FaultsFoundError(Fault(f"--from {since}", words))
    begin = _date(since, scenario)
    names = [key.partition(".")[2] for key in levers]
    phase = {"from": begin} | {name: getattr(levels.policy, name) for name in names}
    phases = {row["from"]: row for row in scenario.dump()["policy"]["phases"]}
    known = phases.get(begin, {"source": "judgement"})
    phases[begin] = {**known, **phase}
    rows = [phases[date] for date in sorted(phases)]
    return with_overrides(scenario, {"policy.constant": False, "policy.phases": rows})


def _date(text: str, scenario: Scenario) -> float:
    """Return a date within a scenario's run."""
    first, end = scenario.first_year, scenario.first_year + scenario.quarters / 4
    value = plain(parse_text(text, f"--from {text}"))
    try:
        date = year_of(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        date = float("nan")
    if isinstance(value, bool) or not first <= date < end:
        run = f"from {scenario.start} to {scenario.end}"
        words = f"a date in the run, {run}, is needed, such as {quarter_of(first)}"
        raise FaultsFoundError(Fault(f"--from {text}", words))
    return date


def _changes(parent: Data, target: Data, keys: Sequence[str]) -> Data:
    """Return what a file must state so that the parent becomes the target, section by section."""
    changes: Data = {}
    for key in keys:
        steps = key.split(".")
        if steps[0] in BY_ID and len(steps) > 1:
            _change_row(changes.setdefault(steps[0], {}), target[steps[0]], steps[1:])
        else:
            _change_value(changes, parent, target, steps)
    own_triggers = any(key.startswith("policy.triggers") for key in keys)
    if parent["policy"]["triggers"] != target["policy"]["triggers"] and not own_triggers:
        words = "a trigger of the extended scenario sets this lever; remove or change it first"
        raise FaultsFoundError(Fault(f"--set {', '.join(filter(_is_lever, keys))}", words))
    if parent["policy"]["phases"] != target["policy"]["phases"]:
        changes.setdefault("policy", {})["phases"] = _bare(target["policy"]["phases"])
    if changes.get("policy", {}).get("constant") == parent["policy"]["constant"]:
        del changes["policy"]["constant"]
    drawn = {
        key: value for key, value in target["chance"].items() if parent["chance"].get(key) != value
    }
    if drawn:
        changes["chance"] = drawn
    return {
        section: list(change.values()) if section in BY_ID and isinstance(change, dict) else change
        for section, change in changes.items()
    }


def _bare(rows: list[Data]) -> list[Data]:
    """Return rows without maps that hold nothing."""
    return [{key: value for key, value in row.items() if value != {}} for row in rows]


def _change_row(changes: Data, rows: list[Data], steps: Sequence[str]) -> None:
    for position, row in enumerate(rows):
        if steps[0] in (row["id"], str(position)):
            change = changes.setdefault(row["id"], {"id": row["id"]})
            for key in steps[1:2] or list(row):
                change[key] = row.get(key)


def _change_value(changes: Data, parent: Any, target: Any, steps: Sequence[str]) -> None:
    for depth, step in enumerate(steps):
        parent = parent.get(step) if isinstance(parent, dict) else None
        target = target.get(step)
        # Timelines and lists replace as a whole, wherever in them the change is.
        if depth == len(steps) - 1 or not isinstance(target, dict) or _is_series(target):
            changes[step] = target
            if isinstance(target, dict) and target and not _is_series(target):
                words = "names a whole section; change its values one by one"
                raise FaultsFoundError(Fault(f"--set {'.'.join(steps)}", words))
            return
        changes = changes.setdefault(step, {})


def _is_series(value: Data) -> bool:
    return "source" in value and any(form in value for form in _FORMS)


_RUN: Final = ("start", "end", "runs", "seed", "substeps")


def _text(path: Path, header: Header, extends: str, parent: Scenario, changes: Data) -> str:
    blocks = [_opening(path, header, extends), _words(header), _extending(extends, parent)]
    run = {key: value for key, value in changes.items() if key in _RUN}
    size = _Part("", "Time and size: only what differs.", {"end": parent.end, "seed": 7})
    blocks.append(_block(size, run))
    parts = _parts(parent)
    for part in parts:
        given = {part.key: changes[part.key]} if part.key in changes else {}
        blocks.append(_block(part, given))
    listed = {*_RUN, *(part.key for part in parts)}
    rest = {key: value for key, value in changes.items() if key not in listed}
    if rest:
        blocks.append(_block(_Part("", "What else differs.", {}), rest))
    return "\n".join(blocks)


def _opening(path: Path, header: Header, extends: str) -> str:
    schema = "scenario.schema.json"
    line = f"# yaml-language-server: $schema={schema}\n"
    if not (path.parent / schema).is_file():
        line = (
            f"# For help in the editor: multivector schema --out {schema}, and as first line here\n"
            f"#   yaml-language-server: $schema={schema}\n"
        )
    return (
        f"{line}#\n# {' '.join(header.title.split())}\n#\n"
        f"# Check it:        multivector validate {path.name}\n"
        f"# See what it is:  multivector diff {extends} {path.name}\n"
        f"# Try it:          multivector compare {extends} {path.name} --runs 100\n"
        "#\n# Lines that begin with # are comments: examples to change and uncomment.\n"
    )


def _words(header: Header) -> str:
    given = header._asdict() | {"tags": list(header.tags)}
    text = "# What it asks. State what you expect before you run it.\n"
    text += write_yaml({"title": header.title, "question": header.question})
    for key in ("setup", "expected", "surprise", "tags"):
        example = ["what_if"] if key == "tags" else _HOPES.get(key)
        block = write_yaml({key: given[key] or example})
        text += block if given[key] else _commented(block)
    return text


_HOPES: Final = {
    "setup": "What you change, and against what to read it.",
    "expected": "What your sources lead you to expect, and which of them.",
    "surprise": "What result would surprise you.",
}


def _extending(extends: str, parent: Scenario) -> str:
    return (
        f"# It starts from this scenario ({parent.title}), and states what differs.\n"
        f"{write_yaml({'extends': extends})}"
        "# Dotted keys to take away first; events go by their id:\n"
        f"{_commented(write_yaml({'remove': _first_events(parent) or ['policy.phases']}))}"
    )


def _first_events(parent: Scenario) -> list[str]:
    return [f"events.{event.id}" for event in parent.events[:1]]


def _parts(parent: Scenario) -> list[_Part]:
    """Return the sections in the order of the file, with examples that fit the parent."""
    first, second = parent.powers[:2]
    middle = quarter_of(parent.first_year + (parent.quarters // 2) / 4)
    dated = {"from": middle, "source": "judgement"}
    return [
        _Part(
            "policy",
            "What Kazakhstan does. Levers go from 0 to 1; openness is 1 at the normal rate of\n"
            "tenders. A level holds from the start until a phase changes it. A list of phases\n"
            "takes the place of the inherited one.",
            {"inclusion": 0.5, "phases": [{**dated, "label": "A change", "persuasion": 0.5}]},
        ),
        _Part(
            "parameters",
            "How strongly things work. Names, units, ranges: docs/odd.md, or the schema.",
            {"reaction": 0.4},
        ),
        _Part("mechanisms", "Which mechanisms run.", {"sco": False}),
        _Part(
            "timelines",
            "Numbers over time: one value, points joined by straight lines, or steps.",
            {"spare": {"value": 0.1, "source": "judgement"}},
        ),
        _Part(
            "events",
            "Grievances between two actors, a year. A known id changes that event, a new one adds\n"
            'an event. Without "to" it lasts.',
            [
                {"id": "my_event", "label": "An invented quarrel", "between": [first, second]}
                | {**dated, "size": 0.1}
            ],
        ),
        _Part(
            "shocks",
            "Changes of a timeline for some time: times a factor, or plus an amount.",
            [
                {
                    "id": "my_shock",
                    "label": "An invented slump",
                    "on": "price",
                    **dated,
                    "times": 0.5,
                }
            ],
        ),
    ]


def _block(part: _Part, given: Data) -> str:
    comment = "".join(f"# {line}\n" for line in part.words.splitlines())
    if given:
        return comment + write_yaml(given)
    example = {part.key: part.example} if part.key else part.example
    return comment + _commented(write_yaml(example))


def _commented(text: str) -> str:
    return "".join(f"#{line}" if line == "\n" else f"# {line}" for line in text.splitlines(True))
