"""Shared runs: the numbers of a plain run, kept on disk, whatever the threads and the order."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import multivector_sim as mv
from multivector_sim.calibration.targets import prior_sets
from multivector_sim.ensemble.engine import run_ensemble
from multivector_sim.errors import InputError
from multivector_sim.inquiry import (
    BATCHES,
    BLOCK,
    Condition,
    Measure,
    Pool,
    above,
    over,
    pool_folder,
)
from multivector_sim.inquiry.condition import prepare

SHORT = Condition("ten years", policy="multivector", changes=(("end", "2001Q4"),))
TENSION = Measure("tension_rus_chn")
ROUTES = above("share.routes.RUS", 0.8, 1995, 2000)


class Counted:
    """Counts runs that were made and found."""

    def __init__(self) -> None:
        self.made = self.found = 0

    def __call__(self, made: int, found: int) -> None:
        self.made += made
        self.found += found


def test_means_are_those_of_plain_runs() -> None:
    found = Pool(seeds=8, seed=5).means(SHORT, [TENSION, ROUTES], "prior", 3)
    assert found.shape == (3, BATCHES, 2)
    scenario = mv.load_scenario("multivector", ["end=2001Q4"])
    parameters, _ = prior_sets(5, np.arange(3, dtype=np.uint64))
    russia = scenario.actor_codes.index("RUS")
    routes = scenario.sector_codes.index("routes")
    for draw in range(3):
        raw = run_ensemble(
            scenario.pack(),
            8,
            5,
            first_run=draw << 20,
            parameters=parameters[draw],
            record=["share"],
            outcomes=["tension_rus_chn"],
        )
        assert (found[draw, :, 0] == raw.outcomes["tension_rus_chn"]).all()
        path = raw.paths["share"][:, 12:32, routes, russia]  # quarters of 1995 to 1999
        assert found[draw, :, 1] == pytest.approx((path > 0.8).mean(axis=1), abs=1e-15)
    assert 0 < found[:, :, 1].mean() < 1


def test_more_draws_and_threads_leave_the_bits(tmp_path: Path) -> None:
    few = Pool(seeds=8, threads=1).means(SHORT, [TENSION], "prior", 10)
    many = Pool(seeds=8, threads=2, folder=tmp_path).means(SHORT, [TENSION], "prior", BLOCK + 1)
    assert (many[:10] == few).all()
    assert (Pool(seeds=8, seed=2).means(SHORT, [TENSION], "prior", 10) != few).any()


def test_sets_and_fixed_parameters_matter() -> None:
    pool = Pool(seeds=8)
    prior = pool.means(SHORT, [TENSION], "prior", 4)
    assert (pool.means(SHORT, [TENSION], "accepted", 4) != prior).all()
    frozen = SHORT.changed("still", parameters__tension_noise=0.0)
    assert prepare(frozen).fixed  # the same in every draw
    assert (pool.means(frozen, [TENSION], "prior", 4) != prior).all()
    under = SHORT.under("no_overlap_friction")
    silenced = SHORT.changed("without", parameters__overlap_friction=0.0)
    first = pool.means(under, [TENSION], "prior", 4)
    assert (first == pool.means(silenced, [TENSION], "prior", 4)).all()


def test_what_was_run_is_found_again(tmp_path: Path) -> None:
    first, second = Counted(), Counted()
    pool = Pool(seeds=8, folder=tmp_path, progress=first)
    pool.expect(SHORT, [ROUTES])
    values = pool.means(SHORT, [TENSION], "prior", 5)
    assert (first.made, first.found) == (5 * 8, 0)
    again = Pool(seeds=8, folder=tmp_path, progress=second)
    words_do_not_count = Condition("the same", policy="multivector", changes=SHORT.changes)
    assert (again.means(words_do_not_count, [TENSION], "prior", 5) == values).all()
    again.means(SHORT, [ROUTES], "prior", 5)  # expected before, so read along
    assert (second.made, second.found) == (0, 2 * 5 * 8)
    again.means(SHORT, [over("tension.RUS-CHN", 1995)], "prior", 5)
    assert second.made == 5 * 8


@pytest.mark.parametrize("damage", [b"", b"not a file of numbers", None])
def test_a_damaged_file_is_run_anew(tmp_path: Path, damage: bytes | None) -> None:
    values = Pool(seeds=8, folder=tmp_path).means(SHORT, [TENSION], "prior", 5)
    (file,) = tmp_path.rglob("*.npz")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    counted = Counted()
    again = Pool(seeds=8, folder=tmp_path, progress=counted)
    assert (again.means(SHORT, [TENSION], "prior", 5) == values).all()
    assert counted.made == 5 * 8
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    pool = Pool(seeds=8, folder=taken)
    assert pool.means(SHORT, [TENSION], "prior", 5).shape == (5, BATCHES, 1)
    assert "not kept" in pool.fault


def test_a_block_grows_by_the_draws_that_it_lacks(tmp_path: Path) -> None:
    whole = Pool(seeds=8).means(SHORT, [TENSION, ROUTES], "prior", 12)
    counted = Counted()
    pool = Pool(seeds=8, folder=tmp_path, progress=counted)
    assert (pool.means(SHORT, [TENSION], "prior", 9) == whole[:9, :, :1]).all()
    assert (pool.means(SHORT, [ROUTES], "prior", 4) == whole[:4, :, 1:]).all()
    assert (counted.made, counted.found) == (13 * 8, 0)
    again = Pool(seeds=8, folder=tmp_path, progress=counted)  # nine draws of one, four of the other
    assert (again.means(SHORT, [TENSION, ROUTES], "prior", 3) == whole[:3]).all()
    assert (counted.made, counted.found) == (13 * 8, 3 * 8)
    assert (again.means(SHORT, [TENSION, ROUTES], "prior", 12) == whole).all()
    assert (counted.made, counted.found) == (21 * 8, 7 * 8)
    last = Pool(seeds=8, folder=tmp_path, progress=counted)
    assert (last.means(SHORT, [TENSION, ROUTES], "prior", 12) == whole).all()
    assert (counted.made, counted.found) == (21 * 8, 19 * 8)


def test_folders_beside_a_chosen_one_are_left_alone(tmp_path: Path) -> None:
    beside = [tmp_path / name for name in ("results", "thesis", "0123456789abcdef", "photos")]
    for folder in beside:
        folder.mkdir()
    Pool(seeds=8, folder=tmp_path / "runs")
    assert all(folder.is_dir() for folder in beside)


def test_of_the_users_cache_only_runs_of_older_code_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULTIVECTOR_CACHE_DIR", str(tmp_path))
    current = pool_folder()
    names = [f"{number:016x}" for number in range(3)]
    for age, name in enumerate([*names, "notes", current.name]):
        folder = current.parent / name
        folder.mkdir(parents=True)
        os.utime(folder, (1e9 + age, 1e9 + age))
    Pool(seeds=8, folder=current)
    left = {folder.name for folder in current.parent.iterdir()}
    assert left == {names[2], "notes", current.name}


def test_bad_requests_are_explained() -> None:
    with pytest.raises(InputError, match="at most 100,000"):
        Pool(seeds=8_000_000)
    for seeds in (0, 12, 8.0, True):
        with pytest.raises(InputError, match="multiple of 8"):
            Pool(seeds=seeds)  # type: ignore[arg-type]
    pool = Pool(seeds=8)
    with pytest.raises(InputError, match=r"did you mean 'concern\[RUS, status\]'"):
        pool.means(SHORT, [Measure("concern[RUS, staus]")], "prior", 1)
    with pytest.raises(InputError, match="unknown sector 'route'"):
        pool.means(SHORT, [over("share.route.RUS")], "prior", 1)
    with pytest.raises(InputError, match="accepted, prior"):
        pool.means(SHORT, [TENSION], "posterior", 1)
