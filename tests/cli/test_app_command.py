"""``multivector app``: what it refuses and tells before it serves."""

from __future__ import annotations

import importlib
import importlib.util
import json
import socket
from dataclasses import replace

import pytest

from multivector_sim.app import serve
from multivector_sim.classroom import Side, State, compute
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.phases import Phase


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
    monkeypatch.setattr(serve, "build", lambda *given: asked.append(given))
    monkeypatch.setattr(serve, "serve", lambda *_: None)
    done = multivector("app", "--no-browser", "--port", "0", "--host", "0.0.0.0")
    assert done.returncode == 0, done.stderr
    assert "lets every machine that reaches this one open the page" in done.stderr
    quiet = multivector("app", "--no-browser", "--port", "0", "--language", "kk")
    assert "Notice" not in quiet.stderr
    assert asked == [(("*",), "en"), (("127.0.0.1", "localhost", "::1"), "kk")]


@needs_app
@pytest.mark.parametrize(
    ("host", "own", "told", "untold"),
    [
        ("0.0.0.0", "198.51.100.7", ["http://127.0.0.1:", "http://198.51.100.7:"], "0.0.0.0:"),
        ("0.0.0.0", None, ["http://127.0.0.1:"], "same network"),
        ("127.0.0.1", "198.51.100.7", ["http://127.0.0.1:"], "198.51.100.7"),
    ],
)
def test_addresses_that_a_browser_can_open_are_told(
    multivector, monkeypatch, host, own, told, untold
):
    monkeypatch.setattr(serve, "build", lambda *_: None)
    monkeypatch.setattr(serve, "serve", lambda _application, _opened, started: started())
    monkeypatch.setattr(
        importlib.import_module("multivector_sim.cli.app"), "own_address", lambda: own
    )
    done = multivector("app", "--no-browser", "--port", "0", "--host", host)
    assert done.returncode == 0, done.stderr
    assert all(address in done.stdout for address in told)
    assert untold not in done.stdout


def test_the_own_address_is_one_of_this_machine_or_none(monkeypatch):
    module = importlib.import_module("multivector_sim.cli.app")
    own = module.own_address()
    if own is not None:
        with socket.socket() as bound:
            bound.bind((own, 0))  # an address of another machine cannot be bound

    class Unreachable(socket.socket):
        def connect(self, _):
            raise OSError("network is unreachable")

    monkeypatch.setattr(module.socket, "socket", Unreachable)
    assert module.own_address() is None


@needs_app
def test_a_language_that_cannot_be_told_is_refused(multivector):
    done = multivector("app", "--no-browser", "--port", "0", "--language", "de")
    assert done.returncode == 2
    assert "'de' received; allowed are en, ru, kk" in done.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "many"])
def test_ports_that_are_none_are_refused(multivector, port):
    done = multivector("app", "--port", port)
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_files_of_the_page_compare_as_the_page_does(multivector, tmp_path):
    phases = (Phase(52, {"inclusion": 0.8, "skill": 0.2}), Phase(80, {"inclusion": 0.1}))
    state = State(
        a=Side("baseline", {"skill": 0.5}, phases),
        b=Side("responsive", {"leveraging": 0.1}, (Phase(40, {"concession": 0.2}),)),
        off=("sco",), variants=("no_upper_hand",),
    )  # fmt: skip
    for name in ("policy_a.yaml", "policy_b.yaml"):
        (tmp_path / name).write_text(FILES[name].write(state), encoding="utf-8")
    done = multivector("compare", "policy_a.yaml", "policy_b.yaml", "--json", "--quiet")
    told = {
        row["outcome"]: row
        for row in json.loads(done.stdout)["effects"]
        if row["counterfactual"] == "policy_b" and row["actor"] is None
    }
    for row in compute(state).rows:
        expected = told[row.outcome.name]
        for name, value in row.effect._asdict().items():
            assert value == pytest.approx(expected[name], rel=1e-12, nan_ok=True), name
    without = compute(replace(state, a=replace(state.a, phases=()))).main.effect
    assert abs(without.mean - told["tension_rus_chn"]["mean"]) > 0.001  # phases tell
