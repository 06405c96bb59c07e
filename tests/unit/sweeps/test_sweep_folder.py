"""The folder of a sweep: damage is mended, strangers are refused, changes are told."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import multivector_sim.sweeps.folder as folder_module
import multivector_sim.sweeps.plan as plan_module
from multivector_sim.errors import InputError
from multivector_sim.results.store import Store, StoreError, shard_name
from multivector_sim.sweeps.results import load_sweep
from multivector_sim.sweeps.run import Local, Tally, run_sweep
from multivector_sim.sweeps.sweep import Sweep
from sweeping import SMALL, contents, small_plan

PLAN = small_plan()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "sweep"
    run_sweep(PLAN, str(folder), executor=Local(threads=1))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a finished folder that may be damaged."""
    return Path(shutil.copytree(made, tmp_path / "sweep"))


def shards(folder: Path) -> list[Path]:
    return sorted((folder / "runs").iterdir())


def go_on(folder: Path) -> list[str]:
    told: list[str] = []
    run_sweep(PLAN, str(folder), executor=Local(threads=1), note=told.append)
    return told


def test_the_folder_tells_nothing_of_time_and_place(made: Path) -> None:
    for name, content in contents(made).items():
        text = content.decode("latin1")
        assert str(made) not in text, name
        assert not any(word in text for word in ("hostname", "platform")), name


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda c: c[: len(c) // 2], flip, lambda c: c + b"\0"]
)
def test_a_damaged_shard_is_computed_again(
    made: Path, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    victim = shards(folder)[1]
    victim.write_bytes(damage(victim.read_bytes()))
    with pytest.raises(StoreError, match=r"is damaged.*computes it again"):
        load_sweep(folder).values("autonomy")
    assert any(f"runs/{victim.name} is damaged and is computed again" in t for t in go_on(folder))
    assert contents(folder) == contents(made)


def test_a_missing_shard_is_computed_again_and_nobody_takes_it_for_finished(
    made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards(folder)[2].unlink()

    def looked_at(tally: Tally) -> None:
        assert not load_sweep(folder).is_finished

    run_sweep(PLAN, str(folder), executor=Local(threads=1), progress=looked_at)
    assert contents(folder) == contents(made)


def test_copies_under_other_numbers_are_no_shards(made: Path, folder: Path) -> None:
    """A sound shard that is copied over another one, or beside it, changes nothing."""
    content = shards(folder)[0].read_bytes()
    shards(folder)[3].unlink()
    for number in (3, 77):
        (folder / shard_name(number, content)).write_bytes(content)
    old = shards(folder)[1].read_bytes()
    (folder / "runs" / f"part-0000001-{'0' * 16}.parquet").write_bytes(old)
    told = go_on(folder)
    assert sum("is a copy of shard 0" in words for words in told) == 2
    assert contents(folder) == contents(made)


def test_two_sound_shards_of_one_number_are_both_distrusted(made: Path, folder: Path) -> None:
    table = pq.read_table(shards(folder)[0])
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="none")
    (folder / shard_name(0, buffer.getvalue())).write_bytes(buffer.getvalue())
    assert sum("not the only shard" in words for words in go_on(folder)) == 2
    assert contents(folder) == contents(made)


@pytest.mark.parametrize("name", ["notes.parquet", "part-1.parquet"])
def test_strangers_among_the_shards_are_refused_and_left(folder: Path, name: str) -> None:
    (folder / "runs" / name).write_bytes(b"mine")
    before = contents(folder)
    with pytest.raises(InputError, match=rf"{name} is no shard.*move it"):
        go_on(folder)
    assert contents(folder) == before


def test_a_shard_of_another_sweep_is_refused_and_left(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run_sweep(small_plan(seed=8), str(other), executor=Local(threads=1))
    shards(folder)[0].unlink()
    shutil.copy(shards(other)[0], folder / "runs")
    before = contents(folder)
    with pytest.raises(InputError, match="is a shard of another sweep"):
        go_on(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["futures.parquet", "summary.csv", "failures.csv", "done.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1", b"\xff\xfe"])
def test_other_files_are_written_again(
    made: Path, folder: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    if name == "futures.parquet":
        with pytest.raises((InputError, StoreError), match=r"futures.parquet.*writes it\s+again"):
            load_sweep(folder).values("autonomy")
    go_on(folder)
    assert contents(folder) == contents(made)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"hash": 1, "content": {}}'])
def test_a_damaged_manifest_is_told_with_ways_on(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    for call in (go_on, load_sweep):
        with pytest.raises(InputError, match=r"manifest.json is damaged.*from a copy.*remove"):
            call(folder)


def test_a_manifest_that_was_edited_is_damaged(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["content"]["runs"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="its digest is another one"):
        load_sweep(folder)


def test_shards_without_a_manifest_are_kept_and_refused(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    before = contents(folder)
    with pytest.raises(InputError, match=r"holds shards of a sweep and no manifest.json"):
        go_on(folder)
    assert contents(folder) == before
    with pytest.raises(InputError, match="is no folder of a sweep"):
        load_sweep(folder)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": 21}, "points: 20 there, 21 here"),
        ({"seed": 8}, "seed: 7 there, 8 here"),
        ({"replications": 5}, "replications: 4 there, 5 here"),
        ({"policies": ["laissez_faire"]}, "policy multivector in baseline is there, not here"),
        ({"policies": ["multivector", "laissez_faire"]}, "the order of the policies"),
        ({"policies": ["laissez_faire", {"name": "multivector", "of": "multivector",
          "set": {"policy.concession": 0.9}}]}, "the scenario of policy multivector in baseline"),
        ({"end": "1994Q1"}, "end: \"1993Q4\" there, \"1994Q1\" here"),
    ],
)  # fmt: skip
def test_a_changed_sweep_is_refused_and_named(
    folder: Path, changes: dict[str, object], words: str
) -> None:
    before = contents(folder)
    with pytest.raises(InputError, match="holds another sweep") as caught:
        run_sweep(small_plan(**changes), str(folder))
    assert words in str(caught.value)
    assert "Name another folder" in str(caught.value)
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ({"version": "9.9", "digest": "x"}, r"version of this package: .* there, 9\.9 here"),
        (None, "the code of this package, which has changed within version"),
    ],
)
def test_other_code_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, version: dict[str, str] | None, words: str
) -> None:
    own = plan_module.code_version(plan_module.DECIDING)
    other = version or {**own, "digest": "0" * 64}
    monkeypatch.setattr(plan_module, "code_version", lambda _: other)
    with pytest.raises(InputError, match=words):
        run_sweep(small_plan(), str(folder))


def test_other_packages_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = folder_module.package_versions_used()
    other = {**own, "pyarrow": "1.0"}
    monkeypatch.setattr(folder_module, "package_versions_used", lambda: other)
    with pytest.raises(InputError, match=rf"pyarrow {own['pyarrow']} there, 1.0 here.*Install"):
        go_on(folder)


def test_a_sweep_of_which_nothing_is_finished_may_be_another(made: Path, tmp_path: Path) -> None:
    """A policy that does not compile, or a Ctrl-C at the start, spoils no folder."""
    out = tmp_path / "out"

    def not_at_all(*_: object) -> object:
        raise InputError("cannot begin")

    with pytest.raises(InputError, match="cannot begin"):
        run_sweep(small_plan(seed=99), str(out), executor=not_at_all)  # type: ignore[arg-type]
    told: list[str] = []
    run_sweep(PLAN, str(out), executor=Local(threads=1), note=told.append)
    assert "it is begun anew" in told[0]
    assert contents(out) == contents(made)


def test_futures_are_those_of_the_folder_on_another_machine(
    made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine whose design differs in the last bit goes on with the numbers of the first."""
    shards(folder)[1].unlink()
    elsewhere = small_plan()
    elsewhere.__dict__["futures"] = PLAN.futures * (1 + 2**-50)
    run_sweep(elsewhere, str(folder), executor=Local(threads=1))
    assert contents(folder) == contents(made)
    (folder / "futures.parquet").unlink()
    with pytest.raises(InputError, match="this machine makes other numbers"):
        run_sweep(elsewhere, str(folder), executor=Local(threads=1))


def test_the_same_bytes_in_memory_as_on_disk(made: Path, tmp_path: Path) -> None:
    url = f"memory://{tmp_path.name}/sweep"
    results = Sweep(**SMALL)
    results.plan = small_plan()
    results.run(url, threads=2)
    store = Store(url)
    for name, content in contents(made).items():
        assert store.read(name) == content, name
    assert store.names() == sorted({name.partition("/")[0] for name in contents(made)})
    opened = load_sweep(url)
    assert opened.summary().equals(load_sweep(made).summary())
    count = opened.sql("select count(*) as n from runs join futures using (future)")
    assert count["n"].tolist() == [160]
    victim = opened.shards[2]
    store.write(victim, b"")
    run_sweep(PLAN, url, executor=Local(threads=1))
    assert store.read(victim) == (made / victim).read_bytes()


def test_runs_that_were_found_are_counted_apart(folder: Path) -> None:
    shards(folder)[0].unlink()
    found: list[int] = []
    done: list[Tally] = []
    run_sweep(
        PLAN, str(folder), executor=Local(threads=1), found=found.append, progress=done.append
    )
    assert found == [120]
    assert sum(tally.runs for tally in done) == 40


def test_plain_readers_read_the_shards(made: Path) -> None:
    frame = pd.read_parquet(made / "runs")
    pd.testing.assert_frame_equal(frame, load_sweep(made).runs(), check_categorical=False)
