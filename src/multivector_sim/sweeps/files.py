"""Sweep files: shipped names and paths, and what their headers say."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.load import SUFFIXES, scenarios_folder
from multivector_sim.scenario.merge import HEADER
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.tree import Node, plain, read_tree

__all__ = ["SweepListing", "is_sweep", "list_sweeps", "shipped_sweeps", "sweep_tree"]


def shipped_sweeps() -> dict[str, Path]:
    """Return the files of the shipped sweeps by name, in alphabetical order."""
    return {path.stem: path for path in sorted((scenarios_folder() / "sweeps").glob("*.yaml"))}


class SweepListing(NamedTuple):
    """A shipped sweep as a table shows it."""

    name: str
    title: str
    question: str
    setup: str
    expected: str
    surprise: str
    tags: tuple[str, ...]


def list_sweeps() -> list[SweepListing]:
    """Return name, header and tags of every shipped sweep."""
    rows = []
    for name in shipped_sweeps():
        head = plain(sweep_tree(name)[0])
        title, question, setup, expected, surprise = (
            str(head.get(key, "")).strip() for key in HEADER[:-1]
        )
        tags = tuple(head.get("tags", ()))
        rows.append(SweepListing(name, title, question, setup, expected, surprise, tags))
    return rows


def is_sweep(name_or_path: str | Path) -> bool:
    """Return whether a name or a file is that of a sweep rather than of a scenario."""
    if str(name_or_path) in shipped_sweeps():
        return True
    try:
        tree, _ = sweep_tree(name_or_path)
    except FaultsFoundError:
        return False
    return isinstance(tree.value, dict) and "base" in tree.value


def sweep_tree(name_or_path: str | Path) -> tuple[Node, Path]:
    """Return what a sweep file says, and the folder in which it lies.

    Raises
    ------
    ScenarioError
        If there is no such file, or it cannot be read.
    """
    text, files = str(name_or_path), shipped_sweeps()
    if isinstance(name_or_path, str) and text in files:
        path = files[text]
        return read_tree(path, f"scenarios/sweeps/{path.name}"), path.parent.parent
    path = Path(text)
    if "\0" in text:
        raise FaultsFoundError(Fault(repr(text), "is no path of a file"))
    if path.suffix not in SUFFIXES and path.name == text:
        hint = nearest(text, files) or f"; shipped: {', '.join(files)}"
        message = f"unknown sweep{hint} (the path of a file ends in .yaml)"
        raise FaultsFoundError(Fault(repr(text), message))
    resolved = path.resolve()
    return read_tree(resolved, text), resolved.parent
