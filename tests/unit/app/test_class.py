"""A class at once, and somebody who means harm: each gets the answer to what they chose."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from multivector_sim.app import props
from multivector_sim.app.actions import act
from multivector_sim.classroom import State, compute, read_link, write_link
from multivector_sim.classroom.files import FILES
from multivector_sim.classroom.history import history_of

pytest.importorskip("solara", reason="needs the extra 'app'")
pytest.importorskip("websockets")

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from classroom_client import PANELS, Student

PROGRAM = """
import json, sys, threading
from multivector_sim.app import serve
from multivector_sim.classroom import history, runs
serve.MOST_VISITORS, runs.sides.size, history.chronicles.size = 16, 12, 2
opened = serve.bind("127.0.0.1", 0)
application = serve.build(("127.0.0.1",))
from solara.server import kernel_context
def tell():
    for _ in sys.stdin:
        print(json.dumps([len(kernel_context.contexts), len(runs.sides), len(history.chronicles)]),
              flush=True)
threading.Thread(target=tell, daemon=True).start()
with opened:
    serve.serve(application, opened, lambda: print(opened.getsockname()[1], flush=True))
"""
STUDENTS = 4
TELLING = 1
"""Students who ask for a history, which takes seconds."""
SAID = [
    {"kind": "lever", "side": "a", "lever": "skill", "value": 0.1},
    {"kind": "phase", "side": "b"},
    {"kind": "quarter", "value": 40},
]
STATES = ("Russia", "China", "The United States", "The European Union")


def said_by(number):
    """Return what a student does: some of it as the neighbour does, some of it alone."""
    history = [{"kind": "tell", "side": "a", "value": number}] if number < TELLING else []
    return [
        *SAID[:2],
        {"kind": "lever", "side": "b", "lever": "openness", "value": 0.5 + number / 10},
        *SAID[2:],
        *history,
    ]


def plain(words):
    return words


@pytest.fixture(scope="module")
def server():
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    line = process.stdout.readline()
    if not line:
        words = process.communicate()[1]
        if "solara-assets" in words:
            pytest.skip(words.strip())
        raise AssertionError(words)
    yield process, f"http://127.0.0.1:{line.strip()}/"
    process.kill()
    process.communicate()


def kept(process):
    """Return how many pages, sides and histories the server holds."""
    process.stdin.write("\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def lesson(address, number):
    """Do what a student does; return what was guessed, shown and taken home."""
    with Student(address) as student:
        assert not [one for one in student.widgets.values() if "turns" in one]  # not before a guess
        student.send("guess", "commit", {"direction": "lower", "size": 0.01})
        for action in said_by(number):
            student.send("choices", "choose", action)
        shown = student.panel("result")[1]["shown"]
        told = student.panel("history")[1]["told"]
        files = student.panel("details")[1]["files"]
        return student.link, shown, told, student.file(files[1]["address"])


def test_each_of_a_class_gets_the_answer_to_what_they_chose(server):
    process, address = server
    with ThreadPoolExecutor(STUDENTS) as class_room:
        found = list(class_room.map(lambda number: lesson(address, number), range(STUDENTS)))
    for number, (link, shown, told, file) in enumerate(found):
        state = State()
        for action in said_by(number):
            state = act(state, action)
        assert link == write_link(state)
        assert shown["headline"] == props.results(compute(state), 440, plain)["headline"]
        assert file == FILES["effects.csv"].write(state)
        assert (told is not None) == (number < TELLING)
        if told is None:
            continue
        decisions = history_of("a", state).quarters[40].decisions
        assert [power["why"][0].startswith(name) for power, name in zip(
            told["powers"], STATES, strict=True
        )] == [True] * len(decisions)  # fmt: skip
        assert [[one["taken"] for one in power["options"]] for power in told["powers"]] == [
            [option.action == row.action for option in row.options] for row in decisions
        ]
    assert len({shown["headline"][1] for _, shown, _, _ in found}) == STUDENTS
    pages, sides, histories = kept(process)
    assert pages == 0
    assert sides <= 12 < 4 * STUDENTS
    assert histories == TELLING
    with Student(address) as late:
        late.send("guess", "commit", {"direction": "same", "size": 0})
        assert f"lower under A: {STUDENTS}, the same: 1" in late.panel("guess")[1]["told"]


ODD = [None, "x" * 2000, [[]], {"kind": ["lever"]}, {"value": {}}]
EVENTS = {"choices": ["choose"], "guess": ["commit", "again", "look"], "result": ["act"],
          "history": ["act"], "details": ["act"]}  # fmt: skip
KINDS = [
    "preset", "lever", "switch", "variant", "phase", "phase_gone", "phase_date", "phase_lever",
    "tell", "untell", "runs", "seed", "parameters", "power", "quarter", "predict", "language",
    "width", "each", "entry", "part",
]  # fmt: skip


def test_odd_values_in_every_event_of_every_template_do_no_harm(server):
    _, address = server
    assert set(EVENTS) == set(PANELS) - {"head"}
    with Student(address) as neighbour, Student(address) as other:
        for odd in ("x" * 2000, {"x": 1e308}):
            for kind in KINDS:
                wrong = {"kind": kind, "side": "a", "lever": odd, "name": odd, "place": odd}
                other.send("choices", "choose", {**wrong, "value": odd})
        for one in (neighbour, other):
            one.send("guess", "commit", {"direction": "lower", "size": 0.01})
        before = neighbour.link
        for panel, events in EVENTS.items():
            for event in events:
                for odd in ODD:
                    other.send(panel, event, odd)
                    if event == "again":
                        other.send("guess", "commit", {"direction": "lower", "size": 0.01})
        other.send("history", "act", {"kind": "tell", "side": "a", "value": "x" * 2000})
        assert "received" in other.notice
        assert len(other.notice) < 300
        read_link(other.link)
        neighbour.send("choices", "choose", SAID[0])
        assert neighbour.link == write_link(act(read_link(before), SAID[0]))
        assert neighbour.notice == ""


def opened(address):
    try:
        with connect(address):
            return True
    except InvalidStatus:
        return False


def test_messages_that_are_none_end_no_page_but_their_own(server):
    process, address = server
    kernels = f"{address.replace('http', 'ws')}jupyter/api/kernels/"
    header = {"msg_id": "1", "msg_type": "comm_msg", "session": "x", "username": "", "version": ""}
    custom = {"comm_id": "none", "data": {"method": "custom", "content": {"event": "choose"}}}
    messages = [
        "no json", "{}", "[]", "null", '{"header": 5}', b"\x00\xff" * 40, "[" * 30_000,
        json.dumps({"header": header, "channel": "shell", "content": custom}),
        json.dumps({"header": {**header, "msg_type": "__class__"}, "channel": 7, "content": {}}),
        json.dumps({"header": header, "channel": "shell", "content": []}),
        "x" * (1 << 17),
    ]  # fmt: skip
    with Student(address) as neighbour:
        for message in messages:
            path = f"{kernels}{uuid4()}/channels?session_id={uuid4()}"
            with connect(path) as socket:
                try:
                    socket.send(message)
                    socket.recv(timeout=0.2)
                except (ConnectionClosed, TimeoutError):
                    pass
            neighbour.send("guess", "look", {})
        assert kept(process)[0] <= 16
        answers = [opened(f"{kernels}{uuid4()}/channels?session_id=1") for _ in range(17)]
        assert answers[-1] is False  # pages that are left open are counted
        neighbour.send("guess", "commit", {"direction": "lower", "size": 0.01})
        neighbour.send("choices", "choose", SAID[0])
        assert "a.skill=0.10" in neighbour.link
    assert process.poll() is None
