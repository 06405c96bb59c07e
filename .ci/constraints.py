"""Merge what pip froze on several versions of Python into one list of constraints.

    python .ci/constraints.py 3.11=frozen-3.11.txt 3.12=frozen-3.12.txt ... > constraints.txt

CONTRIBUTING.md tells when and how.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HEADER = """\
# Versions that the tests ran with, for every package that the project or one of its extras brings.
# Made by .ci/constraints.py from fresh environments; CONTRIBUTING.md tells how.
"""


def read_frozen(path: str) -> dict[str, str]:
    """Return version by normalised name from an output of ``pip freeze``."""
    pins = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        name, equals, version = line.partition("==")
        if not equals:
            raise SystemExit(f"{path}: {line!r} is no exact pin; freeze with --exclude-editable")
        pins[re.sub(r"[-_.]+", "-", name).lower()] = version
    return pins


def marker(chosen: list[str], known: list[str]) -> str:
    """Return the environment marker that selects some of the known versions of Python."""
    if chosen == known:
        return ""
    if chosen == known[: len(chosen)]:
        return f' ; python_version <= "{chosen[-1]}"'
    if chosen == known[-len(chosen) :]:
        return f' ; python_version >= "{chosen[0]}"'
    return " ; " + " or ".join(f'python_version == "{version}"' for version in chosen)


def main(arguments: list[str]) -> None:
    """Print the constraints."""
    frozen = {}
    for argument in arguments:
        version, _, path = argument.partition("=")
        frozen[version] = read_frozen(path)
    known = list(frozen)
    print(HEADER, end="")
    for name in sorted(set().union(*frozen.values())):
        pins: dict[str, list[str]] = {}
        for version in known:
            if name in frozen[version]:
                pins.setdefault(frozen[version][name], []).append(version)
        for pin, chosen in pins.items():
            print(f"{name}=={pin}{marker(chosen, known)}")


if __name__ == "__main__":
    main(sys.argv[1:])
