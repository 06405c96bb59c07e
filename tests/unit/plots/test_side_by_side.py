import os
import sys
import time

import pytest

from multivector_sim.errors import InputError
from multivector_sim.plots.side_by_side import side_by_side

copies = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")


def fail():
    raise InputError("no such thing")


@pytest.mark.parametrize("workers", [1, 3])
def test_calls_hand_over_what_their_jobs_return_or_raise(workers):
    jobs = {"one": lambda: 1, "fail": fail, "words": lambda: ["a", "b"]}
    with side_by_side(jobs, workers=workers) as calls:
        assert list(calls) == list(jobs)
        assert calls["words"]() == ["a", "b"]
        with pytest.raises(InputError, match="no such thing"):
            calls["fail"]()
        assert calls["one"]() == 1


@copies
def test_jobs_run_in_other_processes_beside_the_block(tmp_path):
    mark = tmp_path / "begun"

    def wait():
        while not mark.exists():
            time.sleep(0.01)
        return os.getpid()

    with side_by_side({"a": wait, "b": os.getpid}, workers=2) as calls:
        mark.touch()  # a job that ran before or after the block would wait for this in vain
        assert os.getpid() not in {calls["a"](), calls["b"]()}


def test_one_worker_runs_here_and_when_asked():
    done = []
    with side_by_side({"a": lambda: done.append(os.getpid())}, workers=1) as calls:
        assert not done
        calls["a"]()
    assert done == [os.getpid()]


@copies
def test_a_block_that_fails_leaves_no_process_behind():
    children = set()

    def block():
        with side_by_side({"a": os.getpid, "b": os.getpid}, workers=2) as calls:
            children.update(call() for call in calls.values())
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        block()
    assert children
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_no_job_is_no_work():
    with side_by_side({}) as calls:
        assert calls == {}
