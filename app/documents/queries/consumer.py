"""The consumer's pack: the customer's own filing, with what to do with it."""

from __future__ import annotations

from datetime import date

from app.cases.queries.court import route_of
from app.documents.queries.chronology import chronology_of
from app.documents.queries.composing import addressee_of, claims_of, claims_told, imprint_of, parties_of, summary_of
from app.documents.queries.gathering import Gathered
from app.documents.queries.grounds import conditions_of, exhibit_lines
from app.documents.rules import ConsumerPack, FormField
from app.kernel import Words, words
from app.mediation.queries import mediation_facts
from app.plumbing.typography import say

CHECK = words(
    "Relisez l’exposé et les demandes ; corrigez ce qui ne reflète pas votre point de vue : ce dossier est le vôtre.",
    "Read the account and the claims; correct whatever is not your view: this file is yours.",
)
COMPLETE = words(
    "Complétez les champs vides du formulaire, datez et signez.",
    "Fill in the empty fields of the form, date and sign.",
)
SEND = words(
    "Adressez le tout à {name} : en ligne ({where}) ou par courrier simple, {postal}. Envoyez des copies, gardez les originaux.",
    "Send everything to {name}: online ({where}) or by ordinary post, {postal}. Send copies, keep the originals.",
)
PIECES = words("Ce médiateur demande : {pieces}.", "This mediator asks for: {pieces}.")
KEEP = words(
    "Gardez une preuve de l’envoi : la date de saisine compte.", "Keep proof of sending: the date of referral counts."
)
FREE = words(
    "La médiation est gratuite pour vous et facultative ; elle ne vous prive pas du droit de saisir le juge.",
    "Mediation is free of charge for you and optional; it does not deprive you of the right to go to court.",
)
OVER = words(
    "Au {today}, le délai pour saisir le médiateur est passé : il a pris fin le {on}. Vous gardez le droit de saisir le juge. Ce qui "
    "suit est une information, avec sa source ; ce n’est pas un conseil d’agir.",
    "On {today} the time for going to the mediator is over: it ended on {on}. You keep the right to go to court. What follows is "
    "information, with its source; it is no advice to sue.",
)
UNTIL = words("{what} : jusqu’au {on}.", "{what}: until {on}.")
DECLARATIONS = (
    words(
        "Je déclare avoir d’abord adressé une réclamation écrite au professionnel.",
        "I declare that I first sent the trader a written complaint.",
    ),
    words(
        "Je déclare que ce litige n’est ni n’a été examiné par un autre médiateur ou un tribunal.",
        "I declare that this dispute is not and was not examined by another mediator or a court.",
    ),
    words(
        "J’accepte que ce dossier soit communiqué au professionnel.",
        "I agree that this file be disclosed to the trader.",
    ),
)


def consumer_pack(g: Gathered) -> ConsumerPack:
    """The customer's own filing, ready to go: same facts, the mediator's form filled in."""
    return ConsumerPack(
        imprint=imprint_of(g),
        addressee=addressee_of(g),
        steps=_steps(g),
        form=_form(g),
        declarations=DECLARATIONS,
        parties=parties_of(g),
        summary=summary_of(g),
        claims=claims_told(g),
        chronology=chronology_of(g),
        conditions=conditions_of(g),
        exhibits=exhibit_lines(g),
    )


def _steps(g: Gathered) -> tuple[Words, ...]:
    mediator = g.mediator
    if mediator_over(g):
        return (CHECK, *_court(g))
    found = [CHECK, COMPLETE]
    if mediator is not None:
        where = mediator.form_url or mediator.site
        found.append(SEND.fill(name=mediator.name, where=where or mediator.postal, postal=mediator.postal))
        if mediator.pieces:
            found.append(PIECES.fill(pieces=_listed(g, [say(one, g.lang) for one in mediator.pieces_asked])))
    return (*found, KEEP, FREE)


def mediator_over(g: Gathered) -> date | None:
    """The last day for going to the mediator, where it is before the day on which the pack is asked for."""
    closes = mediation_facts(g.case, at=g.at).closes_on
    return closes if closes is not None and closes < g.today else None


def _court(g: Gathered) -> tuple[Words, ...]:
    """The way to court, once the year for the mediator is over: information with its source, never advice to sue."""
    closes = mediator_over(g)
    route = route_of(g.case, g.at)
    limits = (UNTIL.fill(what=one.label, on=one.due_on) for one in route.limits if one.due_on is not None)
    said = (one.line for one in route.steps)
    return (
        (OVER.fill(on=closes, today=g.today), *said, *limits) if route.steps else (OVER.fill(on=closes, today=g.today),)
    )


def _form(g: Gathered) -> tuple[FormField, ...]:
    """The fields that consumer mediators ask for, filled from the case; the rest is the customer's to fill."""
    case, customer, claims = g.case, g.case.customer, claims_of(g)
    purchase = case.purchase
    return (
        FormField(words("Nom", "Name"), customer.name_in(g.lang)),
        FormField(words("Adresse", "Address"), customer.address.replace("\n", ", ")),
        FormField(words("Courriel", "E-mail"), customer.email),
        FormField(words("Téléphone", "Telephone"), customer.phone),
        FormField(words("Représentant", "Representative"), parties_of(g)[0].represented_by or None),
        FormField(words("Professionnel", "Trader"), g.company),
        FormField(words("Adresse du professionnel", "Trader’s address"), ", ".join(parties_of(g)[-1].address) or None),
        FormField(words("Bien ou service", "Goods or service"), purchase.label if purchase else case.product or None),
        FormField(words("Référence", "Reference"), purchase.reference if purchase else None),
        FormField(words("Date d’achat", "Date of purchase"), purchase.bought_on if purchase else None),
        FormField(words("Prix payé", "Price paid"), purchase.price if purchase else None),
        FormField(words("Achat en ligne", "Bought online"), _yes(purchase.channel == "online") if purchase else None),
        FormField(words("Date de la réclamation écrite", "Date of the written complaint"), g.first("first_written_complaint.sent")),
        FormField(words("Date de la réponse", "Date of the answer"), g.first("refusal.sent", "final_reply.sent")),
        FormField(words("Ce que vous demandez", "What you ask for"), _listed(g, [line.asked for line in claims]) or None),
        FormField(words("Montant demandé", "Amount asked"), case.claimed if case.claimed_minor else None),
        FormField(words("Langue de la procédure", "Language of the procedure"), LANGUAGES.get(case.country)),
        FormField(words("Autre médiateur ou tribunal saisi", "Another mediator or court seised")),
    )  # fmt: skip


def _listed(g: Gathered, lines: list[str]) -> str:
    """Several things in a row, some of which hold commas."""
    return (" ; " if g.lang == "fr" else "; ").join(lines)


LANGUAGES = {"FR": words("français", "French"), "GB": words("anglais", "English")}
"""In which language a dispute is settled under the law of a country; elsewhere the customer writes it in."""


def _yes(true: bool) -> Words:
    return words("oui", "yes") if true else words("non", "no")
