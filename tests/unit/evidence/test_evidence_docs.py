"""The page about the ledger shows what really comes out."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from multivector_sim.evidence import (
    CHANGES,
    STATUSES,
    SUPPORTS,
    THESIS_KINDS,
    Alternative,
    EvidenceRow,
    ParameterRow,
    Thesis,
    alternatives,
    countries,
    events,
    parameter_rows,
    series_rows,
    theses,
)
from multivector_sim.scenario import validate_file
from multivector_sim.scenario.entries import KINDS
from update_evidence_tables import PAGE, TABLES, refresh

TEXT = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_the_examples_print_what_they_show() -> None:
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) == 4
    for code in blocks:
        example = doctest.DocTestParser().get_doctest(code, {}, "evidence.md", "evidence.md", 0)
        assert doctest.DocTestRunner().run(example).failed == 0


def test_the_faults_are_told_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my.yaml").write_text(
        "title: x\nquestion: y\nextends: baseline\nevents:\n"
        "  - {id: crimea_2014_usa, evidence: E620}\ntimelines:\n  spare:\n"
        "    steps: [[1992, 0.03], [2010, 0.2]]\n    source: judgement\n"
        "    evidence: [[2011, E139]]\n",
        encoding="utf-8",
    )
    told = "\n".join(map(str, validate_file("my.yaml")))
    assert f"```\n{told}\n```" in TEXT


def test_every_column_and_status_is_explained() -> None:
    columns = {
        name
        for table in (EvidenceRow, Thesis, ParameterRow, Alternative)
        for name in table.__dataclass_fields__
    } - {"parameter"}
    words = {*columns, *STATUSES, *SUPPORTS, *THESIS_KINDS, *CHANGES, *KINDS}
    assert [name for name in words if f"`{name}`" not in TEXT] == []


def test_tables_are_those_of_the_package() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert refresh(page) == page, "run: python tests/update_evidence_tables.py"
    assert set(re.findall(r"<!-- table: (\w+) -->", page)) == set(TABLES)
    assert page.count("\n| ") > 74 + 86 + 17


def test_numbers_of_rows_are_those_of_the_tables() -> None:
    for name, count in (
        ("parameters", len(parameter_rows())),
        ("alternatives", len(alternatives())),
        ("countries", len(countries())),
        ("observations", len(series_rows())),
    ):
        (line,) = (
            row for row in TEXT.splitlines() if row.startswith("|") and f"data/{name}.csv" in row
        )
        assert str(count) in re.findall(r"[0-9]+", line), name
    assert f"E001 to {events()[-1].id}" in TEXT
    assert f"H01 to {theses()[-1].id}" in TEXT
