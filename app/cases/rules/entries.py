"""What each kind of journal entry says on a time line, in a chronology and to the customer: one table per room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from app.cases.rules.signals import BY_KIND as SIGNAL_BY_KIND
from app.cases.rules.signals import SignalKind
from app.cases.rules.stored_words import said as kept_said
from app.cases.rules.verdicts import INSIDE, NOT_EXAMINED
from app.kernel import Json, Money, Words, words
from app.people.rules import Level

Data = Mapping[str, Json]
Title = Callable[[Data], Words]


@dataclass(frozen=True)
class EntryKind:
    """How one kind of entry is told: its title from the facts of the entry, its icon, and whether it is correspondence."""

    title: Title
    icon: str = "dash-lg"
    correspondence: bool = False


def said(fr: str, en: str) -> Title:
    """A title whose {names} are facts of the entry."""
    return lambda data: words(fr, en).fill(
        **{name: value for name, value in data.items() if isinstance(value, str | int)}
    )


def _asked(data: Data) -> Words:
    if "reminder" in data:
        return said("Relance n° {reminder} au client", "Reminder no. {reminder} to the customer")(data)
    return words("Pièces demandées au client", "Customer asked for documents")


def _time(data: Data) -> Words:
    if "instead_of" not in data:
        return said("{minutes} minutes comptées", "{minutes} minutes booked")(data)
    return said(
        "Temps corrigé : {minutes} minutes au lieu de {instead_of}",
        "Time corrected: {minutes} minutes instead of {instead_of}",
    )(data)


def _verdict(data: Data) -> Words:
    title = words("Demande n° {claim}, appréciation : {verdict}", "Claim no. {claim}, verdict: {verdict}")
    return title.fill(claim=str(data.get("claim", "")), verdict=INSIDE[str(data.get("verdict", NOT_EXAMINED))])


def day(data: Data, name: str) -> date | str:
    """A civil date among the facts of an entry."""
    value = data.get(name)
    return date.fromisoformat(value) if isinstance(value, str) and value else "—"


def amount(data: Data, name: str) -> Money:
    """An amount among the facts of an entry (minor units, with `currency`)."""
    value, currency = data.get(name), data.get("currency")
    return Money(value if isinstance(value, int) else 0, currency if isinstance(currency, str) else "EUR")


def _level(data: Data) -> Words:
    return Level(str(data["level"])).words


CHANNELS: dict[str, Words] = {
    "phone": words("téléphone", "telephone"),
    "email": words("courriel", "e-mail"),
    "post": words("courrier", "post"),
    "registered": words("lettre recommandée", "registered post"),
    "person": words("visite", "in person"),
    "chat": words("messagerie", "chat"),
    "sms": words("SMS", "SMS"),
    "social": words("réseau social", "social media"),
    "web": words("formulaire en ligne", "web form"),
}


def _contact(data: Data) -> Words:
    incoming = data.get("direction") == "in"
    channel = CHANNELS.get(str(data.get("channel")), words("contact", "contact"))
    return words(
        "Contact {way} ({channel})",
        "{way} contact ({channel})",
        way=words("entrant", "Incoming") if incoming else words("sortant", "Outgoing"),
        channel=channel,
    )


def _promised(data: Data) -> Words:
    return words("Engagement pris pour le {on}", "Promise made for {on}", on=day(data, "due_on"))


ASKS = words("Demande : {what}", "Asks: {what}")
"""What is asked, where it stands beside what is wrong."""


def receipt(data: Data) -> tuple[date | None, date | None]:
    """When a complaint was sent and when it reached us, as its first entry tells."""
    happened = data.get("happened")
    told = happened if isinstance(happened, Mapping) else {}
    first = told.get("complaint.first")
    sent, received = (told.get(f"first_written_complaint.{step}", first) for step in ("sent", "received"))
    return _day_or_none(sent), _day_or_none(received)


def _day_or_none(value: object) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def _logged(data: Data) -> Words:
    """Its days are said where they are not the day that stands beside the entry (`beside`)."""
    channel = CHANNELS.get(str(data.get("channel")), words("contact", "contact"))
    sent, received = receipt(data)
    if received is not None and sent != received:
        return words(
            "Réclamation envoyée le {sent} et reçue le {on} ({channel})",
            "Complaint sent on {sent} and received on {on} ({channel})",
            sent=sent, on=received, channel=channel,
        )  # fmt: skip
    if received is not None and data.get("beside") not in (None, received.isoformat()):
        return words(
            "Réclamation reçue le {on} ({channel})",
            "Complaint received on {on} ({channel})",
            on=received,
            channel=channel,
        )
    return words("Réclamation reçue ({channel})", "Complaint received ({channel})", channel=channel)


def _signal(data: Data) -> Words:
    return words("Signal : {what}", "Signal: {what}", what=SIGNAL_BY_KIND[SignalKind(str(data["signal"]))].words)


def _joined(data: Data) -> Words:
    if data.get("corrected"):
        return words("Fiche d’une partie corrigée", "Record of a party corrected")
    return words("Partie ajoutée", "Party added")


def _mandated(data: Data) -> Words:
    if data.get("until_on"):
        return words(
            "Mandat signé, du {on} au {until}", "Signed mandate, from {on} to {until}",
            on=day(data, "on"), until=day(data, "until_on"),
        )  # fmt: skip
    return words("Mandat signé, à partir du {on}", "Signed mandate, from {on}", on=day(data, "on"))


def _rules(fr: str, en: str) -> Title:
    """The packs of an upgrade, each with its version before and after."""

    def title(data: Data) -> Words:
        packs, before, after = (data.get(name) for name in ("packs", "before", "after"))
        if not (isinstance(packs, list) and isinstance(before, list) and isinstance(after, list)):
            return words(fr, en).fill(packs="—")
        moved = tuple(f"{p} {b} → {a}" for p, b, a in zip(packs, before, after, strict=False))
        title = words(fr, en).fill(packs=moved)
        dates = data.get("dates")
        return RULES_MOVED.fill(title=title, dates=_one_after_another(dates)) if dates else title

    return title


def _one_after_another(sentences: Json) -> Words:
    each = [kept_said(one) for one in sentences if isinstance(one, dict)] if isinstance(sentences, list) else []
    return reduce(lambda first, then: AND_THEN.fill(first=first, then=then), each)


RULES_MOVED = words("{title}. {dates}", "{title}. {dates}")
AND_THEN = words("{first} ; {then}", "{first}; {then}")


def _answered(data: Data) -> Words:
    if data.get("imported"):
        return words("Réponse donnée avant la reprise", "Answer given before the import")
    return words("Réponse au client", "Answer to the customer")


def _closed(data: Data) -> Words:
    if data.get("imported"):
        return CLOSED_BEFORE.fill(on=day(data, "closed_on"))
    return words("Dossier clos : répondu, sans réaction", "Case closed: answered, no reaction")


CLOSED_BEFORE = words("Dossier clos avant la reprise, le {on}", "Case closed before the import, on {on}")


def _assigned(data: Data) -> Words:
    given = words("Dossier confié à {who}", "Case given to {who}", who=str(data.get("owner_name", "")))
    if not data.get("no_judge"):
        return given
    return words(
        "{given} : aucun juge indépendant au niveau qualité, la direction peut en désigner un par dérogation",
        "{given}: no independent judge at the quality level, the director may name one by derogation",
        given=given,
    )


def _kept(data: Data) -> Words:
    if data.get("late"):
        return words("Engagement tenu, après sa date", "Promise kept, after its date")
    return words("Engagement tenu", "Promise kept")


def _broken(data: Data) -> Words:
    if data.get("denied"):
        return words("Engagement non tenu, dit le client", "Promise not kept, says the customer")
    return words("Engagement rompu", "Promise broken")


def _second_level(data: Data) -> Words:
    if data.get("by_us"):
        return words("Second niveau saisi au nom du client", "Second level asked in the customer’s name")
    return words("Second niveau saisi par le client", "Second level asked by the customer")


def _days(data: Data) -> Words:
    told = words(
        "Jours notés : les faits le {incident}, connus du client le {known}",
        "Days recorded: the facts on {incident}, known to the customer on {known}",
    )
    return told.fill(incident=day(data, "incident_on"), known=day(data, "knowledge_on"))


def _about(data: Data) -> Words:
    facts = data.get("facts", {})
    payment = isinstance(facts, dict) and facts.get("complaint.subject") == "payment_service"
    return ABOUT_PAYMENT if payment else ABOUT_ELSE


ABOUT_PAYMENT = words("Objet noté : un service de paiement", "Subject recorded: a payment service")
ABOUT_ELSE = words(
    "Objet noté : autre chose qu’un service de paiement", "Subject recorded: something other than a payment service"
)


def _accepted(data: Data) -> Words:
    if "settlement" in data:
        return words("Accord du client, par protocole", "Agreed by the customer, in a settlement agreement")
    return words("Offre acceptée par le client", "Offer accepted by the customer")


def _erased(data: Data) -> Words:
    return words("Mots effacés d’une entrée du {on}", "Words erased from an entry of {on}", on=day(data, "of_on"))


def _access(data: Data) -> Words:
    return words(
        "Demande d’accès à ses données, à répondre le {on} au plus tard",
        "Request for access to personal data, to be answered by {on}",
        on=day(data, "due_on"),
    )


def _held(data: Data) -> Words:
    return words(
        "Dossier gardé au-delà de sa date, à revoir le {on}",
        "Case held beyond its date, to be looked at again on {on}",
        on=day(data, "review_on"),
    )


def _all_erased(data: Data) -> Words:
    if "import" in data:
        return words(
            "Reprise n° {n} défaite : le dossier n’aurait pas dû entrer, ses mots sont effacés",
            "Import no. {n} undone: the case should not have come in, its words are erased",
            n=str(data["import"]),
        )
    return words(
        "Dossier effacé : il était gardé jusqu’au {on}",
        "Case erased: it was kept until {on}",
        on=day(data, "kept_until_on"),
    )


def _advice_asked(data: Data) -> Words:
    asked = words("Avis demandé à {who}", "Advice asked of {who}", who=str(data.get("staff_name", "")))
    if "until_on" not in data:
        return asked
    return words(
        "{asked}, qui voit le dossier jusqu’au {on}",
        "{asked}, who sees the case until {on}",
        asked=asked,
        on=day(data, "until_on"),
    )


def _advice_ended(data: Data) -> Words:
    return words(
        "Avis retiré à {who}, qui ne voit plus le dossier pour cette raison",
        "Advice no longer asked of {who}, who does not see the case for that reason any more",
        who=str(data.get("staff_name", "")),
    )


ENTRIES: dict[str, EntryKind] = {
    "case.logged": EntryKind(_logged, "inbox", True),
    "case.assigned": EntryKind(_assigned, "person"),
    "case.take_charge": EntryKind(
        said("Prise en charge et accusé de réception", "Taken in charge and acknowledged"), "check-circle", True
    ),
    "case.ask_customer": EntryKind(_asked, "question-circle", True),
    "case.customer_replied": EntryKind(said("Réponse du client", "Customer’s reply"), "reply", True),
    "case.answer": EntryKind(_answered, "send", True),
    "case.final_answer": EntryKind(said("Réponse définitive", "Final answer"), "send", True),
    "case.escalate": EntryKind(
        lambda d: words("Passage au niveau {level}", "Moved up to {level}", level=_level(d)), "arrow-up"
    ),
    "case.contest": EntryKind(
        said("Réponse contestée par le client", "Answer contested by the customer"), "flag-fill", True
    ),
    "case.contest_final": EntryKind(
        said("Réponse définitive contestée par le client", "Final answer contested by the customer"), "flag-fill", True
    ),
    "case.second_level": EntryKind(_second_level, "arrow-up", True),
    "case.second_level_answered": EntryKind(
        said("Réponse du second niveau", "Answer of the second level"), "send", True
    ),
    "case.days": EntryKind(_days, "clock"),
    "case.about": EntryKind(_about, "clock"),
    "case.send_offer": EntryKind(said("Offre faite au client", "Offer made to the customer"), "gift", True),
    "case.send_offer_aside": EntryKind(said("Offre faite au client", "Offer made to the customer"), "gift", True),
    "case.offer_accepted": EntryKind(_accepted, "check-circle", True),
    "case.offer_lapsed": EntryKind(said("Offre refusée ou expirée", "Offer refused or expired"), "x-circle", True),
    "case.mediation_notified": EntryKind(
        said("Saisine notifiée par le médiateur", "Referral notified by the mediator"), "scales", True
    ),
    "case.mediation_over": EntryKind(said("Médiation terminée", "Mediation over"), "scales", True),
    "case.mediation_agreed": EntryKind(said("Accord en médiation", "Agreement in mediation"), "scales", True),
    "case.court_seized": EntryKind(said("Tribunal saisi", "Court seized"), "bank", True),
    "case.judgment": EntryKind(said("Jugement rendu", "Judgment given"), "bank", True),
    "case.proceedings_dropped": EntryKind(said("Désistement", "Proceedings dropped"), "bank"),
    "case.rules_changed": EntryKind(
        _rules("Règles mises à jour : {packs}", "Rules brought up to date: {packs}"), "bank"
    ),
    "case.rules_restored": EntryKind(
        _rules("Retour aux règles d’avant : {packs}", "Back to the earlier rules: {packs}"), "bank"
    ),
    "case.rules_kept": EntryKind(_rules("Anciennes règles gardées : {packs}", "Older rules kept: {packs}"), "bank"),
    "case.close_carried_out": EntryKind(
        said("Dossier clos : tout est exécuté", "Case closed: all carried out"), "archive"
    ),
    "case.close_solved": EntryKind(
        said("Dossier clos : résolu, dit le client", "Case closed: solved, says the customer"), "archive"
    ),
    "case.close_quietly": EntryKind(_closed, "archive"),
    "case.close_not_ours": EntryKind(
        said("Dossier clos : pas une réclamation, ou pas la nôtre", "Case closed: not a complaint, or not ours"),
        "archive",
    ),
    "case.withdraw": EntryKind(
        said("Réclamation retirée par le client", "Complaint withdrawn by the customer"), "archive", True
    ),
    "case.merge": EntryKind(said("Réuni au dossier {into}", "Merged into {into}"), "arrow-left-right"),
    "case.merged_in": EntryKind(
        said("Le dossier {ref} est réuni à celui-ci", "Case {ref} was merged into this one"), "arrow-left-right"
    ),
    "case.undo_merge": EntryKind(said("Réunion défaite", "Merge undone"), "arrow-left-right"),
    "case.reopen": EntryKind(said("Dossier rouvert", "Case reopened"), "arrow-counterclockwise"),
    "case.note": EntryKind(said("Note", "Note"), "sticky"),
    "case.advice_asked": EntryKind(_advice_asked, "question-circle"),
    "case.advice_answered": EntryKind(said("Avis d’un collègue", "A colleague’s advice"), "reply"),
    "case.advice_ended": EntryKind(_advice_ended, "x-circle"),
    "case.contact": EntryKind(_contact, "telephone", True),
    "case.message_read": EntryKind(said("Message du client lu", "Customer’s message read"), "check-circle"),
    "case.promised": EntryKind(_promised, "clock", True),
    "case.promise_kept": EntryKind(_kept, "check-circle", True),
    "case.promise_broken": EntryKind(_broken, "flag-fill"),
    "case.signal": EntryKind(_signal, "flag-fill"),
    "case.signal_dismissed": EntryKind(said("Signal écarté", "Signal dismissed"), "flag-fill"),
    "case.verdict": EntryKind(_verdict, "hammer"),
    "case.recused": EntryKind(said("Récusation enregistrée", "Recusal recorded"), "person"),
    "case.derogated": EntryKind(said("Juge désigné par la direction", "Judge named by the director"), "person"),
    "case.linked": EntryKind(said("Lié au dossier {other}", "Linked to {other}"), "link-45deg"),
    "case.incident": EntryKind(
        said("Rattaché à l’incident {incident}", "Attached to incident {incident}"), "link-45deg"
    ),
    "case.incident_closed": EntryKind(said("Incident {incident} clos", "Incident {incident} closed"), "link-45deg"),
    "case.incident_decided": EntryKind(
        said("Décision commune de l’incident {incident}", "Common decision of incident {incident}"), "hammer"
    ),
    "case.time": EntryKind(_time, "clock"),
    "case.party": EntryKind(_joined, "person"),
    "case.purchase": EntryKind(said("Achat rattaché au dossier", "Purchase attached to the case"), "receipt"),
    "case.mandate": EntryKind(_mandated, "person-check"),
    "case.reader": EntryKind(
        said("Nos lettres vont à une autre personne", "Our letters go to somebody else"), "person-check"
    ),
    "case.claims": EntryKind(said("Demandes précisées", "Claims stated"), "list"),
    "case.facts": EntryKind(said("Fiche du dossier corrigée", "Case details corrected"), "sticky"),
    "case.reported": EntryKind(
        said("Avis du client noté en fin de contact", "Customer’s view recorded at the end of a contact"), "emoji-smile"
    ),
    "case.quiet_moved": EntryKind(
        lambda d: words(
            "Le client peut réagir jusqu’au {on}", "The customer may react until {on}", on=day(d, "quiet_close_on")
        ),
        "clock",
    ),
    "case.words_erased": EntryKind(_erased, "trash"),
    "case.access_requested": EntryKind(_access, "file-earmark-text"),
    "case.held": EntryKind(_held, "archive"),
    "case.hold_released": EntryKind(
        said("Le dossier n’est plus gardé au-delà de sa date", "The case is no longer held beyond its date"), "archive"
    ),
    "case.erased": EntryKind(_all_erased, "trash"),
    "case.regimes": EntryKind(said("Régimes applicables mis à jour", "Applicable regimes updated"), "journal-text"),
}


def entry_kind(kind: str, tables: Mapping[str, EntryKind] = ENTRIES) -> EntryKind:
    """How this kind is told; an unknown one is told by its code rather than hidden."""
    return tables.get(kind) or EntryKind(lambda _data: words(kind, kind))
