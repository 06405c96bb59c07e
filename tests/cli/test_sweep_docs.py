"""Every command and every Python block of docs/sweeps.md works as it stands there, in order."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from multivector_sim.sweeps.spec import SweepSpec

Command = Callable[..., CompletedProcess[str]]
PAGE = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(console|python|yaml)\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_works_from_top_to_bottom(
    multivector: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    seen = set()
    for kind, text in BLOCKS:
        if kind == "yaml":
            (tmp_path / "my_sweep.yaml").write_text(text, encoding="utf-8")
        elif kind == "python":
            exec(text, names)
        else:
            for line in text.splitlines():
                arguments = shlex.split(line.removeprefix("$ multivector "))
                done = multivector(*arguments)
                assert done.returncode == 0, f"{line}: {done.stderr}"
                assert done.stdout or "--quiet" in arguments
                seen.add(arguments[0])
    assert seen == {"list", "sweep", "results", "validate", "schema", "replay", "sensitivity"}
    assert len(names["frame"]) == len(names["table"]) == 8 * 5 * 2  # type: ignore[arg-type]
    assert names["cube"]["autonomy"].shape == (5, 8, 2)  # type: ignore[index]


def test_every_key_of_a_sweep_is_told() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE.split("| key |")[1].split("\n\n")[0]))
    header = {"title", "question", "setup", "expected", "surprise", "tags"}
    assert set(SweepSpec.model_fields) - header <= told


@pytest.mark.parametrize("command", ["sweep", "results", "replay", "sensitivity"])
def test_every_option_is_told(multivector: Command, command: str) -> None:
    options = set(re.findall(r"--[a-z][a-z-]+", multivector(command, "--help").stdout))
    told = set(re.findall(r"--[a-z][a-z-]+", PAGE))
    assert options - {"--help", "--debug"} <= told
