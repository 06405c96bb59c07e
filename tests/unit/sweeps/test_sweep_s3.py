"""A folder at an S3-compatible server: the same files as on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from multivector_sim.errors import InputError
from multivector_sim.sweeps.results import load_sweep
from multivector_sim.sweeps.run import Local, run_sweep
from sweeping import contents, small_plan

server = pytest.importorskip("moto.server", reason="needs moto[server]")
s3fs = pytest.importorskip("s3fs", reason="needs s3fs")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the URL of an empty bucket on a server in this process."""
    running = server.ThreadedMotoServer(port=0)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("bucket")
    yield "s3://bucket"
    s3fs.S3FileSystem.clear_instance_cache()
    running.stop()


def test_a_bucket_holds_what_a_folder_holds(bucket: str, tmp_path: Path) -> None:
    plan, url = small_plan(), f"{bucket}/a sweep"
    here = run_sweep(plan, str(tmp_path / "here"), executor=Local(threads=1))
    there = run_sweep(plan, url, executor=Local(threads=1))
    system = s3fs.S3FileSystem()
    found = {
        name.removeprefix("bucket/a sweep/"): system.cat_file(name)
        for name in system.find("bucket/a sweep")
    }
    assert found == contents(tmp_path / "here")
    query = "select policy, avg(autonomy) as mean from runs group by 1 order by 1"
    assert load_sweep(url).sql(query).equals(here.sql(query))
    # A shard that is gone is computed again; a lock that was left behind is told of.
    system.rm_file(f"bucket/a sweep/{there.shards[1]}")
    run_sweep(plan, url, executor=Local(threads=1))
    assert system.exists(f"bucket/a sweep/{there.shards[1]}")
    system.pipe_file("bucket/a sweep/.lock", b"{}")
    with pytest.raises(InputError, match="--take-over"):
        run_sweep(plan, url, executor=Local(threads=1))
    run_sweep(plan, url, executor=Local(threads=1), take_over=True)
