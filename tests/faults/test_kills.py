"""Killed at any moment, a sweep goes on, and its folder ends with the same bytes."""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

import pytest
from forge import Forge

from sweeping import contents

ORDER = ("manifest.json", "futures.parquet", "runs/", "failures.csv", "summary.csv", "done.json")
"""Files in the order in which they are written."""


def test_killed_before_every_change_of_the_folder(
    forge: Forge, whole: dict[str, bytes], tmp_path: Path
) -> None:
    moment = 0
    while True:
        moment += 1
        folder = tmp_path / str(moment)
        fate = forge.run(folder, die_at=moment)
        if fate.code == 0:
            break
        assert fate.code == -signal.SIGKILL, fate
        assert not (folder / "done.json").exists() or (folder / ".lock").exists()
        assert forge.run(folder).code == 0
        assert contents(folder) == whole, moment
    # Nine files: a temporary name, a rename and the folder itself; the folders; the lock.
    assert moment > 9 * 3


def test_killed_again_and_again_at_random(
    forge: Forge, whole: dict[str, bytes], tmp_path: Path
) -> None:
    pick = random.Random(5)
    for trial in range(2):
        folder = tmp_path / str(trial)
        kills = 0
        while forge.run(folder, die_at=pick.randint(1, 10)).code != 0:
            kills += 1
            assert kills < 100
        assert kills > 2
        assert contents(folder) == whole


def test_killed_at_any_time_with_threads(
    forge: Forge, whole: dict[str, bytes], tmp_path: Path
) -> None:
    pick = random.Random(6)
    for trial in range(4):
        folder = tmp_path / str(trial)
        forge.run(folder, threads=2, sweep={"replications": 40}, kill_after=pick.uniform(0.01, 0.4))
        assert forge.run(folder, threads=3, sweep={"replications": 40}).code == 0
        if trial:
            assert contents(folder) == contents(tmp_path / "0")


@pytest.mark.parametrize("kills", [True, False])
def test_the_disk_fills_in_the_middle_of_every_file(
    forge: Forge, whole: dict[str, bytes], tmp_path: Path, kills: bool
) -> None:
    """A file grows no further than half its size: the writer is killed there, or told so."""
    names = [name for start in ORDER for name in sorted(whole) if name.startswith(start)]
    assert len(names) == len(whole)
    for place, name in enumerate(names):
        folder = tmp_path / str(place)
        for earlier in names[:place]:
            (folder / earlier).parent.mkdir(parents=True, exist_ok=True)
            (folder / earlier).write_bytes(whole[earlier])
        fate = forge.run(folder, limit=len(whole[name]) // 2, limit_kills=kills)
        if kills:
            assert fate.code == -signal.SIGXFSZ, (name, fate)
        else:
            assert fate.code == 1
            assert f"could not write {folder}/{name}" in fate.err
            assert "file too large" in fate.err
            assert not list(folder.rglob(".*"))
        kept = contents(folder)
        assert all(kept[earlier] == whole[earlier] for earlier in names[:place])
        assert name not in kept
        assert forge.run(folder).code == 0
        assert contents(folder) == whole
        shutil.rmtree(folder)


def test_clocks_that_jump_change_nothing(
    forge: Forge, whole: dict[str, bytes], tmp_path: Path
) -> None:
    for step in (86_400.0, -1e9):
        folder = tmp_path / str(step)
        assert forge.run(folder, clock=step, threads=2).code == 0
        assert contents(folder) == whole
