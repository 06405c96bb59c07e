"""docs/play.md shows a game as it is played, and tells every option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from multivector_sim.cli.play import play
from update_play import PAGE, marks, refresh

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_shows_what_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    game, other, saved, program = marks(TEXT)
    assert f"$ multivector {game['what']}\n" in TEXT
    assert "--language kk" in other["what"]
    assert (saved["kind"], program["kind"]) == ("file", "code")
    assert refresh(TEXT) == TEXT, "run: python tests/update_play.py"


def test_every_option_is_told() -> None:
    options = {name for row in play.params for name in row.opts if name.startswith("--")}
    assert len(options) > 15
    assert options <= set(re.findall(r"--[a-z][a-z-]+", TEXT))
