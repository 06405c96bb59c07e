"""A resolved scenario as a file that people can read: every value, and where it comes from."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.merge import first_missing, step_into
from multivector_sim.scenario.override import Overrides
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.trace import Traced, trace
from multivector_sim.scenario.tree import Node, Place, plain, plant, unquoted

__all__ = ["origins", "picked", "show", "write_yaml"]

_WIDTH: Final = 78
"""Columns of text before it is folded."""
_COLUMN: Final = 52
"""Column of the origins, where the values leave room."""
_LINE: Final = 72
"""Characters of a list or map on one line."""
_WHOLE: Final = 1e15
"""Smaller whole numbers are written without a fraction."""


def show(
    name_or_path: str | Path | Scenario,
    overrides: Overrides = (),
    *,
    sections: Sequence[str] = (),
    origin: bool = True,
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
) -> str:
    """Return a resolved scenario as YAML text.

    Parameters
    ----------
    name_or_path, overrides, variant, without
        As for ``load_scenario``.
    sections
        Dotted keys of the parts to show, such as ``policy`` or
        ``timelines.spare``; empty for all. All of it, written to a file, is a
        scenario with the same hash.
    origin
        Whether a comment tells for each value the file and line, or the
        override, that gives it; ``default`` where none does.

    Raises
    ------
    ScenarioError
        If the scenario is faulty, or a section is unknown.

    Examples
    --------
    >>> print(show("baseline", sections=["substeps"], origin=False))
    substeps: 1
    <BLANKLINE>
    """
    traced = trace(name_or_path, overrides, variant=variant, without=without)
    text = write_yaml(picked(traced.tree, sections), origin=origin)
    return text if sections else f"{_heading(traced, origin=origin)}\n{text}"


def _heading(traced: Traced, *, origin: bool) -> str:
    name = traced.scenario.name or "made in Python"
    told = "; behind each value stands what gave it" if origin else ""
    return f"# Resolved scenario {name}{told}.\n# Hash {traced.scenario.hash}\n"


def picked(tree: Node, sections: Sequence[str]) -> Node:
    """Return the parts of a resolved tree that have these dotted keys; all without keys.

    Raises
    ------
    ScenarioError
        Naming each unknown key and the nearest known one.
    """
    if not sections:
        return tree
    faults = []
    whole: dict[str, Any] = {}
    for section in dict.fromkeys(sections):
        steps = section.split(".")
        missing = first_missing(tree, steps)
        if missing is None:
            _graft(whole, tree, steps)
            continue
        node, step, hint = missing
        names = list(node.value) if isinstance(node.value, dict) and not hint else []
        told = hint or (f"; known: {', '.join(names)}" if names else "")
        faults.append(Fault(repr(section), f"unknown section {step[:60]!r}{told}"))
    if faults:
        raise FaultsFoundError(*faults)
    return _planted(whole, tree.place)


def _graft(whole: dict[str, Any], tree: Node, steps: Sequence[str]) -> None:
    """Put a part of a tree under its keys into nested dictionaries."""
    node: Node | None = tree
    for step in steps[:-1]:
        node = step_into(node, step) if node is not None else None
        inner = whole.setdefault(step, {})
        if isinstance(inner, Node):
            return  # all of it is shown already
        whole = inner
    last = step_into(node, steps[-1]) if node is not None else None
    if last is not None:
        whole[steps[-1]] = last


def _planted(part: Any, place: Place) -> Node:
    if isinstance(part, Node):
        return part
    return Node({key: _planted(inner, place) for key, inner in part.items()}, place, place)


def origins(tree: Node) -> dict[str, str]:
    """Return by dotted key where each value of a tree comes from; rows of lists by id."""
    return {".".join(steps): _origin(node) for steps, node in _leaves(tree, ())}


def _leaves(node: Node, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    children: Iterable[tuple[str, Node]] = ()
    if isinstance(node.value, dict):
        children = node.value.items()
    elif _has_rows(node):
        rows: Any = node.value
        children = ((_name(row, position), row) for position, row in enumerate(rows))
    found = False
    for key, child in children:
        found = True
        yield from _leaves(child, (*steps, key))
    if not found:
        yield steps, node


def _name(row: Node, position: int) -> str:
    name = row.value.get("id") if isinstance(row.value, dict) else None
    return str(name.value) if name is not None else str(position)


def _has_rows(node: Node) -> bool:
    """Return whether a node is a list of maps."""
    rows = node.value
    return isinstance(rows, list) and bool(rows) and isinstance(rows[0].value, dict)


def _origin(node: Node) -> str:
    """Return where a node comes from; of a whole map or list, where its first value does."""
    while isinstance(node.value, dict | list) and node.value:
        node = next(iter(_children(node)))
    place = node.place
    return f"{place.file}:{place.line}" if place.line else place.file


def _children(node: Node) -> list[Node]:
    if isinstance(node.value, dict):
        return list(node.value.values())
    return node.value if isinstance(node.value, list) else []


def _files(node: Node) -> set[str]:
    """Return the files of all single values in a node."""
    children = _children(node)
    return set().union(*map(_files, children)) if children else {node.place.file}


def write_yaml(data: Node | Mapping[str, Any], *, origin: bool = False) -> str:
    """Return data, or a tree, as YAML text: a blank line between sections.

    Parameters
    ----------
    data
        A map at the top.
    origin
        Whether each value carries where it comes from as a comment.
    """
    tree = data if isinstance(data, Node) else plant(dict(data), Place("given"))
    sections: Any = tree.value
    texts = []
    for key, node in sections.items():
        text = _section(key, node, origin=origin)
        if origin and key == "parameters" and isinstance(node.value, dict):
            text += _default_parameters(node.value)
        texts.append(text)
    joined = ""
    for before, text in zip(["", *texts], texts, strict=False):
        # Single values stand together, whole sections apart.
        apart = before and (before.count("\n") > 1 or text.count("\n") > 1)
        joined += f"\n{text}" if apart else text
    return joined


def _section(key: str, node: Node, *, origin: bool) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    whole = CommentedMap()
    _enter(whole, key, node, origin=origin)
    yaml = YAML()
    yaml.width = 1_000_000  # text is folded here, so that comments find their place
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(whole, stream)
    return stream.getvalue()


def _enter(holder: Any, key: str | int, node: Node, *, origin: bool) -> None:
    """Put a node into a map or list of the writer, and its origin behind it."""
    value = _written(node, origin=origin)
    if isinstance(key, int):
        holder.append(value)
    else:
        holder[key] = value
    if not origin:
        return
    comment = _origin(node)
    if _is_folded(value):
        value.comment = f"  # {comment}"
    elif _is_line(node):
        holder.yaml_add_eol_comment(comment, key=key, column=_COLUMN)


def _is_folded(value: Any) -> bool:
    from ruamel.yaml.scalarstring import FoldedScalarString

    return isinstance(value, FoldedScalarString)


def _written(node: Node, *, origin: bool) -> Any:
    """Return a node as what the writer takes: short lists and maps on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(node.value, str):
        return _text(node.value)
    if isinstance(node.value, dict):
        entries = CommentedMap()
        line = _is_line(node)
        for key, child in node.value.items():
            _enter(entries, key, child, origin=origin and not line)
        if line:
            entries.fa.set_flow_style()
        return entries
    if isinstance(node.value, list):
        rows = CommentedSeq()
        line = _is_line(node)
        for position, child in enumerate(node.value):
            _enter(rows, position, child, origin=origin and not line)
        if line:
            rows.fa.set_flow_style()
        return rows
    if isinstance(node.value, float) and node.value.is_integer() and abs(node.value) < _WHOLE:
        return int(node.value)
    return node.value


def _is_line(node: Node) -> bool:
    """Return whether a node is written on one line: it is short, and one place gives all of it."""
    children = _children(node)
    if not children:
        return True
    if _has_rows(node) or len(_files(node)) > 1:
        return False
    if isinstance(node.value, dict):
        nested = any(_children(child) for child in children)
        if nested or len({_origin(child) for child in children}) > 1:
            return False
    return len(str(plain(node)).replace("'", "").replace(".0,", ",")) < _LINE


def _text(text: str) -> Any:
    """Return a text as the writer takes it: long ones folded, doubtful ones quoted."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

    unread = text.startswith((":", "?"))  # the writer leaves them bare, and cannot read them so
    if unread or "\n" in text or not text.isprintable() or not isinstance(unquoted(text), str):
        return DoubleQuotedScalarString(text)
    if len(text) < _WIDTH or " ".join(text.split()) != text:
        return text
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    # The writer breaks a line where it meets this character, and leaves the character out.
    return FoldedScalarString("\a ".join(lines))


def _default_parameters(given: Mapping[str, Node]) -> str:
    """Return as comments the parameters that keep their defaults."""
    rows = [row for row in PARAMETERS if row.name not in given]
    units = {row.name: "" if row.unit == "1" else f", {row.unit}" for row in rows}
    return "".join(
        f"#   {f'{row.name}: {row.default:g}':<{_COLUMN - 4}}# default{units[row.name]}\n"
        for row in rows
    )
