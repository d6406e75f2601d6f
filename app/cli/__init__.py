"""Commands of all rooms. With `--json`, exactly one JSON document on standard output; messages go to standard error.

Exit status: 0 answered (a refused verdict is an answer), 1 refused or problems found, 2 usage.
"""

from __future__ import annotations

import importlib
import pkgutil

import click
from flask import Flask


def init(app: Flask) -> None:
    """Register every module's COMMANDS."""
    for module in pkgutil.iter_modules(__path__):
        commands: list[click.Command] = getattr(importlib.import_module(f"{__name__}.{module.name}"), "COMMANDS", [])
        for command in commands:
            app.cli.add_command(command)
