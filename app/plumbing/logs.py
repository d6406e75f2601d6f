"""Structured logs: one JSON line per event, ids only; no name, mail, token or text of anybody."""

from __future__ import annotations

import logging
import sys
import time
import uuid
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, request

from app.plumbing import faults

log = structlog.get_logger("amiable")
ASKED_OFTEN = {"static", "desk.health"}
"""Logged only when they fail."""


def init(app: Flask) -> None:
    """Log each answered request by route (never by its text), status and milliseconds, under a request id."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def _start() -> None:
        g.request_id, g.started = uuid.uuid4().hex[:12], time.perf_counter()

    @app.after_request
    def _tell(response: Response) -> Response:
        dull = request.endpoint in ASKED_OFTEN and response.status_code < HTTPStatus.BAD_REQUEST
        if not dull and not app.testing:
            spent = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
            log.info(
                "request",
                id=g.get("request_id"),
                route=str(request.url_rule),
                method=request.method,
                status=response.status_code,
                ms=spent,
            )
        response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
        return response


def failure(error: BaseException) -> None:
    """Log an unexpected error by its kind and place, without its message (which may quote people)."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}" if place else ""
    said = faults.said_of(error)
    why = {"fault": faults.CODES[said]} if said else {}
    log.error("failure", id=g.get("request_id") if g else None, error=type(error).__name__, where=where, **why)
