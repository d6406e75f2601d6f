"""The door of people."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("people", __name__)
Answer = str | Response | tuple[str, int]
