"""The file as data: what it prints, for programs, attached to the PDF as `dossier.json`."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from app.documents.rules import CaseFile, code_of
from app.kernel import Lang, Money, Words
from app.plumbing.typography import say


def case_document(doc: CaseFile, lang: Lang) -> dict[str, Any]:
    """The same facts as the printed file: amounts in minor units, dates in ISO 8601, sentences in both languages."""
    return {"schema": f"amiable/{code_of(doc)}/1", "lang": lang, **_plain(doc)}


def case_json(doc: CaseFile, lang: Lang) -> bytes:
    """The case document as UTF-8 JSON, the same bytes for the same facts."""
    return json.dumps(case_document(doc, lang), ensure_ascii=False, indent=1, sort_keys=True).encode()


def _plain(thing: Any) -> Any:
    if isinstance(thing, Money):
        return {"minor": thing.minor, "currency": thing.currency}
    if isinstance(thing, Words):
        return {"fr": say(thing, "fr"), "en": say(thing, "en")}
    if isinstance(thing, date | datetime):
        return thing.isoformat()
    if is_dataclass(thing):
        return {each.name: _plain(getattr(thing, each.name)) for each in fields(thing)}
    return [_plain(each) for each in thing] if isinstance(thing, tuple) else thing
