"""``multivector results --figures`` draws what fits a sweep, and says what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from multivector_sim.sweeps.sweep import Sweep

Command = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sweep of two policies over a few futures. Do not change it."""
    folder = tmp_path_factory.mktemp("sampled") / "sweep"
    Sweep(
        policies=["laissez_faire", "multivector"], uncertain={"prior": ["reaction"]}, points=4,
        replications=2, end="1993Q4", seed=1,
    ).run(folder)  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sweep of one policy over choices. Do not change it."""
    folder = tmp_path_factory.mktemp("chosen") / "sweep"
    Sweep(
        base="multivector", choices={"policy.concession": [0, 1], "policy.inclusion": [0, 1]},
        uncertain={"prior": "none"}, replications=2, end="1993Q4", seed=1,
    ).run(folder)  # fmt: skip
    return folder


def drawn(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def both(*stems: str) -> set[str]:
    return {f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")}


def test_figures_that_fit_are_drawn_and_named(
    multivector: Command, sampled: Path, tmp_path: Path
) -> None:
    done = multivector("results", str(sampled), "--figures", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert drawn(tmp_path) == both("effects", "convergence_tension_rus_chn")
    assert {Path(line).name for line in done.stdout.splitlines()} == drawn(tmp_path)
    assert "left out: grid_tension_rus_chn: no choices" in done.stderr
    assert "exploratory" in (tmp_path / "effects.svg").read_text(encoding="utf-8")


def test_metrics_and_style_are_chosen(multivector: Command, chosen: Path, tmp_path: Path) -> None:
    done = multivector(
        *("results", str(chosen), "--figures", str(tmp_path), "--style", "dark"),
        *("--metric", "concern[RUS, status]", "--metric", "autonomy"),
    )
    assert done.returncode == 0, done.stderr
    assert drawn(tmp_path) == both("effects", "grid_autonomy", "grid_concern_RUS_status")
    with Image.open(tmp_path / "grid_autonomy.png") as picture:
        assert max(picture.convert("RGB").getpixel((2, 2))) < 40
        assert "autonomy" in str(picture.text["Description"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--metric", "autonomie"), "did you mean 'autonomy'"),
        (("--style", "neon"), "allowed are projector, print, dark"),
        (("--json",), "--figures draws, and goes with"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    multivector: Command, sampled: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = multivector("results", str(sampled), "--figures", str(tmp_path / "out"), *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_style_without_figures_is_told(multivector: Command, sampled: Path) -> None:
    done = multivector("results", str(sampled), "--style", "dark")
    assert done.returncode == 2
    assert "--style, --x, --y and --at go with --figures" in done.stderr
