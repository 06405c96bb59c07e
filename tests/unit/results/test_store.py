"""The folder of a sweep: whole files or none, one writer, damage found."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from multivector_sim.errors import InputError
from multivector_sim.results.store import LOCK, SHARDS, Store, StoreError, shard_name

CONTENT = b"some bytes"


@pytest.fixture(params=["path", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "path":
        return Store(tmp_path / "sweep")
    return Store(f"memory://{tmp_path.name}/sweep")


def test_a_file_is_read_back(store: Store) -> None:
    store.write("a.json", b'{"x": 1}')
    store.write("deep/b", CONTENT)
    assert store.read_json("a.json") == {"x": 1}
    assert store.read("deep/b") == CONTENT
    assert store.names() == ["a.json", "deep"]
    store.write("deep/b", b"others")
    assert store.read("deep/b") == b"others"


def test_damage_of_any_kind_is_found(store: Store) -> None:
    name = shard_name(3, CONTENT)
    store.write(name, CONTENT)
    assert store.shards() == {3: name}
    assert store.read_shard(name) == CONTENT
    for damaged in (b"", CONTENT[:-1], CONTENT + b"x", b"Some bytes"):
        store.write(name, damaged)
        with pytest.raises(StoreError, match="is damaged"):
            store.read_shard(name)


def test_other_files_are_no_shards(store: Store) -> None:
    for name in ("part-1.parquet", "part-0000001-short.parquet", "notes.txt", ".part.partial"):
        store.write(f"{SHARDS}/{name}", CONTENT)
    assert store.shards() == {}


def test_what_a_killed_writer_left_is_removed(store: Store) -> None:
    store.write("kept.json", b"{}")
    store.write(".manifest.json.1234abcd.partial", b"{")
    store.write(f"{SHARDS}/.part-0000000-00.parquet.1234abcd.partial", CONTENT)
    store.tidy()
    assert store.names() == ["kept.json", SHARDS]
    assert store.names(SHARDS) == []


def test_unreadable_and_damaged_documents_are_told(store: Store) -> None:
    with pytest.raises(StoreError, match="cannot read"):
        store.read("absent")
    store.write("bad.json", b"{")
    with pytest.raises(StoreError, match="damaged"):
        store.read_json("bad.json")


def test_a_second_writer_in_another_process_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    code = """
        import sys
        from multivector_sim.errors import InputError
        from multivector_sim.results.store import Store
        try:
            with Store(sys.argv[1]).lock():
                print("locked")
        except InputError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    with store.lock():
        inside = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "another process is writing" in inside
    after = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert after == "locked\n"
    assert not (tmp_path / LOCK).exists()


def test_a_lock_at_a_url_can_be_taken_over(tmp_path: Path) -> None:
    url = f"memory://{tmp_path.name}/locked"
    with Store(url).lock():
        with pytest.raises(InputError, match="--take-over"), Store(url).lock():
            pass
        with Store(url).lock(take_over=True):
            pass
    with Store(url).lock():
        pass


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user without all rights")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot write results"), Store(tmp_path / "x").lock():
        pass
    tmp_path.chmod(0o700)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError), Store(file).lock():
        pass


def test_an_unknown_kind_of_storage_is_told() -> None:
    with pytest.raises(InputError, match="cannot write to nonsense://x"):
        Store("nonsense://x")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX")
def test_a_disk_that_fills_leaves_no_half_file(tmp_path: Path) -> None:
    code = """
        import resource, signal, sys
        from multivector_sim.results.store import Store, StoreError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        store = Store(sys.argv[1])
        store.write("small", b"x" * 100)
        try:
            store.write("large", b"x" * 100_000)
        except StoreError as error:
            print(error)
        print(store.names())
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "sweep")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "could not write" in said
    assert said.splitlines()[-1] == "['small']"
