"""Pages about the law as data, one module each."""

from app.regimes.views.calendar import calendar
from app.regimes.views.door import blueprint
from app.regimes.views.packs import pack, packs
from app.regimes.views.trying import what_if

__all__ = ["blueprint", "calendar", "pack", "packs", "what_if"]
