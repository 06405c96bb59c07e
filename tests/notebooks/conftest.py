"""One kernel for all notebooks."""

from __future__ import annotations

import pytest

from lesson_notebooks import Kernel

pytest.register_assert_rewrite("lessons_checked")


@pytest.fixture(scope="session")
def kernel(tmp_path_factory):
    """Return a kernel that all notebooks share."""
    shared = Kernel(tmp_path_factory.mktemp("kernel"))
    yield shared
    shared.close()
