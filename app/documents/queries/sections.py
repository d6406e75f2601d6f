"""A file as parts that are laid out apart, so that most stay the same from one version to the next.

Only the front and the heads tell at which journal entry the file is cut, and on which day: no part of the body may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.documents.queries.rendering import front_html, heads_html, section_html
from app.documents.rules import CaseFile, Chapter, InternalFile, batches, chapters_of, is_slight, periods, stretches
from app.kernel import Lang, Words, words
from app.plumbing.pdf.parts import Outline, Section
from app.plumbing.typography import say

LONG = ("chronology", "notes")
"""Chapters that grow with the case: cut into stretches."""
CONTENTS = words("Sommaire", "Contents")
SUMMARY = words("L’essentiel en une page", "The essentials on one page")


def sections_of(doc: CaseFile, lang: Lang, *, in_bundle: bool = False) -> tuple[Section, ...]:
    """The parts of the body in their order."""
    return tuple(
        Section(name, section_html(doc, lang, together, in_bundle=in_bundle)) for name, together in _together(doc)
    )


def _together(doc: CaseFile) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Name and stretches of each part: short chapters side by side, long ones stretch by stretch."""
    group: list[Mapping[str, Any]] = [{"key": "summary"}] if hasattr(doc, "summary") else []
    name = "summary"
    for number, chapter in enumerate(chapters_of(doc), 1):
        if chapter.key in LONG:
            if group:
                yield name, group
            group = []
            for place, stretch in enumerate(_stretches(doc, number, chapter), 1):
                yield f"{chapter.key}-{place}", [stretch]
            continue
        name = name if group else chapter.key
        slight = is_slight(doc, chapter)
        group.append({"key": chapter.key, "number": number, "title": chapter.title, "slight": slight})
    if group:
        yield name, group


def _stretches(doc: CaseFile, number: int, chapter: Chapter) -> Iterator[Mapping[str, Any]]:
    """Only the first has the title of the chapter."""
    title: Words | None = chapter.title
    for held in _held(doc, chapter):
        yield {"key": chapter.key, "number": number, "title": title, "slight": False, **held}
        title = None


def _held(doc: CaseFile, chapter: Chapter) -> Iterator[Mapping[str, Any]]:
    if chapter.key == "notes" and isinstance(doc, InternalFile):
        yield from ({"notes": batch} for batch in batches(doc.inside.notes))
    else:
        yield from ({"periods": stretch} for stretch in stretches(periods(doc.chronology)))


def outline_of(doc: CaseFile, lang: Lang, *, in_bundle: bool = False) -> Outline:
    """What frames the parts: cover and contents, and the head of each chapter."""
    heads = {"contents": say(CONTENTS, lang)}
    if hasattr(doc, "summary"):
        heads["summary"] = say(SUMMARY, lang)
    for number, chapter in enumerate(chapters_of(doc), 1):
        heads[chapter.key] = f"{number} {say(chapter.title, lang)}"
    return Outline(
        lambda pages: front_html(doc, lang, pages, in_bundle=in_bundle),
        heads_html(doc, lang, heads.values()),
        tuple(heads),
    )
