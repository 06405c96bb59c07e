"""A Dask cluster: a real scheduler, real workers, and what may befall them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from multivector_sim.errors import InputError, SimulationError
from multivector_sim.sweeps.run import Local, Tally, run_sweep
from sweeping import contents, small_plan

pytest.importorskip("distributed")

from multivector_sim.sweeps import cluster as cluster_module
from multivector_sim.sweeps.cluster import Cluster

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")

PLAN = small_plan(points=60)
"""480 runs in twelve shards."""
OTHER_CODE = (
    "import multivector_sim.sweeps.cluster as c; "
    "c.code_version = lambda _: {'version': '0', 'digest': ''}; "
    "from distributed.cli.dask_worker import main; main()"
)


class Machines:
    """A scheduler, and workers that come and go."""

    def __init__(self) -> None:
        self.scheduler = self._start("dask_scheduler", "--no-dashboard", "--port", "0")
        assert self.scheduler.stderr is not None
        self.address = ""
        for line in self.scheduler.stderr:
            found = re.search(r"Scheduler at:\s+(tcp://\S+)", line)
            if found:
                self.address = found[1]
                break
        self._drain(self.scheduler)
        self.workers: list[subprocess.Popen[str]] = []

    def _start(self, command: str, *arguments: str) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", f"distributed.cli.{command}", "--host", "127.0.0.1"]
        return subprocess.Popen([*words, *arguments], stderr=subprocess.PIPE, text=True)

    def _drain(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        threading.Thread(target=process.stderr.read, daemon=True).start()

    def add_worker(self, code: str | None = None) -> None:
        arguments = [self.address, "--no-nanny", "--no-dashboard", "--nthreads", "1"]
        if code is None:
            worker = self._start("dask_worker", *arguments)
        else:
            worker = subprocess.Popen(
                [sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True
            )
        self._drain(worker)
        self.workers.append(worker)

    def kill_worker(self) -> None:
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    made = Machines()
    yield made
    made.close()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("local") / "sweep"
    run_sweep(PLAN, str(folder), executor=Local(threads=1))
    return contents(folder)


def test_a_worker_dies_and_another_comes_and_the_bytes_are_the_same(
    machines: Machines, local: dict[str, bytes], tmp_path: Path
) -> None:
    machines.add_worker()
    machines.add_worker()
    done = 0

    def change_the_guard(tally: Tally) -> None:
        nonlocal done
        done += tally.runs
        if done == 40:  # the first shard is back; others are on their way
            machines.kill_worker()
            machines.add_worker()

    out = tmp_path / "out"
    executor = Cluster(machines.address)
    run_sweep(PLAN, str(out), executor=executor, progress=change_the_guard)
    assert done == PLAN.runs
    assert contents(out) == local
    # What is left of it, on the same scheduler.
    for name in list(local)[-4:-1]:
        (out / name).unlink()
    run_sweep(PLAN, str(out), executor=executor)
    assert contents(out) == local


def test_a_worker_with_other_code_is_refused(machines: Machines, tmp_path: Path) -> None:
    while machines.workers:
        machines.kill_worker()
    told: list[str] = []
    threading.Timer(0.5, machines.add_worker, [OTHER_CODE]).start()
    with pytest.raises(InputError, match=r"a worker \(.*\) has another version of multivector-sim"):
        run_sweep(PLAN, str(tmp_path / "out"), executor=Cluster(machines.address, tell=told.append))
    assert not (tmp_path / "out" / "runs").exists()
    assert not (tmp_path / "out" / ".lock").exists()


def test_a_scheduler_that_goes_is_told_and_the_sweep_goes_on(
    local: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines = Machines()
    machines.add_worker()
    out = tmp_path / "out"

    def end_it(_: Tally) -> None:
        machines.scheduler.kill()
        monkeypatch.setattr(cluster_module, "_PATIENCE", 0.5)

    try:
        with pytest.raises(SimulationError, match="the same command goes on once a scheduler"):
            run_sweep(
                PLAN,
                str(out),
                executor=Cluster(machines.address),
                progress=end_it,
            )
    finally:
        machines.close()
    assert list((out / "runs").iterdir())
    assert not list(out.rglob(".*"))
    run_sweep(PLAN, str(out), executor=Local(threads=1))
    assert contents(out) == local


def test_no_scheduler_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:1", "127.0.0.1:1", "nonsense://x"):
        with pytest.raises(InputError, match=f"no Dask scheduler answers at {address}.*start one"):
            run_sweep(PLAN, str(tmp_path / "out"), executor=Cluster(address))


@pytest.mark.full
def test_a_cluster_of_this_machine_ends_with_the_sweep_however_it_ends(
    local: dict[str, bytes], tmp_path: Path
) -> None:
    """As in a terminal: Ctrl-C reaches the command and its workers alike."""
    import sweeping

    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "import sweeping\n"
        "from multivector_sim.cli import main\n"
        "from multivector_sim.sweeps.sweep import Sweep\n"
        "if __name__ == '__main__':\n"
        "    plan = sweeping.small_plan(points=60)\n"
        "    Sweep.from_file = lambda *_, **__: sweeping.wrapped(plan)\n"
        "    main()\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    words = [sys.executable, str(script), str(Path(sweeping.__file__).parent)]
    words += ["sweep", "x", "--out", "out", "--engine", "dask", "--threads", "1"]
    out = tmp_path / "out"
    for interrupted in (True, False):
        process = subprocess.Popen(
            words, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            start_new_session=True,
        )  # fmt: skip
        workers: list[psutil.Process] = []
        if interrupted:
            while not (out / "runs").exists() and process.poll() is None:
                time.sleep(0.01)
            workers = psutil.Process(process.pid).children(recursive=True)
            os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=300)
        assert process.returncode == (130 if interrupted else 0), said
        assert "Traceback" not in said
        assert "dashboard: http://127.0.0.1:" in said
        if interrupted:
            assert workers
            assert "interrupted; what is finished is in out; the same command goes on" in said
            assert not psutil.wait_procs(workers, timeout=10)[1]
            assert not list(out.rglob(".*"))
    assert contents(out) == local
