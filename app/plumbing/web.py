"""What every page needs: language, template words, security headers, refusals shown where they belong, asset names."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Request, Response, abort, current_app, g, request, session, url_for
from flask.json.provider import DefaultJSONProvider
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import BuildError, IntegerConverter, Map, Rule

from app.kernel import Clock, Lang, Refused, day_of, words
from app.plumbing import faults, logs, typography, unit_of_work
from app.plumbing.templating import DirectCalls, OncePerReader, Reader, kept

T = TypeVar("T")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = 31_536_000
ADDRESSES_KEPT = 4096
READERS_KEPT = 8


GREATEST = 2_147_483_647
"""No row has a greater number, on either database."""


class RowNumber(IntegerConverter):
    """A number in an address: one that no row can have leads nowhere (404) and is asked of no database."""

    def __init__(self, url_map: Map, fixed_digits: int = 0, min: int | None = None, max: int = GREATEST) -> None:  # noqa: A002
        super().__init__(url_map, fixed_digits, min, max)


def number_of(typed: str | None) -> int | None:
    """The number of a row as a form or a query names it; None for everything else that may stand there."""
    text = (typed or "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(GREATEST)) else None
    return number if number is not None and number <= GREATEST else None


def clock() -> Clock:
    """The clock of this door; only doors hold one."""
    found: Clock = current_app.extensions["clock"]
    return found


def lang() -> Lang:
    """The language of this page: chosen, else the person's, else the browser's; French first."""
    chosen = session.get("lang") or getattr(g, "own_lang", None)
    if chosen in {"fr", "en"}:
        return "en" if chosen == "en" else "fr"
    return "en" if request.accept_languages.best_match(["fr", "en"]) == "en" else "fr"


def today() -> date:
    """The civil date of the house, in its own zone."""
    return day_of(clock().now(), current_app.config["ZONE"])


@contextmanager
def refusals_shown_on(form: FlaskForm) -> Iterator[None]:
    """A refusal inside, and what else it says is wrong, become errors on their fields (or the form), and so does a full disk;
    what was done is rolled back."""
    try:
        yield
    except Refused as refused:
        unit_of_work.undo()
        for each in (refused, *refused.also):
            _show_on(form, each)
    except Exception as fault:
        said = faults.said_of(fault)
        if said is None:
            raise
        logs.failure(fault)
        unit_of_work.undo()
        _show_on(form, faults.refused(said))


def _show_on(form: FlaskForm, refused: Refused) -> None:
    sentence = typography.say(refused.message, lang())
    field = form._fields.get(refused.field or "")
    if field is None:
        form.form_errors.append(sentence)
    elif sentence not in field.errors:
        field.errors = [*field.errors, sentence]
    (form if field is None else field).refused = refused


def asset(name: str) -> str:
    """The address of a static file, with its fingerprint: kept a year, new with each version."""
    path = Path(current_app.static_folder or "") / name
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
    return url_for("static", filename=name, v=mark)


Build = Callable[..., tuple[str, str]]
_builders: dict[tuple[str, ...], Build] = {}


class LateRule(Rule):
    """An address whose writer (`url_for`) is compiled when first asked for, once for all applications of a process.

    A start needs none of them, a page a dozen.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        compile_now = super()._compile_builder
        key = (repr(self._trace), repr(self.defaults), str(append_unknown))

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if key not in _builders:
                _builders[key] = compile_now(append_unknown)
            return _builders[key](rule, **values)

        return build


STAND_INS: Mapping[type, Callable[[int], Any]] = {str: "in-place-of-{:03}-".format, int: (9_000_000_000_000).__add__}
"""What stands for a value while the shape of an address is found out: written as it is, and found nowhere else."""
UNSAID = ("_anchor", "_method", "_scheme", "_external")
"""What `flask.url_for` passes on even if its caller says nothing of it."""
PLAIN = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch


class Asked(Request):
    """A request whose query may hold any byte: what is no text, as old mail programs and scanners send it, is spelled out first."""

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query.encode("latin-1", "replace"), safe=AS_IT_IS)
        super().__init__(environ, *args, **kwargs)


AS_IT_IS = string.punctuation
"""Marks of a query that mean something where they stand."""


class House(Flask):
    """Flask whose addresses are written once: a page asks for the same thirty on every visit.

    An address of plain values (a reference, a name of an action, a number) is not even written: where they go is known
    from the first of its shape.
    """

    request_class = Asked

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._written: dict[Any, str] = {}
        self._shapes: dict[Any, str | None] = {}

    def ensure_sync(self, func: Callable[..., T]) -> Callable[..., T]:
        """None of our functions is asynchronous: none need be looked at, of the twenty that are called for each page."""
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """The address of an endpoint, as Flask writes it; kept where it depends on these values alone."""
        values = {name: value for name, value in values.items() if value is not None or name not in UNSAID}
        try:
            root = request.script_root
        except RuntimeError:  # outside a request
            return super().url_for(endpoint, **values)
        if endpoint.startswith("."):
            return super().url_for(endpoint, **values)
        if values and all(map(_plain, values.values())):
            kind = (root, endpoint, *values, *map(type, values.values()))
            if kind not in self._shapes:
                self._shapes[kind] = self._shape(endpoint, values)
            if shape := self._shapes[kind]:
                return shape % values
        return self._remembered(root, endpoint, values)

    def _remembered(self, root: str, endpoint: str, values: Mapping[str, Any]) -> str:
        """The address, written once for these very values."""
        if any(name.startswith("_") for name in values):
            return super().url_for(endpoint, **values)
        given = tuple([(name, type(value), value) for name, value in values.items()])
        key = (root, endpoint, given)
        try:
            known = self._written.get(key)
        except TypeError:  # a list among the values
            return super().url_for(endpoint, **values)
        if known is None:
            known = super().url_for(endpoint, **values)
            if len(self._written) >= ADDRESSES_KEPT:
                self._written.clear()
            self._written[key] = known
        return known

    def _shape(self, endpoint: str, values: Mapping[str, Any]) -> str | None:
        """The address with a place for each value; None where Flask cannot write it, or not with every value in it once."""
        if any(name.startswith("_") for name in values):
            return None
        stand_ins = {name: STAND_INS[type(value)](n) for n, (name, value) in enumerate(values.items())}
        try:
            written = super().url_for(endpoint, **stand_ins).replace("%", "%%")
        except BuildError:
            return None
        for name, stand_in in stand_ins.items():
            if written.count(str(stand_in)) != 1:
                return None
            written = written.replace(str(stand_in), f"%({name})s")
        return written


def _plain(value: object) -> bool:
    """Is it written in an address as it reads?"""
    if type(value) is str:
        return PLAIN(value) is not None
    return type(value) is int and value >= 0


def csrf_token() -> str:
    """The token of this page's forms: made once, found again without asking how it is made."""
    return g.get("csrf_token") or generate_csrf()


def words_of_the_page() -> dict[str, Any]:
    """What every template may use, whoever reads it: language, typography, dates."""
    now = clock().now()
    zone = current_app.config["ZONE"]
    reader = _reader(lang(), zone, day_of(now, zone), request.script_root)
    return {**reader.tools, "drawn_for": reader, "made_modules": {}, "now": now}


def _reader(spoken: Lang, zone: str, on: date, served_under: str) -> Reader:
    """The tools of everybody who reads this language today: made once a day (while debugging, for each page)."""
    known: dict[tuple[object, ...], Reader] = current_app.extensions.setdefault("readers", {})
    key = (spoken, zone, on, served_under)
    if key not in known or current_app.debug:
        if len(known) >= READERS_KEPT:
            known.clear()
        known[key] = Reader({**typography.jinja_tools(spoken, zone, on), "asset": cache(asset)})
    return known[key]


def _secure(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in given])
    if request.endpoint == "static":
        response.cache_control.max_age, response.cache_control.public = A_YEAR, True
        response.cache_control.no_cache = None
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")
    return response


def _no_nul() -> None:
    """No page and no row has a NUL in its name: such an address is nobody's."""
    if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
        abort(404)


def _say_json_plainly(app: Flask) -> None:
    """Documents keep their order and their accents."""
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.ensure_ascii, app.json.sort_keys = False, False


def init(app: Flask) -> None:
    """Give an app these habits."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_no_nul)
    app.context_processor(words_of_the_page)
    app.after_request(_secure)
    _say_json_plainly(app)
    app.jinja_env.globals.update(kept=kept, csrf_token=csrf_token)
    app.jinja_env.template_class = OncePerReader
    app.jinja_env.code_generator_class = DirectCalls
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def found(load: Callable[[], T]) -> T:
    """What this loads, or 404: what you may not see does not exist."""
    try:
        return load()
    except Refused as refused:
        if refused.code.startswith("no_such"):
            abort(404)
        raise


def unknown_deed() -> Refused:
    """A form asks its page for something that the page does not do."""
    return Refused("unknown_deed", UNKNOWN_DEED, "do")


UNKNOWN_DEED = words(
    "Rien de tel ne se fait sur cette page : rechargez-la, puis utilisez un de ses boutons.",
    "There is no such thing to do on this page: load it again, then use one of its buttons.",
)
SHUT = "sandbox; default-src 'none'"


def download(content: bytes, name: str) -> Response:
    """Bytes as a download that no browser opens or runs."""
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = SHUT
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def picture(drawn: bytes) -> Response:
    """A page drawn as a JPEG picture; kept by the browser for ten minutes, by nobody else."""
    answer = Response(drawn, mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = SHUT
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer
