"""Every room's rows in one place, so that migrations and tests see the whole database."""

from __future__ import annotations

import importlib
import pkgutil

import app
from app.plumbing import idempotency, jobs, search, sessions, stamped_cache, throttle
from app.plumbing.db import Base


def _load() -> None:
    for room in pkgutil.iter_modules(app.__path__):
        name = f"app.{room.name}.models"
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise


_load()
PLUMBING = (jobs, idempotency, search, stamped_cache, sessions, throttle)
__all__ = ["PLUMBING", "Base"]
