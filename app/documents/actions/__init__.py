"""Making files, and settlement agreements from draft to carried out."""

from app.documents.actions.building import (
    HANDLERS as BUILDS,
)
from app.documents.actions.building import (
    ask_for,
    build,
    keep_certificate,
    require_reader,
    sealed_copy,
    verify_url,
)
from app.documents.actions.erasing import HANDLERS as ERASES
from app.documents.actions.erasing import forget_case, forget_files, forget_sent, forget_stored
from app.documents.actions.part_cache import forget_parts
from app.documents.actions.settling import HANDLERS as SETTLES
from app.documents.actions.settling import approve, carry_out, draft, drop, redraft, send, sign

HANDLERS = {**BUILDS, **ERASES, **SETTLES}
"""What the worker does for this room: each handler opens its own units of work."""

__all__ = [
    "HANDLERS",
    "approve",
    "ask_for",
    "build",
    "carry_out",
    "draft",
    "drop",
    "forget_case",
    "forget_files",
    "forget_parts",
    "forget_sent",
    "forget_stored",
    "keep_certificate",
    "redraft",
    "require_reader",
    "sealed_copy",
    "send",
    "sign",
    "verify_url",
]
