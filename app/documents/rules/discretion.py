"""What of the journal an outsider's chronology may tell, and names that stay in the house.

The table is an allow-list: a kind that is not in it has no line outside, and of its words only the fields named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.kernel import Lang, Words, words

CHRONICLE: Mapping[str, tuple[str, ...]] = {
    "case.logged": ("what", "asked"),
    "case.take_charge": ("body",),
    "case.ask_customer": ("body",),
    "case.customer_replied": ("body",),
    "case.contact": ("body",),
    "case.answer": ("body",),
    "case.final_answer": ("body",),
    "case.escalate": (),
    "case.contest": ("body",),
    "case.contest_final": ("body",),
    "case.send_offer": (),
    "case.send_offer_aside": (),
    "gesture.accepted": (),
    "gesture.partly_accepted": (),
    "gesture.refused": (),
    "gesture.expired": (),
    "correspondence.written": ("body",),
    "case.promised": ("what",),
    "case.promise_kept": ("what",),
    "case.mediation_notified": (),
    "case.mediation_over": (),
    "case.mediation_agreed": (),
    "case.court_seized": (),
    "case.judgment": (),
    "case.proceedings_dropped": (),
    "case.withdraw": ("body",),
    "case.close_carried_out": (),
    "case.close_solved": (),
    "case.close_quietly": (),
    "case.reopen": (),
    "mediation.referred": ("who",),
    "mediation.accept_entry": (),
    "mediation.decline_entry": ("body",),
    "mediation.admissible": (),
    "mediation.inadmissible": (),
    "mediation.extended": (),
    "mediation.agreed": (),
    "mediation.failed": (),
    "mediation.withdrawn": (),
    "mediation.carried_out": (),
    "settlement.concluded": (),
    "settlement.carried_out": (),
}
"""Kind of entry → the fields of its words that both sides already know."""

CUSTOMERS_WORDS = frozenset(
    {"case.logged", "case.customer_replied", "case.contest", "case.contest_final", "case.withdraw"}
)
"""Kinds whose words are the customer's own: they are never touched."""

SIGNED = frozenset({"case.answer", "case.final_answer"})
"""Kinds that their author signs: the signatory keeps their name."""


@dataclass(frozen=True)
class Colleague:
    """Somebody of the house: key in the journal, name, and what stands for the name outside."""

    key: str
    name: str
    role: Words

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1] if self.name.split() else ""


@dataclass(frozen=True)
class Discretion:
    """Takes the names of colleagues out of what the house wrote; parties and named contacts keep theirs.

    `involved` are those who took part in the case: their bare surname goes too; others lose only their full name and
    their surname after a title or an initial.
    """

    colleagues: Sequence[Colleague]
    lang: Lang
    involved: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    """Words that must stay, folded: names of the parties, of the designated contact, of the company."""
    _shapes: dict[frozenset[str], list[tuple[re.Pattern[str], str]]] = field(default_factory=dict, compare=False)

    def of(self, text: str, *signatories: str) -> str:
        """This text without colleagues' names, except those of its signatories."""
        spared = frozenset(signatories)
        if spared not in self._shapes:
            self._shapes[spared] = list(self._made(spared))
        for shape, stand_in in self._shapes[spared]:
            text = shape.sub(stand_in, text)
        return text

    def _made(self, spared: frozenset[str]) -> Iterable[tuple[re.Pattern[str], str]]:
        for each in self.colleagues:
            if each.key in spared or len(each.surname) < 2 or each.name.casefold() in self.kept:
                continue
            stand_in = f"[{(each.role.fr if self.lang == 'fr' else each.role.en).lower()}]"
            yield re.compile(rf"(?<!\w){_spaced(each.name)}(?!\w)", re.I), stand_in
            if each.surname.casefold() in self.kept:
                continue
            yield re.compile(rf"(?<!\w)(?:{TITLES}){_spaced(each.surname)}(?!\w)"), stand_in
            if each.key in self.involved:
                yield re.compile(rf"(?<!\w){_spaced(each.surname)}(?!\w)"), stand_in


TITLES = r"(?:M\.|Mr\.?|Mme|Mlle|Mrs\.?|Ms\.?|Miss|Monsieur|Madame|\w\.)[ \u00a0\u202f]+"


def _spaced(name: str) -> str:
    return r"[ \u00a0\u202f]+".join(re.escape(part) for part in name.split())


def kept_words(names: Iterable[str]) -> frozenset[str]:
    """Names, whole and word by word, that must stay."""
    found = set()
    for name in names:
        found.add(name.casefold())
        found.update(part.casefold() for part in re.findall(r"\w[\w’'-]*", name))
    return frozenset(found)


WITHDRAWN_TITLE = words("Pièce retirée", "Exhibit withdrawn")
