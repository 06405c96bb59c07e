"""Scenario files: shipped names and paths, inheritance, overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from multivector_sim.scenario.check import check, check_alone
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.fixed import with_fixed
from multivector_sim.scenario.merge import HEADER, drop, merge
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.override import Overrides, with_overrides
from multivector_sim.scenario.spec import Scenario
from multivector_sim.scenario.tree import Node, Place, plain, plant, read_tree
from multivector_sim.scenario.without import with_left_out

__all__ = [
    "SUFFIXES",
    "Listing",
    "list_scenarios",
    "load_scenario",
    "resolved_tree",
    "scenario_from_dict",
    "scenarios_folder",
    "shipped",
    "validate_file",
]

SUFFIXES: Final = (".yaml", ".yml")
_MAX_CHAIN: Final = 10


class Listing(NamedTuple):
    """A shipped scenario as a table shows it."""

    name: str
    title: str
    question: str
    setup: str
    expected: str
    surprise: str
    tags: tuple[str, ...]


def scenarios_folder() -> Path:
    """Return where shipped scenarios lie: in the installed package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent.parent / "scenarios"


def shipped() -> dict[str, Path]:
    """Return the shipped scenarios' files by name, in alphabetical order."""
    return {path.stem: path for path in sorted(scenarios_folder().glob("*.yaml"))}


def list_scenarios() -> list[Listing]:
    """Return name, header and tags of every shipped scenario."""
    rows = []
    for name, path in shipped().items():
        head = plain(read_tree(path, _shown(path)))
        title, question, setup, expected, surprise = (
            str(head.get(key, "")).strip() for key in HEADER[:-1]
        )
        tags = tuple(head.get("tags", ()))
        rows.append(Listing(name, title, question, setup, expected, surprise, tags))
    return rows


def load_scenario(
    name_or_path: str | Path | Scenario,
    overrides: Overrides = (),
    *,
    variant: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name_or_path
        Name of a shipped scenario, path of a YAML file, or a scenario, which
        is taken as it is.
    overrides
        Values to change, under dotted keys: a mapping, or texts
        ``"KEY=VALUE"`` of which the value is read as YAML. A lever
        (``policy.inclusion``) then holds over the whole run; a timeline
        (``timelines.spare``) may be a bare number. Lists go by id or position
        (``events.crimea_2014.size``).
    variant
        Name of a variant of the model (``model.variants.MODEL_VARIANTS``), or
        several: it fixes its parameters, whatever the file says.
    without
        Sources to do without: ids of rows of the ledger of events (``E062``)
        or parts of citations (``Insight Turkey``). What rests on them is taken
        out; where sources differ, the other reading takes its place.

    Returns
    -------
    Scenario
        Resolved and checked.

    Raises
    ------
    ScenarioError
        With every fault found: place, key, value received, what is allowed.

    Examples
    --------
    >>> load_scenario("baseline", ["end=2010Q4", "parameters.reaction=0.4"]).quarters
    76
    >>> load_scenario("baseline", variant="no_upper_hand").parameters["upper_hand"]
    0.0
    >>> [row.removed for row in load_scenario("baseline", without="E065").without]
    [('policy.treaties.3: Caspian convention',)]
    """
    if isinstance(name_or_path, Scenario):
        scenario = name_or_path
    else:
        path, name = _find(name_or_path)
        scenario = _load(path).named(name)
    if not overrides and not variant and not without:
        return scenario
    return with_overrides(scenario, overrides, variant, without)


def validate_file(path: str | Path) -> list[Fault]:
    """Return every fault of a scenario file (or shipped scenario); none if it is sound.

    Faults of form (broken YAML, duplicate keys) hide those of content, which
    cannot be read before the form is right.
    """
    try:
        _load(_find(path)[0])
    except FaultsFoundError as error:
        return error.found
    return []


def scenario_from_dict(data: Mapping[str, Any], name: str = "") -> Scenario:
    """Return the scenario that plain data hold, as ``Scenario.dump`` gives them.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    shown = name or "scenario"
    tree = with_left_out(with_fixed(plant(dict(data), Place(shown))))
    return check(tree, lambda _: True).named(name)


def resolved_tree(name_or_path: str | Path) -> Node:
    """Return what a sound scenario file says after ``extends``, each value at its place.

    Raises
    ------
    ScenarioError
        If the file, or one that it extends, cannot be read.
    """
    tree, faults = _resolve(_find(name_or_path)[0], ())
    if tree is None or faults:
        raise FaultsFoundError(*faults)
    return with_left_out(with_fixed(tree))


def _load(path: Path) -> Scenario:
    shown = _shown(path)
    tree, faults = _resolve(path, ())
    if tree is None:
        raise FaultsFoundError(*faults)
    try:
        scenario = check(with_left_out(with_fixed(tree)), lambda file: file == shown)
    except FaultsFoundError as error:
        raise FaultsFoundError(*faults, *error.found) from None
    if faults:
        raise FaultsFoundError(*faults)
    return scenario


def _shown(path: Path) -> str:
    """Return a path as messages show it: relative to where the user stands, if below."""
    if path.parent == scenarios_folder():
        return f"scenarios/{path.name}"
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _find(name_or_path: str | Path) -> tuple[Path, str]:
    """Return the file and the name of what a user asks for."""
    text = str(name_or_path)
    files = shipped()
    if isinstance(name_or_path, str) and text in files:
        return files[text], text
    if "\0" in text:
        raise FaultsFoundError(Fault(repr(text), "is no path of a file"))
    path = Path(text)
    if isinstance(name_or_path, Path) or path.suffix in SUFFIXES or path.name != text:
        # resolve() follows links, so that two names of one file are one file.
        return path.resolve(), path.stem
    raise FaultsFoundError(Fault(repr(text), f"unknown scenario{_meant(text, Path())}"))


def _meant(name: str, folder: Path) -> str:
    """Return what an unknown name was probably meant to be: a file in the folder, a shipped one."""
    for suffix in SUFFIXES:
        with suppress(OSError, ValueError):  # too long for a file, or not to be written as one
            if Path(name).name == name and (folder / f"{name}{suffix}").is_file():
                return f"; did you mean the file {name + suffix!r}?"
    files = shipped()
    return nearest(name, files) or (
        f"; `multivector list` names the {len(files)} that are shipped, "
        "and the path of a file ends in .yaml"
    )


def _resolve(path: Path, below: tuple[Path, ...]) -> tuple[Node | None, list[Fault]]:
    """Return what a file says after what it extends, and faults on the way there.

    Without a parent that can be read there is no tree, and the faults are
    those of the file alone. ``below`` are the files that led here.
    """
    tree = read_tree(path, _shown(path))
    if not isinstance(tree.value, dict):
        what = "a map of keys and values is needed at the top"
        raise FaultsFoundError(Fault(tree.place.file, what, tree.place.line, tree.place.column))
    own = {key: node for key, node in tree.value.items() if key not in ("extends", "remove")}
    child = Node(own, tree.place, tree.key_place)
    extends, remove = tree.value.get("extends"), tree.value.get("remove")
    if extends is None:
        if remove is None:
            return child, []
        return child, [_at(remove, "there is nothing to remove without extends", "remove")]
    try:
        parent, faults = _resolve(_parent(extends, path, (*below, path)), (*below, path))
    except FaultsFoundError as error:
        return None, [*error.found, *check_alone(child)]
    if parent is None:
        return None, faults
    if remove is not None:
        parent, more = drop(parent, remove)
        faults = [*faults, *more]
    return merge(parent, child), faults


def _parent(extends: Node, path: Path, chain: tuple[Path, ...]) -> Path:
    """Return the file that ``extends`` names: shipped, or beside or below the extending one."""
    target = extends.value
    files = shipped()
    if not isinstance(target, str) or not target or "\0" in target:
        raise _extends_fault(extends, f"a name or a path is needed; received {target!r}")
    if target in files:
        found = files[target].resolve()
    elif Path(target).suffix in SUFFIXES:
        found = (path.parent / target).resolve()
        if Path(target).is_absolute() or not found.is_relative_to(path.parent.resolve()):
            message = f"only files beside or below this one are allowed; received {target!r}"
            raise _extends_fault(extends, message)
        if not found.is_file():
            raise _extends_fault(extends, f"no such file: {target!r}")
    else:
        hint = _meant(target, path.parent)
        raise _extends_fault(extends, f"unknown scenario {target!r}{hint}")
    if found in (one.resolve() for one in chain):
        circle = " -> ".join([one.name for one in chain] + [found.name])
        raise _extends_fault(extends, f"circular: {circle}")
    if len(chain) >= _MAX_CHAIN:
        raise _extends_fault(extends, f"at most {_MAX_CHAIN} files may stand in a chain")
    return found


def _at(node: Node, message: str, key: str) -> Fault:
    return Fault(node.place.file, message, node.place.line, node.place.column, key)


def _extends_fault(node: Node, message: str) -> FaultsFoundError:
    return FaultsFoundError(_at(node, message, "extends"))
