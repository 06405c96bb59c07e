"""No rule knows the name of a policy, of a state or of a scenario: it sees numbers alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import multivector_sim
from multivector_sim import list_scenarios, load_scenario

PACKAGE = Path(multivector_sim.__file__).parent
SOURCES = sorted(
    path for part in ("model", "ensemble", "agents") for path in (PACKAGE / part).rglob("*.py")
)
ALLOWED = {
    "outcomes.py": {"RUS", "CHN"},  # the pair that an outcome is named after, which no rule reads
    "observed.py": {"CHN"},  # an example for writers of policies
    "workers.py": {"multivector"},  # the name of threads
    "agents/model.py": {"baseline"},  # the world that a page of Mesa starts with
}
"""What stands in a source and decides nothing."""


def names() -> set[str]:
    """Return what no rule may know: scenarios, actors and the words of verdicts."""
    codes = set(load_scenario("with_turkey").actors)
    return {info.name for info in list_scenarios()} | codes | {"supported", "refuted"}


def words_of(source: str) -> set[str]:
    """Return the names and the texts of a source, without docstrings and comments."""
    tree = ast.parse(source)
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and id(node) not in documents:
            found |= set(re.findall(r"\w+", str(node.value)))
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_rule_sees_numbers_alone(source: Path) -> None:
    known = words_of(source.read_text(encoding="utf-8")) & names()
    place = source.relative_to(PACKAGE).as_posix()
    allowed = next((words for end, words in ALLOWED.items() if place.endswith(end)), set())
    assert known <= allowed, f"{source.name} knows {sorted(known - allowed)}"


def test_a_name_in_a_rule_would_be_found() -> None:
    rule = 'def favour(policy):\n    """Docstring: hedge."""\n    return policy == "multivector"\n'
    assert words_of(rule) & names() == {"multivector"}
    assert not words_of('"""Only a docstring: multivector."""\n') & names()
