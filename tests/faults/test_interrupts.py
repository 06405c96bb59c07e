"""Ctrl-C, full disks, strangers and second writers, at the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from forge import Forge
from ruamel.yaml import YAML

from multivector_sim.results.store import Store
from sweeping import SMALL, contents


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "small.yaml"
    YAML(typ="safe").dump(SMALL, path)
    return path


def test_an_interrupt_tells_how_to_go_on_and_leaves_nothing_half_done(
    forge: Forge, whole: dict[str, bytes], file: Path, tmp_path: Path
) -> None:
    early, late = 0, 0
    for moment in (1, 2, 3, 4, 7, 12, 14, 20, 24, 30):
        out = tmp_path / str(moment)
        fate = forge.command(
            "sweep", file, "--out", out, "--threads", 1, watched=str(out), interrupt_at=moment
        )
        assert fate.code == 130, (moment, fate)
        assert f"interrupted; what is finished is in {out}" in fate.err
        assert "the same command goes on from there" in fate.err
        assert "Traceback" not in fate.err
        kept = contents(out)
        assert not [name for name in kept if ".partial" in name or name == ".lock"], moment
        assert all(whole[name] == content for name, content in kept.items())
        early, late = early + (not kept), late + (len(kept) > 3)
        assert forge.command("sweep", file, "--out", out, "--quiet").code == 0
        assert contents(out) == whole
    assert early
    assert late


def test_a_full_disk_is_told_with_the_way_on(
    forge: Forge, whole: dict[str, bytes], file: Path, tmp_path: Path
) -> None:
    limit = sorted(map(len, whole.values()))[-1] - 1  # the manifest is the largest file
    out = tmp_path / "out"
    forge.run(out, die_at=12)
    before = contents(out)
    largest = max(len(content) for name, content in whole.items() if name.startswith("runs/"))
    fate = forge.command("sweep", file, "--out", out, limit=largest - 1)
    assert limit >= largest
    assert fate.code == 1
    assert "file too large" in fate.err
    assert f"what is finished is in {out}; the same command goes on from there" in fate.err
    after = contents(out)
    assert {name for name in before if not name.startswith(".")} <= set(after)
    assert not [name for name in after if name.startswith((".", "runs/."))]
    assert forge.command("sweep", file, "--out", out).code == 0
    assert contents(out) == whole


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small file system"
)
def test_a_small_disk_fills(forge: Forge, whole: dict[str, bytes], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(map(len, whole.values()))
    option = f"size={(size // 2) // 4096 * 4096}"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", option, "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no right to mount")
    try:
        fate = forge.run(disk / "sweep")
        assert fate.code == 1
        assert "no space left on device" in fate.err
        assert not list((disk / "sweep").rglob(".*"))
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        assert forge.run(disk / "sweep").code == 0
        assert contents(disk / "sweep") == whole
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_second_writer_is_told_at_once_and_the_first_goes_on(
    forge: Forge, whole: dict[str, bytes], file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    forge.run(out, die_at=14)
    with Store(out).lock():
        before = contents(out)
        fate = forge.command("sweep", file, "--out", out)
        assert fate.code == 2
        assert "another process is writing" in fate.err
        assert contents(out) == before
    assert forge.command("sweep", file, "--out", out).code == 0
    assert contents(out) == whole


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="changes the user")
def test_folders_that_may_not_be_written_or_read_are_told(
    forge: Forge, whole: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        others = base / "others"
        assert forge.run(others).code == 0
        for place, words in ((others, "permission denied"), (base / "new", "permission denied")):
            fate = forge.run(place, user=65534)
            assert fate.code == 1
            assert f"cannot write results to {place}: {words}" in fate.err
            assert "choose a folder that you may write to" in fate.err
        assert contents(others) == whole
        others.chmod(0o700)
        fate = forge.command("results", others, user=65534)
        assert fate.code in (1, 2)
        assert f"cannot look into {others}: permission denied" in fate.err


def test_a_folder_of_somebody_else_is_left_alone(forge: Forge, file: Path, tmp_path: Path) -> None:
    for name in ("thesis.tex", "runs/mine.csv", "futures.parquet", "manifest.json"):
        out = tmp_path / name.replace("/", "_")
        (out / name).parent.mkdir(parents=True)
        (out / name).write_text("[1, 2]")
        fate = forge.command("sweep", file, "--out", out)
        assert fate.code == 2, fate
        assert str(out) in fate.err
        assert contents(out) == {name: b"[1, 2]"}
    fate = forge.command("sweep", file, "--out", file)
    assert fate.code == 2
    assert "a folder is needed" in fate.err


def test_a_folder_may_have_any_name(
    forge: Forge, whole: dict[str, bytes], file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a [b] *c? 'ü"
    assert forge.command("sweep", file, "--out", out).code == 0
    assert contents(out) == whole
    query = "select count(*) as rows, count(distinct future) as futures from runs"
    fate = forge.command("results", out, "--csv", "--sql", query)
    assert fate.out == "rows,futures\n160,20\n", fate


def test_lines_where_there_is_no_terminal(forge: Forge, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = forge.command("sweep", file, "--out", out)
    assert "\x1b" not in first.err
    again = forge.command("sweep", file, "--out", out)
    assert "4 of 4 shards are there already" in again.err
    shutil.rmtree(out / "runs")
    assert forge.command("sweep", file, "--out", out, "--quiet").err == ""
