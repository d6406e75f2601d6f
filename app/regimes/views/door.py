"""The blueprint of these pages."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("regimes", __name__)
Answer = str | Response | tuple[str, int]
