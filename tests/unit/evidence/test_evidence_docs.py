"""The page about the ledger shows what really comes out."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from multivector_sim.evidence import STATUSES, EvidenceRow
from multivector_sim.scenario import validate_file

TEXT = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_the_examples_print_what_they_show() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
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
    columns = set(EvidenceRow.__dataclass_fields__)
    assert [name for name in {*columns, *STATUSES} if f"`{name}`" not in TEXT] == []
