"""How a letter ends above its signature, where whoever wrote it did not end it themselves. Pure."""

from __future__ import annotations

import re

from app.kernel import Lang

ENDED = re.compile(
    r"agréer|salutations|cordialement|sincèrement|respectueusement|\bregards\b|\bsincerely\b|\bfaithfully\b|\btruly\b|best wishes",
    re.IGNORECASE,
)
NEAR_THE_END = 250
"""Characters: an ending that somebody wrote stands no further from the end, their name and ours below it included."""
CALLED = re.compile(r"(Madame, Monsieur|Madame|Monsieur),?\s*$", re.MULTILINE)
NAMED = re.compile(r"^Dear (?!Sir\b)", re.IGNORECASE)


def ending(body: str, lang: Lang) -> str:
    """The closing formula that this text still needs, in its language; none where it has one. In French it takes up the greeting."""
    if ENDED.search(body[-NEAR_THE_END:]):
        return ""
    if lang == "en":
        return "Yours sincerely," if not body or NAMED.match(body.lstrip()) else "Yours faithfully,"
    called = CALLED.match(body.lstrip())
    name = called.group(1) if called else "Madame, Monsieur"
    return f"Nous vous prions d’agréer, {name}, nos salutations distinguées."
