"""A program that calls the door: it holds a key and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, g
from werkzeug.test import TestResponse

from app.api import actions
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW

UNTIL = date(2027, 2, 18)


def a_key(holder: Staff, *, writes: bool = True, name: str = "boutique", until_on: date = UNTIL) -> str:
    """Make a key in a unit of work of its own."""
    with unit_of_work.writing():
        return actions.make_key(name, until_on, writes=writes, by=holder.actor, at=NOW, on=NOW.date())


class Program:
    """What calls; `key` None sends none."""

    def __init__(self, app: Flask, key: str | None = None, lang: str = "fr") -> None:
        self.client = app.test_client()
        self.headers = {"Accept-Language": lang} | ({"Authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Ask."""
        return self._call("GET", path, **kwargs)

    def post(self, path: str, sent: object = None, *, raw: bytes | None = None, **kwargs: Any) -> TestResponse:
        """Send a JSON document, or these very bytes as if they were one."""
        body = json.dumps(sent).encode() if raw is None else raw
        return self._call("POST", path, data=body, **{"content_type": "application/json", **kwargs})

    def _call(self, method: str, path: str, headers: Mapping[str, str] | None = None, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        for name in list(g):
            g.pop(name)
        return self.client.open(f"/api/v1{path}", method=method, headers={**self.headers, **(headers or {})}, **kwargs)


def refused(answer: TestResponse) -> tuple[int, str, str | None]:
    """How it was refused: status, code, field; the sentence must be there."""
    document = answer.get_json()
    assert set(document) == {"type", "title", "status", "detail", "refused"}, document
    assert answer.mimetype == "application/problem+json"
    assert (document["status"], document["detail"]) == (answer.status_code, document["refused"]["message"])
    assert set(document["refused"]) - {"also"} == {"code", "message", "field"}
    assert document["refused"]["message"]
    return answer.status_code, document["refused"]["code"], document["refused"]["field"]
