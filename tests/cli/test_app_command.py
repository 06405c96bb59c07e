"""``multivector app``: what it refuses and tells before it serves."""

from __future__ import annotations

import importlib.util
import socket

import pytest

from multivector_sim.app import serve


def test_a_missing_extra_is_told(multivector, monkeypatch):
    found = importlib.util.find_spec

    def without_solara(name, *rest):
        return None if name == "solara" else found(name, *rest)

    monkeypatch.setattr(serve, "find_spec", without_solara)
    done = multivector("app", "--no-browser")
    assert done.returncode == 2
    assert "solara missing" in done.stderr
    assert 'pip install "multivector-sim[app]"' in done.stderr


needs_app = pytest.mark.skipif(
    importlib.util.find_spec("solara") is None, reason="needs the extra 'app'"
)


@needs_app
def test_a_taken_port_is_told(multivector):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = multivector("app", "--no-browser", "--port", port)
    assert done.returncode == 2
    assert f"--port {port}" in done.stderr
    assert "choose another --port" in done.stderr


@needs_app
@pytest.mark.parametrize("host", ["no such host", "203.0.113.7", "", "x" * 300])
def test_an_address_of_elsewhere_is_refused(multivector, host):
    done = multivector("app", "--no-browser", "--port", "0", "--host", host)
    assert done.returncode == 2
    assert "cannot be served there" in done.stderr


@needs_app
def test_an_open_host_is_told_and_an_own_one_is_not(multivector, monkeypatch):
    asked = []
    monkeypatch.setattr(serve, "build", asked.append)
    monkeypatch.setattr(serve, "serve", lambda *_: None)
    done = multivector("app", "--no-browser", "--port", "0", "--host", "0.0.0.0")
    assert done.returncode == 0, done.stderr
    assert "lets every machine that reaches this one open the page" in done.stderr
    quiet = multivector("app", "--no-browser", "--port", "0")
    assert "Notice" not in quiet.stderr
    assert asked == [("*",), ("127.0.0.1", "localhost", "::1")]


@pytest.mark.parametrize("port", ["-1", "65536", "many"])
def test_ports_that_are_none_are_refused(multivector, port):
    done = multivector("app", "--port", port)
    assert done.returncode == 2
    assert "--port" in done.stderr
