"""Which mails nobody answers: machines, lists, absences, ourselves, reports of servers (RFC 3834, RFC 3464); a pure table.

The heads of a mail are whatever its sender wrote: they may only make us more careful, never do anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.correspondence.rules.mails import Why

MOST, WITHIN = 20, timedelta(hours=1)
"""Mails of one address in an hour; more is no person (house rule)."""


@dataclass(frozen=True)
class Heads:
    """What screening looks at."""

    sender: str = ""
    """The one address it is from; empty where it names none, or several."""
    senders: int = 1
    subject: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    """Heads of RFC 3834 and of lists, by lower-case name: absent is not the same as empty."""
    ours: bool = False
    """Our own address, or the Message-ID of one of our mails."""
    staff: bool = False
    """The address of a member of staff."""
    report: str | None = None
    """The action that a delivery report tells (failed, delayed…); None when it is no report."""
    cites_ours: bool = False
    """Does that report cite a mail of ours?"""
    replies_to: tuple[str, ...] = ()
    """Where it asks answers to go: a form of a website writes as a machine, for somebody who waits."""


Test = Callable[[Heads], bool]
ABSENT = re.compile(
    r"^\s*(re ?: *)?(r[ée]ponse automatique|automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|"
    r"automatische (antwort|beantwoording)|automatisch antwoord|abwesenheits(notiz|nachricht)|respuesta autom[áa]tica|"
    r"fuera de la oficina|risposta automatica|resposta autom[áa]tica|automatyczna odpowied[źz]|automatiskt svar|"
    r"otomatik yan[ıi]t|自動応答|"
    r"(message d[’' ])?absen(ce|te?)(?=\s*$|\s*[:–—-]|\s+(du bureau|temporaire|jusqu|pour cong)))",
    re.IGNORECASE,
)
"""How absence replies without the head of RFC 3834 begin; “Absence de réponse” is what a customer complains of, and no such reply."""
MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|do-?not-?reply)@", re.IGNORECASE)


def _flag(heads: Heads, name: str) -> str:
    return heads.flags.get(name, "").strip().lower()


def _absence(heads: Heads) -> bool:
    by_itself = _flag(heads, "auto-submitted").startswith("auto-replied")
    return (
        by_itself or bool(ABSENT.match(heads.subject)) or "x-autoreply" in heads.flags or "x-autorespond" in heads.flags
    )


def _automatic(heads: Heads) -> bool:
    said = _flag(heads, "auto-submitted")
    null = "return-path" in heads.flags and _flag(heads, "return-path") in {"<>", ""}
    return (bool(said) and said != "no") or null or (bool(MACHINES.match(heads.sender)) and not _for_somebody(heads))


def _for_somebody(heads: Heads) -> bool:
    return any(not MACHINES.match(each) for each in heads.replies_to)


def _list(heads: Heads) -> bool:
    return (
        "list-id" in heads.flags
        or "list-unsubscribe" in heads.flags
        or _flag(heads, "precedence") in {"bulk", "list", "junk"}
    )


SCREEN: tuple[tuple[Why, Test], ...] = (
    (Why.OURS, lambda heads: heads.ours),
    (Why.DELAYED, lambda heads: heads.report == "delayed"),
    (Why.AUTOMATIC, lambda heads: heads.report is not None and not (heads.report == "failed" and heads.cites_ours)),
    (Why.RETURNED, lambda heads: heads.report == "failed"),
    (Why.ABSENCE, _absence),
    (Why.LIST, _list),
    (Why.AUTOMATIC, _automatic),
    (Why.STAFF, lambda heads: heads.staff),
    (Why.NOBODY, lambda heads: heads.senders == 0),
)
"""In this order: the first that holds."""


def screened(heads: Heads) -> Why | None:
    """Why nobody answers this mail; `RETURNED`: a letter of ours came back; None: a person wrote it."""
    return next((why for why, holds in SCREEN if holds(heads)), None)


def doubted(flags: Mapping[str, str]) -> bool:
    """Does a server say that the sender is not the true one?"""
    return bool(re.search(r"\bdmarc\s*=\s*fail\b", flags.get("authentication-results", ""), re.IGNORECASE))
