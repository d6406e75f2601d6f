"""The facts that packs may test: a closed list, each with its type, its name for people and an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.kernel import Money, Refused, Words, words

FactType = Literal["money", "bool", "int", "date", "choice", "text"]


@dataclass(frozen=True)
class FactKind:
    """A kind of fact. `default` is what holds while nobody has said otherwise; without one it is unknown."""

    name: str
    type: FactType
    label: Words
    example: str
    choices: tuple[str, ...] = ()
    default: object = None

    def accepts(self, value: object) -> bool:
        """Whether a value has this fact's type."""
        if self.type == "money":
            return isinstance(value, Money)
        if self.type == "bool":
            return isinstance(value, bool)
        if self.type == "int":
            return isinstance(value, int) and not isinstance(value, bool)
        if self.type == "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        return isinstance(value, str) and (not self.choices or value in self.choices)


def _choice(name: str, fr: str, en: str, choices: str, default: str | None = None) -> FactKind:
    among = tuple(choices.split())
    return FactKind(name, "choice", words(fr, en), among[0], among, default)


def _flag(name: str, fr: str, en: str, *, default: bool | None = False) -> FactKind:
    return FactKind(name, "bool", words(fr, en), "true", (), default)


def _fact(name: str, kind: FactType, fr: str, en: str, example: str) -> FactKind:
    return FactKind(name, kind, words(fr, en), example)


SECTORS = (
    "any retail ecommerce finance payment insurance telecom energy travel air "
    "health_professional public_higher_education non_economic_public"
)
CALENDARS = "FR-metropole FR-alsace-moselle FR-la-reunion EN-WLS SCT NIR DE US none"

KINDS: tuple[FactKind, ...] = (
    _choice(
        "complainant.kind",
        "Qualité du réclamant",
        "Kind of complainant",
        "consumer non_professional micro_firm association co_owners business",
        "consumer",
    ),
    _choice("sector", "Secteur", "Sector", SECTORS, "any"),
    _choice("complaint.form", "Forme de la réclamation", "Form of the complaint", "written oral"),
    _choice(
        "complaint.subject", "Objet de la réclamation", "Subject of the complaint", "general payment_service", "general"
    ),
    _choice("calendar.name", "Calendrier des jours fériés", "Calendar of public holidays", CALENDARS),
    _fact("claim.total", "money", "Total demandé", "Total claimed", "5000.00"),
    _choice(
        "claim.basis",
        "Fondement de la demande",
        "Basis of the claim",
        "contract conformity withdrawal eu261 insurance hidden_defect",
        "contract",
    ),
    _choice(
        "claim.procedure",
        "Procédure envisagée",
        "Procedure considered",
        "ordinary injonction_de_payer homologation",
        "ordinary",
    ),
    _choice("claim.claimant", "Qui saisit le tribunal", "Who goes to court", "trader consumer", "trader"),
    _choice(
        "claim.exemption",
        "Dispense de tentative amiable",
        "Exemption from an amicable attempt",
        "none homologation other_prior_step legitimate_reason judge_conciliates small_claims_failed",
        "none",
    ),
    _choice(
        "amicable.attempt",
        "Tentative amiable préalable",
        "Prior amicable attempt",
        "none conciliation mediation participative_procedure",
        "none",
    ),
    _flag("amicable.proof", "La tentative amiable est prouvée", "The amicable attempt is proved"),
    _choice(
        "air.exemption",
        "Dispense de médiation (vols)",
        "Exemption from mediation (flights)",
        "none year_impossible mediator_unavailable complaint_before_2025_08_07 event_four_years_before",
        "none",
    ),
    _choice(
        "referral.initiator", "Qui saisit le médiateur", "Who refers to the mediator", "consumer trader", "consumer"
    ),
    _choice("referral.mode", "Mode de médiation", "Mode of mediation", "consumer conventional", "consumer"),
    _flag("answer.refuses", "La réponse refuse tout ou partie", "The answer refuses all or part"),
    _flag("answer.final", "La réponse est définitive", "The answer is final"),
    _fact("answer.text", "text", "Texte de la réponse", "Text of the answer", "Madame, …"),
    _flag("answer.has_required_text", "La réponse porte le texte exigé", "The answer carries the required text"),
    _choice("answer.lang", "Langue de la réponse", "Language of the answer", "fr en", "fr"),
    _fact("text", "text", "Texte que nous envoyons", "Text we send", "Madame, …"),
    _choice("text.purpose", "Nature du texte", "Nature of the text", "answer entitlement goodwill", "answer"),
    _fact("mediator.name", "text", "Nom du médiateur", "Mediator’s name", "Médiation Exemple"),
    _fact(
        "mediator.postal",
        "text",
        "Adresse postale du médiateur",
        "Mediator’s postal address",
        "1 rue de la Paix, 75002 Paris",
    ),
    _fact("mediator.site", "text", "Site du médiateur", "Mediator’s website", "https://www.mediateur.example"),
    _fact(
        "mediator.contract_to",
        "date",
        "Fin de la convention avec le médiateur",
        "End of the contract with the mediator",
        "2027-12-31",
    ),
    _fact(
        "mediator.extended_to",
        "date",
        "Nouvelle date annoncée par le médiateur",
        "New date announced by the mediator",
        "2026-12-31",
    ),
    _fact(
        "mediator.accept_by",
        "date",
        "Date limite de réponse fixée par le médiateur",
        "Date to answer by, set by the mediator",
        "2026-12-15",
    ),
    _flag(
        "mediator.reply_complex",
        "Le médiateur tient l’affaire pour complexe",
        "The mediator holds the matter to be complex",
    ),
    _flag(
        "mediator.own",
        "Le médiateur est le nôtre (médiateur d’entreprise)",
        "The mediator is our own (company mediator)",
    ),
    _fact(
        "holding_reply.final_date",
        "date",
        "Date définitive annoncée dans la réponse d’attente",
        "Final date given in the holding reply",
        "2026-03-20",
    ),
    _flag("trader.will_participate", "Nous acceptons d’entrer en médiation", "We agree to take part", default=None),
    _flag("refund.legal", "Le remboursement est dû par la loi", "The refund is due by law"),
    _flag(
        "voucher.consent", "Le client a expressément accepté un bon", "The customer has expressly agreed to a voucher"
    ),
    _fact("purchase.price", "money", "Prix du bien ou du service", "Price of the goods or service", "120.00"),
    _fact("purchase.delivery_cost", "money", "Frais de livraison payés", "Delivery cost paid", "5.90"),
    _choice("purchase.channel", "Lieu de la vente", "Where the sale was made", "distance off_premises shop"),
    _choice("purchase.condition", "État du bien", "Condition of the goods", "new second_hand", "new"),
    _choice("purchase.what", "Objet du contrat", "Object of the contract", "goods services digital"),
    _flag(
        "withdrawal.informed_of_right",
        "Le client a été informé de son droit de rétractation",
        "The customer was told of the right of withdrawal",
        default=True,
    ),
    _flag("withdrawal.collected_by_us", "Nous reprenons le bien nous-mêmes", "We collect the goods ourselves"),
    _fact(
        "return_cost.amount",
        "money",
        "Frais de retour supportés par le client",
        "Return costs borne by the customer",
        "14.90",
    ),
    _flag("defect.excluded", "Défaut exclu de la garantie (preuve rapportée)", "Defect outside the guarantee (proved)"),
    _choice("creditor.kind", "Qualité du créancier", "Kind of creditor", "consumer other", "consumer"),
    _fact("flight.distance_km", "int", "Distance du vol en kilomètres", "Distance of the flight in kilometres", "1800"),
    _flag("delivery.awaited", "Le client attend encore la livraison", "The customer still awaits the delivery"),
    _choice("complainant.country", "Pays du réclamant", "Complainant’s country", "FR EU UK other", "FR"),
    _choice("exhibit.origin", "Origine de la pièce", "Origin of the exhibit", "produced elaborated", "produced"),
    _flag("mediation.waived", "Les deux parties lèvent le secret", "Both parties waive confidentiality"),
    _flag("flight.intra_eu", "Vol entre deux pays de l’Union", "Flight between two EU countries"),
    _fact(
        "flight.arrival_delay_minutes", "int", "Retard à l’arrivée, en minutes", "Delay on arrival, in minutes", "185"
    ),
    _choice(
        "flight.event",
        "Ce qui est arrivé au vol",
        "What happened to the flight",
        "delay cancellation denied_boarding",
        "delay",
    ),
    _fact("flight.notice_days", "int", "Préavis d’annulation, en jours", "Notice of cancellation, in days", "3"),
    _flag("flight.extraordinary", "Circonstances extraordinaires prouvées", "Extraordinary circumstances proved"),
    _flag(
        "flight.covered", "Vol couvert par le règlement 261/2004", "Flight covered by Regulation 261/2004", default=True
    ),
    _fact("flight.passengers", "int", "Nombre de passagers", "Number of passengers", "2"),
    _fact("flight.fare", "money", "Prix du billet à rembourser", "Fare to refund", "240.00"),
    _flag("flight.refund_asked", "Le passager a choisi le remboursement", "The passenger chose the refund"),
)
FACTS = {kind.name: kind for kind in KINDS}


def fact_kind(name: str) -> FactKind:
    """The registered fact of this name; refuses an unknown one."""
    if name not in FACTS:
        raise Refused("unknown_fact", words("Fait inconnu : {name}.", "Unknown fact: {name}.", name=name), name)
    return FACTS[name]


def check_facts(facts: Mapping[str, object]) -> None:
    """Refuse unknown names and values of the wrong type."""
    for name, value in facts.items():
        kind = fact_kind(name)
        if value is not None and not kind.accepts(value):
            message = words(
                "Le fait {name} attend une valeur de type {type}.", "The fact {name} expects a value of type {type}."
            )
            raise Refused("wrong_type", message.fill(name=name, type=kind.type), name)


def with_defaults(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts given, and the defaults of those that have one."""
    known = {name: kind.default for name, kind in FACTS.items() if kind.default is not None}
    return known | {name: value for name, value in facts.items() if value is not None}
