"""A process that forks children, each of which runs a sweep and meets its fate.

Run as a script it reads one JSON document a line, and answers each with one.
All that takes long (imports, the compiled engine) is done once, before the
first fork, so a child costs little. POSIX only.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, NamedTuple

LOADED = (
    *("multivector_sim.cli.results", "multivector_sim.cli.sweep", "multivector_sim.sweeps.run"),
    *("fsspec.implementations.local", "pyarrow.dataset", "rich.console", "scipy.special"),
)
"""What a sweep loads when it first needs it. None of it starts a thread: no child would have it."""

CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | getattr(os, "O_DIRECTORY", 0)


class Fate(NamedTuple):
    """How a child ended: exit code (negative: the signal), and what it wrote."""

    code: int
    out: str
    err: str


class Forge:
    """The process, as tests speak to it."""

    def __init__(self) -> None:
        self.process = Popen([sys.executable, __file__], stdin=PIPE, stdout=PIPE, text=True)

    def run(self, folder: Path, **request: Any) -> Fate:
        """Run the small sweep in a child; see ``_sweep`` and ``_prepare`` for what may be asked."""
        return self._ask({"folder": str(folder), **request})

    def command(self, *arguments: object, **request: Any) -> Fate:
        """Run the command line in a child."""
        return self._ask({"arguments": [str(word) for word in arguments], **request})

    def _ask(self, request: dict[str, Any]) -> Fate:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return Fate(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@cache
def _plan(text: str) -> Any:
    from sweeping import small_plan

    return small_plan(**json.loads(text))


def _sweep(request: dict[str, Any]) -> None:
    from multivector_sim.errors import MultivectorError
    from multivector_sim.sweeps.run import Local, run_sweep

    plan = _plan(json.dumps(request.get("sweep", {})))
    executor = Local(threads=request.get("threads", 1))

    def note(words: str) -> None:
        print(words, flush=True)

    try:
        run_sweep(plan, request["folder"], executor=executor, note=note)
    except MultivectorError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


def _command(request: dict[str, Any]) -> None:
    from multivector_sim.cli import main
    from multivector_sim.sweeps import plan

    plan.SHARD = request.get("rows", 40)
    main(request["arguments"])


def _prepare(request: dict[str, Any]) -> None:
    """Let a child meet its fate.

    ``die_at``, ``interrupt_at``: kill or interrupt it right before the k-th
    operation that changes its folder. ``limit``: no file may be longer;
    ``limit_kills``: the system then kills in the middle of writing. ``user``:
    whose rights it has. ``folders_work`` and so on are those of ``_sweep``.
    """
    import resource

    if "user" in request:
        os.setgid(request["user"])
        os.setuid(request["user"])
    if "limit" in request:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if request.get("limit_kills"):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["limit"], request["limit"]))
    if "clock" in request:
        _jump(request["clock"])
    for key, sent in (("die_at", signal.SIGKILL), ("interrupt_at", signal.SIGINT)):
        if key in request:
            sys.addaudithook(_counter(request["watched"], request[key], sent))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "kill_after" in request:
        threading.Timer(request["kill_after"], os.kill, (os.getpid(), signal.SIGKILL)).start()


def _counter(folder: str, last: int, sent: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a hook that sends a signal before the ``last``-th change of a folder."""
    seen = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event not in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"):
            return
        if not str(arguments[0]).startswith(folder):
            return
        if event == "open" and not (arguments[2] & CHANGES):
            return
        seen += 1
        if seen == last:
            os.kill(os.getpid(), sent)

    return hook


def _jump(step: float) -> None:
    """Let every clock go to and fro."""
    turn = 0

    def shifted(real: Callable[[], float]) -> Callable[[], float]:
        def now() -> float:
            nonlocal turn
            turn += 1
            return real() + step * (-1) ** turn * turn

        return now

    time.time, time.monotonic = shifted(time.time), shifted(time.monotonic)


def _child(request: dict[str, Any], out: int, err: int) -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.stdout, sys.stderr = (os.fdopen(at, "w", encoding="utf-8", closefd=False) for at in (1, 2))
    code = 1
    try:
        _prepare(request)
        (_command if "arguments" in request else _sweep)(request)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException as error:
        print(f"escaped: {error!r}", file=sys.stderr)
        code = 99
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _serve() -> None:
    from multivector_sim.ensemble.engine import run_ensemble
    from multivector_sim.scenario import load_scenario

    for name in LOADED:
        import_module(name)
    run_ensemble(load_scenario("baseline").pack(), 1, 1, threads=1)
    gc.collect()
    gc.freeze()  # children leave alone what was made here
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        request = json.loads(line)
        if "arguments" not in request:
            request.setdefault("watched", request["folder"])
            _plan(json.dumps(request.get("sweep", {}))).content  # noqa: B018
        pipes = [os.pipe(), os.pipe()]  # no files: a child may be forbidden to write any
        child = os.fork()
        if child == 0:
            _child(request, pipes[0][1], pipes[1][1])
        texts = []
        for _, writer in pipes:
            os.close(writer)
        for reader, _ in pipes:
            with open(reader, encoding="utf-8") as file:  # noqa: PTH123  (a descriptor)
                texts.append(file.read())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        answers.write(json.dumps({"code": code, "out": texts[0], "err": texts[1]}) + "\n")
        answers.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    _serve()
