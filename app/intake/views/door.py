"""The door of intake."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("intake", __name__)
Answer = str | Response | tuple[str, int]
