"""Golden files a person can read: compared as they are, written again by `make golden`."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compare with the golden file of this name, or write it when GOLDEN=write."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no golden file {name}: run make golden, then read it"
    assert text == path.read_text(encoding="utf-8"), f"{name} has changed: run make golden, then read the difference"
