"""Inside the sandbox: where the new words of a mail end and what it answers begins, as mail programs write it.

They write one of three things above what is answered: a line that ends in “X wrote:”, a small head (From, Sent, To, Subject),
or a separator with either below it; some put only `>` before each line. Answers written between quoted lines are new words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from mailparser_reply import EmailReplyParser

LANGUAGES = ["fr", "en", "de", "es", "it", "nl"]
REPLY_WITHIN = 20_000
"""Characters among which the parser looks for a quoted tail."""
LOOKED_AT = 4_000
"""Lines among which the beginning of what is answered is looked for."""
FORWARDED = re.compile(
    r"^\s*(?:(?:re|r[ée]f?|aw|sv) ?: *)*(?:tr|fwd?|wg|i|rv|doorst|transf[ée]r[ée]?) ?:", re.IGNORECASE
)
"""A mail that hands on another one: what it hands on is what we have not read."""
WROTE = re.compile(r"(a\s+écrit|wrote|schrieb|escribió|ha\s+scritto|schreef|escreveu)\s*[:：]\s*$", re.IGNORECASE)
WROTE_FROM = re.compile(r"^\W*(le|on|am|el|il|op|em|in)\b[^\n]*\d", re.IGNORECASE)
"""How a line of that kind begins: with the day."""
LABELS: dict[str, frozenset[str]] = {
    "from": frozenset({"de", "from", "von", "da", "van", "message du", "expéditeur", "from:"}),
    "sent": frozenset({"envoyé", "envoyé le", "sent", "date", "gesendet", "datum", "enviado", "inviato", "verzonden", "data", "fecha"}),
    "to": frozenset({"à", "a", "to", "an", "aan", "para", "pour", "destinataire", "cc", "copie à", "copie", "kopie"}),
    "about": frozenset({"objet", "subject", "betreff", "sujet", "asunto", "oggetto", "onderwerp", "assunto"}),
}  # fmt: skip
"""What the lines of such a head are called."""
LABEL = re.compile(r"^[\s>*|]*([A-Za-zÀ-ÿ]+(?: (?:du|le|à))?)[\s*]*[:：]")
RULE = re.compile(r"^[\s>]*(?:[-_=*~]{5,}|[-_=*]{2,}.{3,60}[-_=*]{2,}|message du \d.*)\s*$", re.IGNORECASE)
"""A line of strokes, with words in it or not; or of the day alone."""
ANSWERS = re.compile(r"^\s*(?:\[[^]]*\]\s*)*(?:re|r[ée]f?|aw|sv|antw|res|odp|vs)\b ?\.? ?:", re.IGNORECASE)
"""A subject that says so itself: it answers another mail."""
ABOVE = re.compile(
    r"^[\s>]*(?:#{2}-.*-#{2}|[-_ ]*(?:message d['’]origine|message original|mail original|original message|original appointment|"
    r"ursprüngliche nachricht|mensaje original|messaggio originale|oorspronkelijk bericht|reply above this line)[-_ ]*:?)\s*$",
    re.IGNORECASE,
)
"""What says by itself that all below it was there before."""


def divided(text: str, subject: str = "", *, replies: bool = True) -> tuple[str, str]:
    """What is new, and what follows (the mail that was answered). A text that is all quotation, or handed on, is all new.

    `replies`: does its head say that it answers a mail? Where neither that nor its subject does, a small head in its text is its own.
    """
    if FORWARDED.match(subject):
        return text, ""
    lines = text.splitlines()
    replies = replies or ANSWERS.match(subject) is not None
    place = _begun(lines, heads=replies)
    if place is None:
        return _as_parsed(text, lines) if replies else (text, "")
    return _parted(lines, place + _answers(lines[place:]), text)


def _parted(lines: Sequence[str], place: int, text: str) -> tuple[str, str]:
    new, rest = "\n".join(lines[:place]).strip(), "\n".join(lines[place:]).strip()
    return (new, rest) if new else (text, "")


def _begun(lines: Sequence[str], *, heads: bool) -> int | None:
    """The line with which what is answered begins; None where no program marked it."""
    for place, line in enumerate(lines[:LOOKED_AT]):
        if ABOVE.match(line) or (heads and _is_head(lines, place)) or _wrote(lines, place):
            return _with_rule(lines, place)
    return _quoted_tail(lines)


def _with_rule(lines: Sequence[str], place: int) -> int:
    """The same, from the line of strokes above it on."""
    above = place
    while above and not lines[above - 1].strip():
        above -= 1
    return above - 1 if above and RULE.match(lines[above - 1]) else place


def _is_head(lines: Sequence[str], place: int) -> bool:
    """Do the next lines name a sender and two more things of a mail's head?"""
    if _label(lines[place]) not in {"from", "sent"}:
        return False
    found = [_label(line) for line in lines[place : place + 9] if line.strip(" >*\t")]
    kinds: list[str] = []
    for kind in found:
        if not kind and len(set(kinds)) > 2:
            break
        kinds.append(kind)
    here = set(kinds[:6]) - {""}
    return kinds[1:2] != [""] and "from" in here and len(here) >= (3 if "about" in here or len(kinds) > 3 else 4)


def _label(line: str) -> str:
    found = LABEL.match(line)
    said = found[1].lower() if found else ""
    return next((kind for kind, names in LABELS.items() if said in names), "")


def _wrote(lines: Sequence[str], place: int) -> bool:
    """“On … X wrote:”, on one line or broken over three."""
    if not WROTE_FROM.match(lines[place]):
        return False
    for last in range(place, min(place + 4, len(lines))):
        said = " ".join(lines[place : last + 1])
        if not lines[last].strip() or len(said) > 400:
            return False
        if WROTE.search(said):
            return True
    return False


def _quoted_tail(lines: Sequence[str]) -> int | None:
    """Where quoted lines begin that go on to the end."""
    place = len(lines)
    while place and (not lines[place - 1].strip() or lines[place - 1].lstrip().startswith(">")):
        place -= 1
    quoted = any(line.strip() for line in lines[place:])
    if not quoted:
        return None
    return place - 1 if place and WROTE.search(lines[place - 1]) else place


def _answers(tail: Sequence[str]) -> int:
    """How many of these lines hold answers between (or below) quoted ones; 0 where nothing new stands among them."""
    first = next((n for n, line in enumerate(tail) if line.lstrip().startswith(">")), None)
    if first is None or any(line.strip() and not _opens(tail[n:first]) for n, line in enumerate(tail[:first])):
        return 0
    last = 0
    for number, line in enumerate(tail[first:], start=first + 1):
        if SIGNED.match(line):
            break
        if line.strip() and not line.lstrip().startswith(">") and not _runs_on(tail, number - 1):
            last = number
    return last


SIGNED = re.compile(r"^-- ?$|^_{20,}$")
"""What a signature, or the foot of a list, begins with."""


def _opens(above: Sequence[str]) -> bool:
    """Does the first of these lines belong to what stands above the quoted ones (the day, “wrote:”, strokes)?"""
    return RULE.match(above[0]) is not None or WROTE.search(" ".join(above)) is not None


def _runs_on(tail: Sequence[str], number: int) -> bool:
    """Is it the rest of a quoted line that was broken on its way: short, in small letters, between quoted lines?"""
    line, above = tail[number].strip(), tail[number - 1].lstrip() if number else ""
    below = tail[number + 1].lstrip() if number + 1 < len(tail) else ">"
    return above.startswith(">") and below.startswith(">") and len(above) > 60 and len(line) < 40 and line[:1].islower()


def _as_parsed(text: str, lines: Sequence[str]) -> tuple[str, str]:
    """As the parser finds it, for what other programs write; never in the middle of a line."""
    first = EmailReplyParser(languages=list(LANGUAGES)).read(text[:REPLY_WITHIN]).replies
    if len(first) < 2:
        return text, ""
    new, so_far = _letters(first[0].content), accumulate(_letters(line) for line in lines)
    place = next((place for place, read in enumerate(so_far) if read > new), None)
    return (text, "") if place is None else _parted(lines, place, text)


def _letters(text: str) -> int:
    return sum(not char.isspace() for char in text)
