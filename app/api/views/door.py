"""The door: how an address is declared, and how each call is let in, read and answered.

`TABLE` is what OpenAPI, the help page and docs/api.md are drawn from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from pydantic import BaseModel

from app.api.forms.kinds import Nothing, Query, Shape
from app.api.forms.reading import body_of, query_of
from app.api.guards import let_in
from app.api.rules import STATUS, wait_of
from app.kernel import Refused, Words
from app.people.rules import Permission
from app.plumbing import errors

blueprint = Blueprint("api", __name__)
"""Pages for people."""
v1 = Blueprint("v1", __name__, url_prefix="/api/v1")
"""Addresses for programs: keys instead of cookies, hence no CSRF token."""
LARGEST = 512 * 1024
"""Bytes of one call: a complaint of 20,000 signs, each written out as JSON may, fits in."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Amiable"'}
Answer = dict[str, Any] | list[Any] | BaseModel
Act = Callable[..., Answer | tuple[Answer, int, Mapping[str, str]]]


@dataclass(frozen=True)
class Endpoint:
    """One thing that programs may ask for or write."""

    name: str
    method: str
    path: str
    about: Words
    needs: Permission
    query: type[Query]
    body: type[Shape] | None
    gives: type[BaseModel] | Words
    """The shape of the answer, or where it is described."""

    @property
    def about_a_case(self) -> bool:
        """Is it about one case, named in the address?"""
        return "<ref>" in self.path

    @property
    def appends(self) -> bool:
        """Does it add to a case (and may it be sent twice, under one `Idempotency-Key`)?"""
        return self.body is not None and self.about_a_case

    @property
    def given(self) -> tuple[int, ...]:
        """How it answers when all is well."""
        return (200, 201) if self.body else (200,)

    @property
    def refusals(self) -> tuple[int, ...]:
        """How else it may answer."""
        some = [401, 403, 422, 429] + [404] * self.about_a_case + [409] * self.appends + [413, 415] * bool(self.body)
        return tuple(sorted(some))


TABLE: list[Endpoint] = []


def endpoint(
    method: str,
    path: str,
    about: Words,
    *,
    needs: Permission,
    gives: type[BaseModel] | Words,
    query: type[Query] = Nothing,
    body: type[Shape] | None = None,
) -> Callable[[Act], Act]:
    """Declare an address: who may ask, in which shape; the view gets who calls, what was asked, and what is in the path."""

    def declare(view: Act) -> Act:
        TABLE.append(Endpoint(view.__name__, method, path, about, needs, query, body, gives))

        @wraps(view)
        def door(**where: Any) -> Any:
            by = let_in(needs, writes=body is not None)
            asked: Query | Shape = query_of(query, request.args)
            if body is not None:
                asked = body_of(body, _sent())
            return _plain(view(by, asked, **where))

        door.needs = needs  # type: ignore[attr-defined]
        v1.add_url_rule(path, view.__name__, door, methods=[method])
        return view

    return declare


def _sent() -> bytes:
    if not request.is_json:
        abort(415)
    return request.get_data(cache=False)


def _plain(answer: Any) -> Any:
    if isinstance(answer, tuple):
        return _plain(answer[0]), *answer[1:]
    return answer.model_dump(mode="json") if isinstance(answer, BaseModel) else answer


def place_of(ref: str) -> Mapping[str, str]:
    """Where a case is, for the header of an answer."""
    return {"Location": url_for("api.v1.case", ref=ref)}


@v1.before_request
def _not_too_large() -> None:
    request.max_content_length = LARGEST


@v1.errorhandler(Refused)
def _refused(refused: Refused) -> errors.Told:
    status = STATUS.get(refused.code, 422)
    later = {"Retry-After": str(int(wait_of(refused).total_seconds()))}
    return errors.told(status, refused, {401: CHALLENGE, 429: later}.get(status, {}))


@v1.after_request
def _as_was_asked(response: Response) -> Response:
    """No store between us and them mixes up two keys, or two languages."""
    response.vary.update(("Authorization", "Accept-Language"))
    return response
