"""People who press whatever they see: each opens a page, fills in one of its forms as anybody might, and sends it."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import html5lib
from flask import Flask

from tests.client import TOKEN, Node
from tests.conftest import NOW
from tests.factories.house import PASSWORD

PAGES = (
    "/queue",
    "/queue?tab=all",
    "/approvals",
    "/alerts",
    "/mail",
    "/incidents",
    "/insight",
    "/costs",
    "/settings",
    "/search?q=panne",
)
OF_A_CASE = re.compile(r'href="(/cases/AM-[^"#?]+/[^"#?]+)"')
ELSEWHERE = re.compile(r'href="(/[^"#?]*)"')
LEFT_ALONE = ("/sign-out", "/language", "/theme", "/static", "/password", "/settings/staff", "/me")
"""What would end the walk, or somebody else's."""
SAID = ("Le client a rappelé.", "Nous avons vérifié les faits.", "Le transporteur confirme le retard.", "Motif étayé.")


class Walker:
    """One person, who goes on until told to stop."""

    def __init__(self, app: Flask, login: str, refs: list[str], seed: int) -> None:
        self.client, self.login, self.refs = app.test_client(), login, refs
        self.draw, self.seen, self.faults = random.Random(seed), Counter[str](), list[str]()

    def sign_in(self) -> None:
        """As this person does (in a thread of their own: a test holds one application context open)."""
        found = TOKEN.search(self.client.get("/sign-in").get_data(as_text=True))
        assert found is not None
        sent = {"login": self.login, "password": PASSWORD, "csrf_token": found["token"]}
        assert self.client.post("/sign-in", data=sent).status_code == 302

    def turn(self) -> None:
        """Open a page (or two, one leading to the other), and send one of its forms."""
        where = f"/cases/{self.draw.choice(self.refs)}" if self.draw.random() < 0.75 else self.draw.choice(PAGES)
        page = self._open(where)
        onwards = (OF_A_CASE if where.startswith("/cases/") else ELSEWHERE).findall(page)
        onwards = [one for one in onwards if not one.startswith(LEFT_ALONE)]
        if onwards and self.draw.random() < 0.8:
            where = self.draw.choice(onwards)
            page = self._open(where)
        forms = [one for one in _forms(page) if not (one.get("action") or "").startswith(LEFT_ALONE)]
        if forms:
            form = self.draw.choice(forms)
            self._note("POST", form.get("action") or where, self._sent(form))

    def _open(self, where: str) -> str:
        answer = self._note("GET", where)
        return str(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else ""

    def _note(self, method: str, where: str, sent: dict[str, str] | None = None) -> Any:
        answer = self.client.open(where, method=method, data=sent)
        self.seen[f"{method} {answer.status_code}"] += 1
        if answer.status_code >= 500:
            self.faults.append(f"{self.login} {method} {where} {sent}: {answer.status_code}")
        return answer

    def _sent(self, form: Node) -> dict[str, str]:
        buttons = [each for each in form.iter() if each.get("type") == "submit" and each.get("name")]
        sent = dict(self._filled(form))
        if buttons:
            pressed = self.draw.choice(buttons)
            sent[pressed.get("name", "")] = pressed.get("value", "")
        return sent

    def _filled(self, form: Node) -> Iterator[tuple[str, str]]:
        for field in form.iter():
            name, value = field.get("name"), field.get("value", "")
            kind = field.get("type", "text") if field.tag == "input" else field.tag
            if not name or kind in {"submit", "button", "file", "image", "option"}:
                continue
            if kind == "select":
                chosen = [one.get("value", "") for one in field.iter("option")]
                yield name, self.draw.choice(chosen or [""])
            elif kind in {"checkbox", "radio"}:
                if field.get("checked") is not None or self.draw.random() < 0.4:
                    yield name, value or "on"
            else:
                own = "".join(field.itertext()) if kind == "textarea" else value
                yield name, own or ("" if kind == "hidden" else self._typed(name, kind))

    def _typed(self, name: str, kind: str) -> str:
        if kind == "date" or name.endswith("_on"):
            return (NOW.date() + timedelta(days=self.draw.randint(-3, 40))).isoformat()
        if kind == "number" or any(word in name for word in ("amount", "value", "minutes", "share")):
            return str(self.draw.randint(1, 60))
        return "qui@exemple.fr" if "email" in name else self.draw.choice(SAID)


def _forms(page: str) -> list[Node]:
    root: Node = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    return [form for form in root.iter("form") if form.get("method", "get").lower() == "post"]
