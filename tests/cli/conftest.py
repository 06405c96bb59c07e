"""``multivector`` as a user calls it: in this process, or in one of its own."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from multivector_sim.cli import main

PROGRAM = [sys.executable, "-c", "from multivector_sim.cli import main; main()"]
HIDDEN = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""Warnings that Python does not show where they come from a library."""

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def multivector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that calls ``multivector`` in an empty folder, in this process.

    It saves the seconds that Python takes to start. What only a process of its
    own can show is tested with ``program``.
    """
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["multivector", *arguments])
        capsys.readouterr()
        garbage = gc.get_threshold()
        code = None
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            for kind in HIDDEN:
                warnings.simplefilter("ignore", kind)
            try:
                main()
            except SystemExit as end:
                code = end.code
            finally:
                gc.set_threshold(*garbage)
        streams = capsys.readouterr()
        warned = "".join(f"{one.category.__name__}: {one.message}\n" for one in caught)
        return subprocess.CompletedProcess(arguments, code, streams.out, streams.err + warned)

    return call


@pytest.fixture
def program(tmp_path: Path) -> Command:
    """Return a function that starts ``multivector`` in an empty folder; keywords are variables."""

    def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", **environment},
            timeout=300,
            check=False,
        )

    return call
