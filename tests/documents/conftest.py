"""Files are waited for in tests: sandboxed jobs run at normal priority."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _in_a_hurry() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.plumbing.pdf.sandbox.COURTESY", 0)
        yield
