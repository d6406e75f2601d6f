"""The one sentence that explains a duty, in both languages, with its values left for the page to format."""

from __future__ import annotations

from datetime import date

from app.kernel import Words, words
from app.regimes.rules.duties import Start
from app.regimes.rules.events import EVENTS
from app.regimes.rules.parts import Kind, Status
from app.regimes.rules.sections import Deadline

STATUS_WORDS = {
    Status.VERIFIED: words("texte lu", "text read"),
    Status.SECONDARY: words("source secondaire", "secondary source"),
    Status.KNOWLEDGE: words("non vérifié", "not verified"),
}
WHOSE = {
    Kind.LEGAL: words("obligation légale, la nôtre", "a legal duty, ours"),
    Kind.HOUSE: words("objectif de la maison, non une obligation légale", "a house target, not a legal duty"),
    Kind.WINDOW: words("fenêtre du client, pas la nôtre", "the customer’s window, not ours"),
    Kind.THIRD_PARTY: words("délai d’un tiers, pas le nôtre", "a third party’s time, not ours"),
    Kind.PROMISE: words("notre engagement", "our promise"),
    Kind.SETTLEMENT: words("accord conclu", "the settlement reached"),
}
VERB = {
    Kind.LEGAL: words("À faire au plus tard le", "To be done by"),
    Kind.HOUSE: words("À faire au plus tard le", "To be done by"),
    Kind.WINDOW: words("Possible jusqu’au", "Possible until"),
    Kind.THIRD_PARTY: words("Attendu au plus tard le", "Expected by"),
}
OPENS = words("Ouvre le", "Opens on")
PLAIN = words(
    "{verb} {day}, {span} après {event} ({start}){tail}", "{verb} {day}, {span} after {event} ({start}){tail}"
)
EITHER = words(
    "{verb} {day}, {span} après {event} ({start}) ou, si c’est plus tard, {other} après {after}{tail}",
    "{verb} {day}, {span} after {event} ({start}) or, if later, {other} after {after}{tail}",
)
SAME_DAY = words("{verb} {day}, le jour même : {event}{tail}", "{verb} {day}, that very day: {event}{tail}")
BROUGHT = words("{verb} {day}, jour de l’évènement suivant : {by}{tail}", "{verb} {day}, the day of {by}{tail}")
OR_EARLIER = words(", ou plus tôt le jour de l’évènement suivant : {by}{tail}", ", or earlier on the day of {by}{tail}")
TAIL = words(" ; {note}{source} ({rule}, {status}) ; {whose}.", "; {note}{source} ({rule}, {status}); {whose}.")
NOTE = words("{note} ; ", "{note}; ")
EMPTY = words("", "")


def explained(rule: Deadline, start: Start, day: date, brought_by: str | None) -> Words:
    """ "Ouvre le 31 mars, 2 mois après … ; pratique des médiateurs (FR-MED-06, …) ; fenêtre du client…"."""
    verb = OPENS if rule.gives == "opens" else VERB[rule.kind]
    tail = _tail(rule)
    if brought_by is not None:
        return BROUGHT.fill(verb=verb, day=day, by=EVENTS[brought_by].label, tail=tail)
    if rule.or_on:
        tail = OR_EARLIER.fill(by=EVENTS[rule.or_on[0]].label, tail=tail)
    if rule.or_later:
        return _either(rule, start, day, verb, tail)
    span = rule.add.span
    if day == start.on and not (span.years or span.months or span.weeks or span.days):
        return SAME_DAY.fill(verb=verb, day=day, event=start.label, tail=tail)
    return PLAIN.fill(verb=verb, day=day, span=span.words(), event=start.label, start=start.on, tail=tail)


def _either(rule: Deadline, start: Start, day: date, verb: Words, tail: Words) -> Words:
    """The later of two periods; counted from the one start that is known where the other is not."""
    assert rule.or_later is not None
    own, other = rule.add.span.words(), rule.or_later.add.span.words()
    if start.event not in rule.starts:
        return PLAIN.fill(verb=verb, day=day, span=other, event=start.label, start=start.on, tail=tail)
    after = EVENTS[rule.or_later.starts[0]].label
    return EITHER.fill(
        verb=verb, day=day, span=own, event=start.label, start=start.on, other=other, after=after, tail=tail
    )


def _tail(rule: Deadline) -> Words:
    note = NOTE.fill(note=rule.note.words) if rule.note else EMPTY
    status = STATUS_WORDS[rule.source.status]
    return TAIL.fill(note=note, source=rule.source.cite, rule=rule.id, status=status, whose=WHOSE[rule.kind])
