"""Every rule of a pack as sentences that a lawyer can check: what it counts, what it stops, for whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.kernel import Lang, Words, words
from app.regimes.rules.conditions_in_words import in_words
from app.regimes.rules.events import EVENTS
from app.regimes.rules.facts import FACTS
from app.regimes.rules.parts import Rule
from app.regimes.rules.sections import (
    AmountTable,
    AwardTable,
    Band,
    Deadline,
    EntitlementRule,
    Extension,
    Forbidden,
    Gate,
    Limitation,
    RouteStep,
    Scale,
    Step,
    Suspension,
    Text,
)

Lines = list[Words]


def lines(rule: Rule) -> tuple[Words, ...]:
    """What a rule says, one sentence per line; its label, source and dates are shown beside."""
    for kind, tell in TELLERS:
        if isinstance(rule, kind):
            return tuple(tell(rule))
    return ()


def heading(rule: Rule) -> Words:
    """What a rule is called: its label, what it grants, or what it says when it speaks."""
    for name in ("label", "what", "message"):
        spoken = getattr(rule, name, None)
        if spoken is not None:
            said: Words = spoken.words
            return said
    return VARIANTS.get(getattr(rule, "variant", ""), words("{key}", "{key}", key=rule.key))


def _events(names: tuple[str, ...]) -> tuple[Words, ...]:
    return tuple(EVENTS[name].label for name in names)


def _when(condition: str | None) -> Lines:
    return [WHEN.fill(condition=in_words(condition))] if condition else []


def _deadline(rule: Deadline) -> Lines:
    span = rule.add.span
    empty = not (span.years or span.months or span.weeks or span.days)
    found = [SAME_DAY.fill(events=_events(rule.starts))] if empty else [
        AFTER.fill(span=span.words(), events=_events(rule.starts))
    ]  # fmt: skip
    if rule.then:
        found.append(THEN.fill(span=rule.then.span.words()))
    if rule.or_later:
        later = rule.or_later
        found.append(OR_LATER.fill(span=later.add.span.words(), events=_events(later.starts)))
    found += [STRICT] if rule.strict else []
    found.append(ROLLS if rule.roll == "next_working" else STAYS)
    found += [BROUGHT.fill(events=_events(rule.or_on))] if rule.or_on else []
    found += _extension(rule.extended_by)
    found += [STATED.fill(fact=FACTS[rule.date_fact].label)] if rule.date_fact else []
    found += [CLOSES.fill(rule=rule.until)] if rule.until else []
    found += [MET.fill(events=_events(rule.met_by))] if rule.met_by else []
    found += [STOPPED.fill(events=_events(rule.stopped_by))] if rule.stopped_by else []
    found += [WAITS.fill(events=_events(rule.waits_for))] if rule.waits_for else []
    found += _when(rule.when)
    found += [NOTE.fill(note=rule.note.words)] if rule.note else []
    return found + _warnings(rule.warn_days)


def _warnings(days: tuple[int, ...]) -> Lines:
    before = tuple(n for n in days if n > 0)
    sentence = {(True, True): WARNS_TOO, (True, False): WARNS, (False, True): WARNS_THAT_DAY}.get(
        (bool(before), 0 in days)
    )
    return [sentence.fill(days=before, n=before[-1] if before else 0)] if sentence else []


def _extension(extension: Extension | None) -> Lines:
    if extension is None:
        return []
    limit = extension.add.span.words() if extension.add else None
    event = EVENTS[extension.event].label
    return [EXTENDED_TO.fill(event=event, span=limit)] if limit else [EXTENDED.fill(event=event)]


def _limitation(rule: Limitation) -> Lines:
    found = [AFTER.fill(span=rule.add.span.words(), events=_events(rule.starts)), STAYS]
    found += [_suspension(each) for each in rule.suspended_by]
    found += [INTERRUPTED.fill(events=_events(rule.interrupted_by))] if rule.interrupted_by else []
    return [*found, *_when(rule.when), *_warnings(rule.warn_days)]


def _suspension(each: Suspension) -> Words:
    least = LEAST.fill(span=each.min_after.span.words()) if each.min_after else words("", "")
    own = words(" ; si {c}", "; if {c}", c=in_words(each.when)) if each.when else words("", "")
    ends = _events(each.ends)
    return SUSPENDED.fill(
        start=EVENTS[each.start].label, ends=ends, least=least, own=own, rule=each.rule, cite=each.cite
    )


def _gate(rule: Gate) -> Lines:
    found = [STOPS if rule.effect == "block" else WARNS_ACT]
    found = [found[0].fill(acts=tuple(ACTS.get(act, words(act, act)) for act in rule.acts))]
    found += [NEEDS_TEXT.fill(condition=in_words(rule.text_when))] if rule.requires_text else []
    found += [IF.fill(condition=in_words(rule.stops))] if rule.stops else []
    found += _when(rule.when)
    found += (
        [OVERRIDE.fill(role=ROLES[rule.override.role])] if rule.override else [NO_OVERRIDE] * (rule.effect == "block")
    )
    return [*found, SAYS.fill(message=rule.message.words)]


def _text(rule: Text) -> Lines:
    cases = [CASE.fill(condition=in_words(rule.case))] if rule.case else []
    shown = {lang: tuple(fields_named(each, lang) for each in rule.shows[lang]) for lang in rule.shows}
    return [*_when(rule.when), *cases, SHOWS.fill(fr=shown["fr"], en=shown["en"])]


def fields_named(text: str, lang: Lang) -> str:
    """A text of a letter with its fields named in brackets: "[nom du médiateur]"."""
    for name, label in FIELDS.items():
        text = text.replace(f"{{{name}}}", f"[{label.fr if lang == 'fr' else label.en}]")
    return text


def _forbidden(rule: Forbidden) -> Lines:
    patterns = tuple(dict.fromkeys(_wording(one) for group in rule.patterns.values() for one in group))
    sentence = EXPECTED if rule.absent else WRITTEN
    return [sentence.fill(patterns=patterns), *_when(rule.when)]


def _wording(pattern: str) -> str:
    """A pattern as people would read it: without the signs that only the search needs."""
    return re.sub(r"\\b|\\(?=[./()])", "", pattern)


def _scale(rule: Scale) -> Lines:
    found = [_step(step) for step in rule.steps]
    return [*found, CAPPED] if rule.capped_at_price else found


def _step(step: Step) -> Words:
    rate = LEGAL_RATE if step.legal_rate else PERCENT.fill(p=step.percent)
    more = PER_MONTH.fill(p=step.per_month) if step.per_month else words("", "")
    if step.up_to is None:
        return BEYOND.fill(rate=rate, more=more)
    return LATE_UP_TO.fill(n=step.up_to, rate=rate, more=more)


def _amounts(rule: AmountTable) -> Lines:
    return [_band(band) for band in rule.bands]


def _band(band: Band) -> Words:
    if band.up_to_km is None:
        return FARTHER.fill(amount=band.amount)
    return UP_TO_KM.fill(km=band.up_to_km, amount=band.amount)


def _entitlement(rule: EntitlementRule) -> Lines:
    found = [TRIGGERED.fill(events=_events(rule.trigger))]
    found += [SUM_OF.fill(facts=tuple(FACTS[name].label for name in rule.amount))] if rule.amount else []
    found += [TABLE.fill(name=rule.table)] if rule.table else []
    found += [BY_RULE.fill(rule=rule.duty)] if rule.duty else []
    found += [SURCHARGE.fill(rule=rule.scale)] if rule.scale else []
    return [*found, *_when(rule.when)]


def _route(rule: RouteStep) -> Lines:
    return [rule.body.words, *_when(rule.when)]


def _awards(rule: AwardTable) -> Lines:
    found = [_award(band.up_to, band.what.words) for band in rule.bands]
    return [*found, NOTE.fill(note=rule.note.words)] if rule.note else found


def _award(up_to: Decimal | None, what: Words) -> Words:
    return AWARD_BEYOND.fill(what=what) if up_to is None else AWARD.fill(amount=up_to, what=what)


TELLERS: tuple[tuple[type[Rule], Callable[[Any], Lines]], ...] = (
    (Deadline, _deadline), (Limitation, _limitation), (Gate, _gate), (Text, _text), (Forbidden, _forbidden),
    (Scale, _scale), (AmountTable, _amounts), (EntitlementRule, _entitlement), (RouteStep, _route), (AwardTable, _awards),
)  # fmt: skip

AFTER = words("{span} après : {events:or}.", "{span} after: {events:or}.")
SAME_DAY = words("Le jour même : {events:or}.", "That very day: {events:or}.")
OR_LATER = words("Ou, si c’est plus tard, {span} après : {events:or}.", "Or, if later, {span} after: {events:or}.")
STRICT = words(
    "Comptée comme la loi compte : ni pause, ni jours de fermeture de la maison.",
    "Counted as the law counts: no pause, no closing days of the house.",
)
THEN = words("Puis encore {span}.", "Then another {span}.")
ROLLS = words("Reportée au premier jour ouvrable suivant.", "Moved to the next working day.")
STAYS = words("Jamais reportée, même un dimanche ou un jour férié.", "Never moved, even on a Sunday or a holiday.")
BROUGHT = words("Ou plus tôt, le jour de l’évènement suivant : {events:or}.", "Or earlier, on the day of: {events:or}.")
EXTENDED = words("Prolongée par : {event}.", "Extended by: {event}.")
EXTENDED_TO = words("Prolongée par : {event}, {span} au plus.", "Extended by: {event}, {span} at most.")
STATED = words("Ou à la date dite par : « {fact} ».", "Or on the date stated by: “{fact}”.")
CLOSES = words("Se ferme à la date de la règle {rule}.", "Closes on the date of the rule {rule}.")
MET = words("Remplie par : {events:or}.", "Met by: {events:or}.")
STOPPED = words("Éteinte par : {events:or}.", "Ended by: {events:or}.")
WAITS = words("Nous pouvons attendre : {events:or}.", "We may wait for: {events:or}.")
WARNS = words("Alertes {days} {n:jour|jours} avant.", "Alerts {days} {n:day|days} before.")
WARNS_TOO = words(
    "Alertes {days} {n:jour|jours} avant, et le jour même.", "Alerts {days} {n:day|days} before, and that day."
)
WARNS_THAT_DAY = words("Alerte le jour même.", "Alert that day.")
NOTE = words("À savoir : {note}.", "To know: {note}.")
WHEN = words("Vaut si : {condition}.", "Applies if: {condition}.")
IF = words("Quand : {condition}.", "When: {condition}.")
CASE = words("Variante quand : {condition}.", "Variant when: {condition}.")
INTERRUPTED = words("Interrompue par : {events:or}.", "Interrupted by: {events:or}.")
SUSPENDED = words(
    "Suspendue depuis {start} jusqu’à : {ends:or}{least}{own} ({cite}, {rule}).",
    "Suspended from {start} until: {ends:or}{least}{own} ({cite}, {rule}).",
)
LEAST = words(", et au moins {span} ensuite", ", and at least {span} afterwards")
STOPS = words("Arrête : {acts}.", "Stops: {acts}.")
WARNS_ACT = words("Avertit avant : {acts}.", "Warns before: {acts}.")
NEEDS_TEXT = words("Exige le texte du régime quand : {condition}.", "Asks for the regime’s text when: {condition}.")
OVERRIDE = words("Peut passer outre, avec un motif : {role}.", "May override, with a reason: {role}.")
NO_OVERRIDE = words("Personne ne peut passer outre.", "Nobody may override it.")
SAYS = words("Dit : « {message} »", "Says: “{message}”")
SHOWS = words(
    "Toute lettre doit montrer, en français : {fr} ; en anglais : {en}.",
    "Every letter must show, in French: {fr}; in English: {en}.",
)
WRITTEN = words("Mots visés : {patterns}.", "Wording meant: {patterns}.")
EXPECTED = words("Mots attendus : {patterns}.", "Wording expected: {patterns}.")
LATE_UP_TO = words(
    "Jusqu’à {n} jours de retard compris : {rate}{more}.", "Up to {n} days late, included: {rate}{more}."
)
BEYOND = words("Au-delà : {rate}{more}.", "Beyond: {rate}{more}.")
LEGAL_RATE = words("intérêt au taux légal", "interest at the legal rate")
PERCENT = words("{p:plain} % de la somme", "{p:plain}% of the sum")
PER_MONTH = words(", et {p:plain} points par nouveau mois commencé", ", and {p:plain} points per further month begun")
CAPPED = words("Jamais plus que le prix.", "Never more than the price.")
UP_TO_KM = words("Jusqu’à {km} km : {amount:plain} par passager.", "Up to {km} km: {amount:plain} per passenger.")
AWARD = words("Jusqu’à {amount:plain} : {what}.", "Up to {amount:plain}: {what}.")
AWARD_BEYOND = words("Au-delà : {what}.", "Beyond: {what}.")
FARTHER = words("Au-delà : {amount:plain} par passager.", "Farther: {amount:plain} per passenger.")
TRIGGERED = words("Naît de : {events:or}.", "Arises from: {events:or}.")
SUM_OF = words("Montant : {facts}.", "Amount: {facts}.")
TABLE = words("Montant selon le barème {name}.", "Amount by the table {name}.")
BY_RULE = words("À faire à la date de la règle {rule}.", "To be done by the date of the rule {rule}.")
SURCHARGE = words("Majoration de retard : règle {rule}.", "Late surcharge: rule {rule}.")
ACTS = {
    "send_answer": words("envoyer une réponse", "sending an answer"),
    "send_notice": words("envoyer l’avis de fin de délai", "sending the notice at the end of the period"),
    "send_text": words("envoyer un texte", "sending a text"),
    "refer": words("saisir le médiateur", "going to the mediator"),
    "decline_mediation": words("refuser la médiation", "declining mediation"),
    "file_claim": words("saisir le tribunal", "filing a claim"),
    "answer_summons": words("répondre à une assignation", "answering a summons"),
    "export_court": words("produire une pièce au tribunal", "producing an exhibit in court"),
    "grant_voucher": words("accorder un bon", "granting a voucher"),
    "grant_gesture": words("accorder un geste", "granting a gesture"),
}
ROLES = {
    "supervisor": words("supervision", "supervisor"),
    "quality_officer": words("responsable qualité", "quality officer"),
    "director": words("direction", "director"),
}
VARIANTS = {
    "dates": words("Texte avec les dates", "Text with the dates"),
    "oral_only": words("Texte pour une réclamation orale", "Text for an oral complaint"),
    "year_elapsed": words("Texte quand l’année est écoulée", "Text once the year has elapsed"),
    "eu": words("Texte de l’Union", "The Union’s text"),
    "adr": words("Texte qui ouvre le recours externe", "Text that opens external redress"),
    "fos": words("Texte qui nomme le FOS", "Text that names the FOS"),
    "fos_summary": words("Résumé de résolution", "Summary resolution communication"),
    "second_first": words("Texte avant le second niveau", "Text before the second level"),
    "fos_later": words("Texte d’une réponse qui n’est pas définitive", "Text of an answer that is not final"),
    "fos_accepted": words("Clôture d’une réclamation résolue", "Closing of a complaint that is resolved"),
    "fos_closing": words("Clôture sans réponse définitive", "Closing without a final response"),
    "fos_delay": words("Lettre qui explique un retard", "Letter that explains a delay"),
    "takes_part": words("Texte quand nous acceptons le recours", "Text where we agree to take part"),
    "does_not": words("Texte quand nous le refusons", "Text where we do not"),
    "air_dates": words("Texte avec les dates (vols)", "Text with the dates (flights)"),
    "air_oral_only": words("Texte pour une réclamation orale (vols)", "Text for an oral complaint (flights)"),
    "air_year_elapsed": words("Texte quand l’année est écoulée (vols)", "Text once the year has elapsed (flights)"),
}
FIELDS = {
    "mediator.name": words("nom du médiateur", "mediator’s name"),
    "mediator.postal": words("son adresse postale", "its postal address"),
    "mediator.site": words("son site", "its website"),
    "complaint_on": words("date de la réclamation écrite", "date of the written complaint"),
    "opens_on": words("date d’ouverture", "opening date"),
    "closes_on": words("date de fermeture", "closing date"),
}
