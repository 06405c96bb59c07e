"""Scenario files: shipped names and paths, inheritance, overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from multivector_sim.model.actors import LEVERS
from multivector_sim.scenario.fault import Fault, FaultsFoundError
from multivector_sim.scenario.merge import drop, merge, replace
from multivector_sim.scenario.nearest import nearest
from multivector_sim.scenario.tree import Node, Place, parse_text, plain, plant, read_tree

if TYPE_CHECKING:
    from multivector_sim.scenario.spec import Scenario

__all__ = [
    "Listing",
    "list_scenarios",
    "load_scenario",
    "scenario_from_dict",
    "validate_file",
    "with_levers",
    "with_overrides",
]

_SUFFIXES: Final = (".yaml", ".yml")
_MAX_CHAIN: Final = 10

Overrides = Mapping[str, object] | Sequence[str]


class Listing(NamedTuple):
    """A shipped scenario as a table shows it."""

    name: str
    title: str
    question: str
    expected: str
    surprise: str
    tags: tuple[str, ...]


def _folder() -> Path:
    """Return where shipped scenarios lie: in the installed package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent.parent / "scenarios"


def shipped() -> dict[str, Path]:
    """Return the shipped scenarios' files by name, in alphabetical order."""
    return {path.stem: path for path in sorted(_folder().glob("*.yaml"))}


def list_scenarios() -> list[Listing]:
    """Return name, title, question, expectation and tags of every shipped scenario."""
    rows = []
    for name, path in shipped().items():
        head = plain(read_tree(path, _shown(path)))
        words = (str(head.get(key, "")).strip() for key in Listing._fields[1:5])
        rows.append(Listing(name, *words, tuple(head.get("tags") or ())))
    return rows


def load_scenario(name_or_path: str | Path | Scenario, overrides: Overrides = ()) -> Scenario:
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
    """
    from multivector_sim.scenario.spec import Scenario

    if isinstance(name_or_path, Scenario):
        scenario = name_or_path
    else:
        path, name = _find(name_or_path)
        scenario = _load(path).named(name)
    return with_overrides(scenario, overrides) if overrides else scenario


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
    from multivector_sim.scenario.check import check

    return check(plant(dict(data), Place(name or "scenario")), None).named(name)


def _load(path: Path) -> Scenario:
    from multivector_sim.scenario.check import check

    return check(_resolve(path, ()), _shown(path))


def _shown(path: Path) -> str:
    """Return a path as messages show it: relative to where the user stands, if below."""
    if path.parent == _folder():
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
    if isinstance(name_or_path, Path) or path.suffix in _SUFFIXES or path.name != text:
        # resolve() follows links, so that two names of one file are one file.
        return path.resolve(), path.stem
    hint = nearest(text, files) or f"; shipped: {', '.join(files)}"
    message = f"unknown scenario{hint} A path to a file ends in .yaml"
    raise FaultsFoundError(Fault(repr(text), message))


def _resolve(path: Path, below: tuple[Path, ...]) -> Node:
    """Return what a file says after what it extends; ``below`` are the files that led here."""
    tree = read_tree(path, _shown(path))
    if not isinstance(tree.value, dict):
        what = "a map of keys and values is needed at the top"
        raise FaultsFoundError(Fault(tree.place.file, what, tree.place.line, tree.place.column))
    own = {key: node for key, node in tree.value.items() if key not in ("extends", "remove")}
    child = Node(own, tree.place, tree.key_place)
    extends, remove = tree.value.get("extends"), tree.value.get("remove")
    if extends is None:
        if remove is not None:
            raise _extends_fault(remove, "there is nothing to remove without extends", "remove")
        return child
    parent = _resolve(_parent(extends, path, (*below, path)), (*below, path))
    faults: list[Fault] = []
    if remove is not None:
        parent, faults = drop(parent, remove)
    if faults:
        raise FaultsFoundError(*faults)
    return merge(parent, child)


def _parent(extends: Node, path: Path, chain: tuple[Path, ...]) -> Path:
    """Return the file that ``extends`` names: shipped, or beside or below the extending one."""
    target = extends.value
    files = shipped()
    if not isinstance(target, str) or not target or "\0" in target:
        raise _extends_fault(extends, f"a name or a path is needed; received {target!r}")
    if target in files:
        found = files[target].resolve()
    elif Path(target).suffix in _SUFFIXES:
        found = (path.parent / target).resolve()
        if Path(target).is_absolute() or not found.is_relative_to(path.parent.resolve()):
            message = f"only files beside or below this one are allowed; received {target!r}"
            raise _extends_fault(extends, message)
        if not found.is_file():
            raise _extends_fault(extends, f"no such file: {target!r}")
    else:
        hint = nearest(target, files) or f"; shipped: {', '.join(files)}"
        raise _extends_fault(extends, f"unknown scenario {target!r}{hint}")
    if found in (one.resolve() for one in chain):
        circle = " -> ".join([one.name for one in chain] + [found.name])
        raise _extends_fault(extends, f"circular: {circle}")
    if len(chain) >= _MAX_CHAIN:
        raise _extends_fault(extends, f"at most {_MAX_CHAIN} files may stand in a chain")
    return found


def _extends_fault(node: Node, message: str, key: str = "extends") -> FaultsFoundError:
    place = node.place
    return FaultsFoundError(Fault(place.file, message, place.line, place.column, key))


def with_overrides(scenario: Scenario, overrides: Overrides) -> Scenario:
    """Return a scenario with some values changed; see ``load_scenario``.

    Raises
    ------
    ScenarioError
        Naming each override that is not allowed, its value and what is.
    """
    from multivector_sim.scenario.check import check

    if isinstance(overrides, str):
        overrides = [overrides]
    place = Place(scenario.name or "scenario")
    tree = plant(scenario.dump(), place)
    faults: list[Fault] = []
    for key, value in _pairs(overrides, faults):
        tree = _override(tree, key.split("."), value)
    if faults:
        raise FaultsFoundError(*faults)
    return check(tree, None).named(scenario.name)


def with_levers(scenario: Scenario, **levels: float) -> Scenario:
    """Return a scenario in which some levers hold one level over the whole run.

    Parameters
    ----------
    scenario
        The scenario; its other levers and its treaties stay.
    levels
        Levels by lever; see ``model.actors.LEVERS``.

    Raises
    ------
    ScenarioError
        If a lever is unknown or a level out of range.
    """
    return with_overrides(scenario, {f"policy.{name}": level for name, level in levels.items()})


def _pairs(overrides: Overrides, faults: list[Fault]) -> list[tuple[str, Node]]:
    """Return keys and values of overrides, each value planted where messages can name it."""
    if isinstance(overrides, Mapping):
        return [
            (key, plant(value, Place(f"override {key}={value!r}"[:80])))
            for key, value in overrides.items()
        ]
    pairs = []
    for text in overrides:
        key, equals, value = text.partition("=")
        shown = f"--set {text}"[:80]
        if not equals or not all(key.strip().split(".")):
            faults.append(Fault(shown, "KEY=VALUE is needed, such as policy.inclusion=0.5"))
            continue
        try:
            node = parse_text(value, shown)
        except FaultsFoundError as error:
            faults += [Fault(shown, fault.message, key=key) for fault in error.found]
            continue
        pairs.append((key.strip(), plant(plain(node), Place(shown))))
    return pairs


def _override(tree: Node, steps: list[str], value: Node) -> Node:
    """Return a tree with one value changed; a lever leaves the phases that set it."""
    tree = replace(tree, steps, value)
    if len(steps) == 2 and steps[0] == "policy" and steps[1] in LEVERS:
        tree = _without_lever(tree, steps[1])
    return tree


def _without_lever(tree: Node, lever: str) -> Node:
    policy = tree.value["policy"] if isinstance(tree.value, dict) else tree
    phases = policy.value.get("phases") if isinstance(policy.value, dict) else None
    if phases is None or not isinstance(phases.value, list):
        return tree
    told = {"from", "label", "source"}
    kept = []
    for phase in phases.value:
        if isinstance(phase.value, dict) and lever in phase.value:
            levels = {key: node for key, node in phase.value.items() if key != lever}
            if not set(levels) - told:
                continue
            phase = Node(levels, phase.place, phase.key_place)  # noqa: PLW2901
        kept.append(phase)
    return replace(tree, ["policy", "phases"], Node(kept, phases.place, phases.key_place))
