"""The ODD page says what the code does: its tables, equations and names cannot drift."""

from __future__ import annotations

import re

import pytest

from multivector_sim.model.outcomes import OUTCOMES
from multivector_sim.model.parameters import PARAMETERS
from multivector_sim.model.schedule import SCHEDULE
from update_odd_tables import PAGE, TABLES, equations_named, refresh, rules_with_equations

TEXT = PAGE.read_text(encoding="utf-8")
ROOT = PAGE.parents[1]
EQUATIONS = set(range(1, 23))


def rows_of(table: str) -> list[list[str]]:
    """Return the cells of a table of the page, read from the page itself."""
    block = re.search(rf"<!-- table: {table} -->\n(.*?)<!-- end of table -->", TEXT, re.DOTALL)
    assert block is not None, f"the page has no table {table!r}"
    return [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in block[1].splitlines()[2:]
    ]


def test_parameters_are_those_of_the_code() -> None:
    told = [
        (symbol, name, unit, float(default), tuple(map(float, prior.split(" to "))), motive)
        for symbol, name, _, unit, default, prior, _, motive in rows_of("parameters")[:-1]
    ]
    assert told == [
        (row.symbol, row.name, row.unit, row.default, row.prior, row.motive) for row in PARAMETERS
    ]


def test_schedule_and_outcomes_are_those_of_the_code() -> None:
    assert [row[1] for row in rows_of("schedule")] == [row.name for row in SCHEDULE]
    assert [row[0] for row in rows_of("outcomes")] == [row.name for row in OUTCOMES]


def test_every_table_is_as_the_code_has_it() -> None:
    assert set(re.findall(r"<!-- table: (\w+) -->", TEXT)) == set(TABLES)
    assert refresh(TEXT) == TEXT, "run: python tests/update_odd_tables.py"


@pytest.mark.parametrize(
    "change", [("| 0.8 | 0.4 to 1.4 |", "| 0.9 | 0.4 to 1.4 |"), ("choose", "")]
)
def test_a_table_that_drifts_is_noticed(change: tuple[str, str]) -> None:
    drifted = TEXT.replace(*change)
    assert drifted != TEXT
    assert refresh(drifted) != drifted


def test_every_equation_has_a_rule_and_one_place_on_the_page() -> None:
    in_code = set().union(*(numbers for _, _, numbers in rules_with_equations()))
    assert in_code == EQUATIONS
    formulas = "\n".join(re.findall(r"```\n(.*?)```", TEXT, re.DOTALL))
    labels = [int(number) for number in re.findall(r"^\((\d+)\)", formulas, re.MULTILINE)]
    assert labels == sorted(EQUATIONS)


def test_rules_that_name_an_equation_stand_on_the_page_beside_its_file() -> None:
    submodels = TEXT[TEXT.index("## 7 ") : TEXT.index("## 8 ")]
    headings = "\n".join(re.findall(r"^### .*$", submodels, re.MULTILINE))
    for file, _, _ in rules_with_equations():
        assert f"`{file}" in headings


@pytest.mark.parametrize(
    ("docstring", "numbers"),
    [
        ("Do this (eqs 1-4).", {1, 2, 3, 4}),
        ("Do that (eqs 9, 10).", {9, 10}),
        ("Below eq. 12", {12}),
        ("A sequel to 7.", set()),
    ],
)
def test_equation_numbers_are_read_from_docstrings(docstring: str, numbers: set[int]) -> None:
    assert equations_named(docstring) == numbers


def test_every_parameter_stands_in_an_equation() -> None:
    formulas = TEXT[TEXT.index("## 7 ") : TEXT.index("## 8 ")]
    # The attraction parameter enters as b[s,p] of one sector, the elasticity as gam_s.
    in_tables = {"bRT", "gT"}
    absent = [
        row.symbol
        for row in PARAMETERS
        if row.symbol not in in_tables
        and not re.search(rf"(?<![\w]){re.escape(row.symbol)}(?![\w])", formulas)
    ]
    assert absent == []


def absent_names(text: str) -> set[str]:
    """Return the names in code type that occur in no source, scenario or test file."""
    files = [
        *ROOT.glob("src/**/*.py"),
        *ROOT.glob("scenarios/*.yaml"),
        *(path for path in ROOT.glob("tests/*.py") if path.name != "update_odd_tables.py"),
    ]
    words = {path.stem for path in files}
    for path in files:
        words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return set(re.findall(r"`([A-Za-z_]+)`", text)) - words


def test_names_on_the_page_exist() -> None:
    assert absent_names(TEXT) == set()
    assert absent_names("the rule `no_such_rule` of `tension`") == {"no_such_rule"}


def test_links_within_the_page_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([^)]+)\)", TEXT)
    assert links
    assert set(links) <= anchors
