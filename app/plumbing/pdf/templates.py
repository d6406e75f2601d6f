"""The templates of everything that is printed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.plumbing.typography import unbroken

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


@lru_cache(maxsize=1)
def _printer() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["unbroken"] = unbroken
    return made


def sheet(template: str, **facts: object) -> str:
    """A page to print, as HTML: `template` below `templates/`, with its facts and the tools of its reader; an unknown name fails."""
    return _printer().get_template(template).render(**facts)
