"""Assembles the house: settings, plumbing, rooms, error pages, commands."""

from __future__ import annotations

import importlib.util
import pkgutil
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

import app as house
from app import cli, reactions
from app.api.views import v1
from app.kernel import Clock, SystemClock
from app.models import Base
from app.people import guards
from app.plumbing import drafts, errors, logs, sessions, web
from app.plumbing.db import as_json, db, read_json
from app.regimes.queries import read_ahead
from config import ROOT, Settings, settings_from

assert Base.metadata.tables
csrf = CSRFProtect()


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The application, for these settings (the environment's) and this clock (the machine's)."""
    settings = settings or settings_from()
    made = web.House(house.__name__, root_path=str(Path(house.__path__[0])), template_folder=str(ROOT / "templates"))
    made.url_rule_class = web.LateRule
    made.config.update(_flask_settings(settings))
    made.extensions.update(settings=settings, clock=clock or SystemClock(), reactions=reactions.TABLE)
    db.init_app(made)
    logs.init(made)
    web.init(made)
    errors.init(made)
    sessions.init(made)
    drafts.init(made)
    guards.init(made)
    csrf.exempt(v1)
    csrf.init_app(made)  # after who it is: a form that is refused is answered in their language
    _open_doors(made)
    made.before_request(read_ahead)
    cli.init(made)
    return made


def _flask_settings(settings: Settings) -> dict[str, object]:
    both = {"pool_use_lifo": True, "json_serializer": as_json, "json_deserializer": read_json}
    sqlite = {"connect_args": {"timeout": 60, "check_same_thread": False}}
    server = {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": True}
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": both | (sqlite if settings.on_sqlite else server),
        "ZONE": settings.zone,
        "MAX_CONTENT_LENGTH": 60 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,
    }


def _open_doors(made: Flask) -> None:
    for room in pkgutil.iter_modules(house.__path__):
        name = f"{house.__name__}.{room.name}.views"
        if room.ispkg and importlib.util.find_spec(name) is not None:
            pages = getattr(importlib.import_module(name), "blueprint", None)
            if pages is not None:
                made.register_blueprint(pages)
