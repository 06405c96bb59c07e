"""YAML text as a tree that remembers file, line and column of every value.

The parser's events are read one by one, so that size, depth, aliases and
duplicate keys are judged before anything is built from them. Scalars follow
the core schema of YAML 1.2; tags are refused, so nothing in a file can ask
for a Python object.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from multivector_sim.scenario.fault import Fault, FaultsFoundError

__all__ = ["MAX_BYTES", "Node", "Place", "parse_text", "plain", "plant", "read_tree", "unquoted"]

MAX_BYTES: Final = 5_000_000
"""Larger files are refused before they are read."""
MAX_VALUES: Final = 20_000
"""Values of a file, aliases written out."""
MAX_DEPTH: Final = 20
"""Levels of nesting; the format itself needs six."""
MAX_ALIASES: Final = 50
MAX_LINES: Final = 20_000
MAX_LINE: Final = 20_000
"""Characters of a line. The parser reads every character of a comment one by one."""
MAX_DIGITS: Final = 400
"""Digits of a number: more than a double can tell apart many times over."""

Scalar: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file as shown to the user, line and column from 1."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file and where it stands.

    Attributes
    ----------
    value
        A scalar, a list of nodes, or a dictionary of nodes. Never changed.
    place
        Where the value starts.
    key_place
        Where its key starts; for list items and the root, same as ``place``.
    size
        Number of values in it, aliases written out.
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    key_place: Place
    size: int = 1


def plain(node: Node) -> Any:
    """Return the bare Python data of a tree."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def plant(data: Any, place: Place) -> Node:
    """Return bare Python data as a tree of which every value stands at one place."""
    if isinstance(data, dict):
        value: Any = {str(key): plant(child, place) for key, child in data.items()}
    elif isinstance(data, list | tuple):
        value = [plant(child, place) for child in data]
    else:
        value = data
    return Node(value, place, place)


def read_tree(path: Path, shown: str) -> Node:
    """Read a file into a tree.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in messages.

    Raises
    ------
    FaultsFoundError
        If the file is not a readable single YAML document; carries every
        fault of form that could be found.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise FaultsFoundError(Fault(shown, f"cannot be read: {error.strerror}")) from None
    if not path.is_file():
        raise FaultsFoundError(Fault(shown, "is not a file; a YAML file is needed"))
    if status.st_size > MAX_BYTES:
        size = f"{status.st_size:,} bytes received; at most {MAX_BYTES:,} are allowed"
        raise FaultsFoundError(Fault(shown, f"file is too large: {size}"))
    return _read_unchanged(path, shown, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read_unchanged(path: Path, shown: str, changed: int, size: int) -> Node:
    # Change time and size are part of the key, so that an edited file is read again.
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FaultsFoundError(Fault(shown, f"cannot be read: {error.strerror}")) from None
    return parse_text(_decode(content, shown), shown)


def _decode(content: bytes, shown: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FaultsFoundError(Fault(shown, "text is UTF-16; save the file as UTF-8"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        what = f"byte 0x{content[error.start]:02x} is not UTF-8 text; save the file as UTF-8"
        raise FaultsFoundError(Fault(shown, what, line, column)) from None
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        column = unprintable.start() - text.rfind("\n", 0, unprintable.start())
        code = ord(unprintable.group())
        what = f"control character U+{code:04X} received; a scenario is plain text"
        raise FaultsFoundError(Fault(shown, what, line, column))
    _refuse_bulk(text, shown)
    return text


def _refuse_bulk(text: str, shown: str) -> None:
    lines = text.split("\n", MAX_LINES + 1)
    if len(lines) > MAX_LINES + 1:
        what = f"too many lines: at most {MAX_LINES:,} are allowed"
        raise FaultsFoundError(Fault(shown, what, MAX_LINES + 1, 1))
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            what = f"line of {len(line):,} characters; at most {MAX_LINE:,} are allowed"
            raise FaultsFoundError(Fault(shown, what, number, 1))


_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def parse_text(text: str, shown: str) -> Node:
    """Parse YAML text into a tree.

    Raises
    ------
    FaultsFoundError
        If the text is broken, empty, too deep or too large, holds several
        documents, tags, duplicate keys, or aliases that explode.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(shown)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except FaultsFoundError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        builder.faults.append(Fault(shown, _explain(error), line, column))
    except YAMLError as error:
        builder.faults.append(Fault(shown, f"broken YAML: {error}"))
    except (ValueError, OverflowError, AssertionError, IndexError, AttributeError) as error:
        # The parser itself stumbles over some malformed escapes and directives.
        builder.faults.append(Fault(shown, f"broken YAML: {error or type(error).__name__}"))
    if builder.faults:
        raise FaultsFoundError(*builder.faults)
    if builder.root is None:
        raise FaultsFoundError(Fault(shown, "nothing stands here; a value is needed"))
    return builder.root


def _explain(error: Any) -> str:
    problem = str(error.problem or error.context)
    if "'\\t'" in problem or "tab" in problem.lower():
        return "tab received; YAML is indented with spaces"
    context = f" ({error.context})" if error.context and error.context != problem else ""
    return f"broken YAML: {problem}{context}"


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not been reached."""

    is_map: bool
    place: Place
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    key: tuple[str, Place] | None = None


class _Builder:
    """Builds the tree from the parser's events and collects faults of form."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self.documents = 0
        self.aliases = 0
        self.values = 0
        self.anchors: dict[str, Node] = {}
        self.open: list[_Open] = []

    def take(self, event: Any) -> None:
        from ruamel.yaml import events

        if isinstance(event, events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop("a second document starts here; one file holds one scenario", event)
        elif isinstance(event, events.ScalarEvent):
            self._refuse_tag(event)
            self._scalar(event)
        elif isinstance(event, events.CollectionStartEvent):
            self._refuse_tag(event)
            self._start(event, is_map=isinstance(event, events.MappingStartEvent))
        elif isinstance(event, events.CollectionEndEvent):
            self._end()
        elif isinstance(event, events.AliasEvent):
            self._alias(event)

    def _place(self, event: Any) -> Place:
        return Place(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)

    def _fault(self, what: str, event: Any) -> Fault:
        place = self._place(event)
        return Fault(self.shown, what, place.line, place.column)

    def _stop(self, what: str, event: Any) -> None:
        raise FaultsFoundError(*self.faults, self._fault(what, event))

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            self.faults.append(
                self._fault(f"tag {_short(str(event.tag))} received; tags are not used", event)
            )

    def _start(self, event: Any, *, is_map: bool) -> None:
        if len(self.open) >= MAX_DEPTH:
            self._stop(f"nested too deeply: at most {MAX_DEPTH} levels are allowed", event)
        if self._awaits_key():
            self._stop("a list or map stands where a key is needed; keys are plain words", event)
        self.open.append(_Open(is_map, self._place(event), event.anchor))

    def _end(self) -> None:
        done = self.open.pop()
        value: Any = done.entries if done.is_map else done.items
        children = done.entries.values() if done.is_map else done.items
        size = 1 + sum(child.size for child in children)
        node = Node(value, done.place, done.place, size)
        self._anchor(done.anchor, node)
        self._add(node)

    def _scalar(self, event: Any) -> None:
        place = self._place(event)
        quoted = event.style is not None
        if self._awaits_key():
            self._key(event, place)
            return
        value = event.value if quoted else unquoted(event.value)
        if isinstance(value, str) and not quoted and _looks_numeric(value):
            self.faults.append(self._fault(f"number of more than {MAX_DIGITS} digits", event))
        node = Node(value, place, place)
        self._anchor(event.anchor, node)
        self._add(node)

    def _key(self, event: Any, place: Place) -> None:
        name = str(event.value)
        if not name:
            self._stop("empty key; keys are plain words", event)
        if name in self.open[-1].entries:
            first = self.open[-1].entries[name].key_place.line
            self.faults.append(
                self._fault(f"duplicate key {_short(name)}, first given in line {first}", event)
            )
        self.open[-1].key = (name, place)

    def _alias(self, event: Any) -> None:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            self._stop(f"too many aliases: at most {MAX_ALIASES} are allowed", event)
        if self._awaits_key():
            self._stop("an alias stands where a key is needed; keys are plain words", event)
        if event.anchor not in self.anchors:
            self._stop(f"alias {_short(event.anchor)} names no value that stands before it", event)
        self._add(self.anchors[event.anchor])

    def _anchor(self, name: str | None, node: Node) -> None:
        if name is not None:
            self.anchors[name] = node

    def _awaits_key(self) -> bool:
        return bool(self.open) and self.open[-1].is_map and self.open[-1].key is None

    def _add(self, node: Node) -> None:
        self.values += 1
        if max(self.values, node.size) > MAX_VALUES:
            what = f"too many values, aliases written out: at most {MAX_VALUES:,} are allowed"
            place = node.place
            raise FaultsFoundError(*self.faults, Fault(self.shown, what, place.line, place.column))
        if not self.open:
            self.root = node
            return
        holder = self.open[-1]
        if not holder.is_map:
            holder.items.append(node)
        elif holder.key is not None:
            name, key_place = holder.key
            # The first of two equal keys stays: the second is already a fault.
            holder.entries.setdefault(name, Node(node.value, node.place, key_place, node.size))
            holder.key = None


_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}


def unquoted(text: str) -> Scalar:
    """Return the value of an unquoted scalar under the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _looks_numeric(text: str) -> bool:
    return len(text) > MAX_DIGITS and _FLOAT.fullmatch(text) is not None


def _short(text: str, length: int = 60) -> str:
    return repr(text if len(text) <= length else text[: length - 1] + "…")
