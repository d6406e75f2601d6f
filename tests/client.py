"""A small browser for tests: signs in, fetches, sends forms; every page it sees must be well-formed, labelled and guarded.

browser = Browser(app).sign_in("alice")
page = browser.get("/log")                       # asserts status 200 and all of `check_page`
page = browser.send("/log", {"what": "…"}, status=422)   # a POST with the CSRF token of this session
page.text, page.titles("h2"), page.form("#log"), page.find_all("a")
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import html5lib
from flask import Flask, g
from werkzeug.test import TestResponse

from app.plumbing.db import db
from tests.factories.house import PASSWORD

Node = ElementTree.Element
NEEDS_A_LABEL = {"input", "select", "textarea"}
LABEL_FREE = {"hidden", "submit", "button", "image", "reset"}
CONTROL_POINTS = {"invalid-codepoint", "control-character-in-input-stream", "noncharacter-in-input-stream"}
"""What people may have typed themselves; everything else must be perfect."""


TOKEN = re.compile(r'<input[^>]*\bname="csrf_token"[^>]*\bvalue="(?P<token>[^"]+)"')


def said(node: Node) -> str:
    """The words of a node, spaces collapsed (narrow and hard ones count as spaces)."""
    return " ".join("".join(node.itertext()).split())


class Page:
    """One answer, parsed the way a browser does."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.path = path
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.whole = "<html" in self.html[:2000].lower()
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self.root: Node = parser.parse(self.html) if self.whole else _fragment(parser, self.html)
        self.faults = [
            f"{path} line {line}: {code} {data}"
            for (line, _column), code, data in parser.errors
            if code not in CONTROL_POINTS
        ]

    @property
    def text(self) -> str:
        """Every word of the page."""
        return said(self.root)

    def find_all(self, tag: str) -> list[Node]:
        """Every element of this name."""
        return list(self.root.iter(tag))

    def titles(self, tag: str = "h1") -> list[str]:
        """The headings of a level."""
        return [said(node) for node in self.find_all(tag)]

    def by_id(self, name: str) -> Node:
        """The element of this id."""
        return next(node for node in self.root.iter() if node.get("id") == name)

    def values(self, form_id: str | None = None) -> dict[str, str]:
        """What a form would send as it stands: one value per name (ticked boxes and chosen radios only)."""
        form = self.by_id(form_id) if form_id else self.root
        return dict(_sent(form))

    def value_of(self, name: str) -> str | None:
        """What a field of this name holds as it stands on the page."""
        return dict(_sent(self.root)).get(name)


def _fragment(parser: Any, html: str) -> Node:
    body = ElementTree.Element("body")
    for node in parser.parseFragment(html):
        body.append(node)
    return body


def _sent(form: Node) -> Iterator[tuple[str, str]]:
    for node in form.iter():
        name = node.get("name")
        if not name:
            continue
        if node.tag == "textarea":
            yield name, "".join(node.itertext())
        elif node.tag == "select":
            options = list(node.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            if chosen:
                yield name, chosen[0].get("value", said(chosen[0]))
        elif node.tag == "input":
            kind = node.get("type", "text")
            if kind in {"checkbox", "radio"} and node.get("checked") is None:
                continue
            if kind not in {"submit", "button", "file", "image"}:
                yield name, node.get("value", "on" if kind in {"checkbox", "radio"} else "")


def check_page(page: Page) -> None:
    """Well-formed; one h1 that the title repeats; ids once; fields labelled; POST forms with a CSRF token."""
    assert not page.faults, page.faults[:5]
    ids = Counter(node.get("id") for node in page.root.iter() if node.get("id"))
    assert not [name for name, n in ids.items() if n > 1], (page.path, [name for name, n in ids.items() if n > 1])
    _check_references(page, set(ids))
    _check_labels(page)
    _check_forms(page)
    if page.whole:
        heads = page.titles("h1")
        assert len(heads) == 1, (page.path, heads)
        title = said(page.find_all("title")[0])
        assert title == f"{heads[0]} · Amiable", (page.path, title, heads[0])
        assert page.find_all("html")[0].get("lang") in {"fr", "en"}


def _check_references(page: Page, ids: set[str | None]) -> None:
    for node in page.root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "popovertarget"):
            for name in (node.get(attribute) or "").split():
                assert name in ids, f"{page.path}: {attribute} names {name}, which is not there"


def _check_labels(page: Page) -> None:
    labelled = {node.get("for") for node in page.find_all("label") if node.get("for")}
    inside = {field for label in page.find_all("label") for field in label.iter() if field.tag in NEEDS_A_LABEL}
    for node in page.root.iter():
        if node.tag not in NEEDS_A_LABEL or node.get("type", "text") in LABEL_FREE:
            continue
        named = node in inside or node.get("id") in labelled or node.get("aria-label") or node.get("aria-labelledby")
        assert named, f"{page.path}: the field {node.get('name')} has no label"


def _check_forms(page: Page) -> None:
    for form in page.find_all("form"):
        if form.get("method", "get").lower() == "post":
            names = {node.get("name") for node in form.iter("input")}
            assert "csrf_token" in names, f"{page.path}: a POST form to {form.get('action')} has no CSRF token"


class Browser:
    """A signed-in person (or nobody) with their cookies."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def sign_in(self, login: str, password: str = PASSWORD) -> Browser:
        """Sign in; fails the test if that does not work."""
        answer = self.post("/sign-in", {"login": login, "password": password})
        assert answer.status_code == 302, answer.get_data(as_text=True)[:400]
        return self

    def speak(self, code: str) -> Browser:
        """Switch the language."""
        assert self.post(f"/language/{code}", {}, token_from="/sign-in").status_code == 302
        return self

    def get(self, path: str, status: int = 200, *, check: bool = True) -> Page:
        """Fetch a page and check it."""
        page = Page(self.fetch(path), path)
        assert page.status == status, (path, page.status, page.text[:400])
        if check and page.html:
            check_page(page)
        return page

    def _fresh(self) -> None:
        """Tests hold one application context open: neither its memory nor its open read may reach the next request."""
        db.session.rollback()
        for name in list(g):
            g.pop(name)

    def fetch(self, path: str, **kwargs: Any) -> TestResponse:
        """A raw GET."""
        self._fresh()
        return self.client.get(path, **kwargs)

    def push(self, path: str, data: Mapping[str, Any], **kwargs: Any) -> TestResponse:
        """A raw POST, as it is given (no token is added)."""
        self._fresh()
        answer = self.client.post(path, data=data, **kwargs)
        for each in (*answer.history, answer):
            each.request.environ["wsgi.input"].close()  # a long form was sent from a temporary file
        return answer

    def token(self, path: str = "/sign-in") -> str:
        """The CSRF token of this session, from any page with a form."""
        found = TOKEN.search(self.fetch(path, follow_redirects=True).get_data(as_text=True))
        assert found is not None, f"{path} has no form"
        return html.unescape(found["token"])

    def post(
        self, path: str, data: Mapping[str, Any], *, token_from: str = "/sign-in", follow: bool = False
    ) -> TestResponse:
        """Send a form with a valid CSRF token; the raw answer."""
        sent = {"csrf_token": self.token(token_from), **data}
        files = any(isinstance(value, tuple | io.IOBase) for value in data.values())
        kind = {"content_type": "multipart/form-data"} if files else {}
        return self.push(path, sent, follow_redirects=follow, **kind)  # type: ignore[arg-type]

    def send(self, path: str, data: Mapping[str, Any], status: int = 200, *, token_from: str = "/sign-in") -> Page:
        """Send a form and check the page that answers (a redirect is returned as it is)."""
        page = Page(self.post(path, data, token_from=token_from), path)
        assert page.status == status, (path, page.status, page.text[:600])
        if page.status not in {301, 302, 303}:
            check_page(page)
        return page
