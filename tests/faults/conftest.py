"""A process that forks children to be killed, shared by the tests here."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from forge import Forge

from sweeping import contents


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    made = Forge()
    yield made
    made.close()


@pytest.fixture(scope="session")
def whole(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what an uninterrupted sweep leaves."""
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    assert forge.run(folder).code == 0
    return contents(folder)
