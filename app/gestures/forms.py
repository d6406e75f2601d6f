"""Shapes of what people type about gestures; whether it may be is asked of rules."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.cases.rules.entries import CHANNELS
from app.gestures.rules.authority import Rank
from app.gestures.rules.kinds import Kind
from app.kernel import words
from app.plumbing.fields import DayField, LineField, MoneyField, Said, TextField, at_most, options

NEEDED = InputRequired(Said("À remplir.", "Needed."))
LONG = Length(max=4000, message=Said("Au plus 4 000 signes.", "At most 4,000 characters."))
SHORT = at_most(200)
EMPTY = [("", words("—", "—"))]


class OfferForm(FlaskForm):
    """An offer: one gesture, perhaps a second, until when, in which words."""

    so_far = HiddenField()
    """How much of the case had been told when the page was drawn."""
    gesture = RadioField(validators=[Optional()], validate_choice=False)
    amount = MoneyField(
        words("Montant pour le client", "Amount to the customer"),
        description=words(
            "TVA comprise. Vide : le montant de la carte.", "VAT included. Empty: the amount on the card."
        ),
    )
    also = SelectField(
        words("Avec un second geste", "With a second gesture"), choices=options(EMPTY), validate_choice=False
    )
    also_amount = MoneyField(words("Son montant", "Its amount"))
    claim = SelectField(words("Pour la demande", "For the claim"), choices=options(EMPTY), validate_choice=False)
    evidence = LineField(
        words("Pièce à l’appui", "Supporting exhibit"),
        validators=[SHORT],
        description=words("Le numéro de la pièce du dossier.", "The number of the exhibit on the case."),
    )
    valid_until_on = DayField(words("Valable jusqu’au", "Stands until"), validators=[NEEDED])
    message = TextField(
        words("Un mot au client", "A word to the customer"),
        validators=[Optional(), LONG],
        description=words("S’ajoute à l’offre, telle quelle.", "Added to the offer as it is."),
    )
    separable = BooleanField(words("Le client peut n’en accepter qu’une partie", "The customer may accept only a part"))
    reason = TextField(words("Pourquoi ce geste", "Why this gesture"), validators=[Optional(), LONG])
    deviation = TextField(words("Pourquoi s’écarter", "Why depart from it"), validators=[Optional(), LONG])
    asked = LineField(words("Où le client l’a demandé", "Where the customer asked for it"), validators=[SHORT])


class AnswerForm(FlaskForm):
    """The customer's answer, as staff record it: which, when, how it came, what proves it."""

    version = HiddenField()
    answer = RadioField(
        words("Réponse du client", "Customer’s answer"),
        choices=options(
            [
                ("accepted", words("Accepte", "Accepts")),
                ("partly", words("Accepte en partie", "Accepts in part")),
                ("refused", words("Refuse", "Refuses")),
            ]
        ),
        validators=[NEEDED],
    )
    lines = SelectMultipleField(words("Ce qui est accepté", "What is accepted"), coerce=int, validate_choice=False)
    channel = SelectField(words("Reçue par", "Received by"), choices=options(CHANNELS.items()), default="phone")
    received_on = DayField(words("Reçue le", "Received on"), validators=[Optional()])
    proof = LineField(
        words("Pièce ou appel", "Exhibit or call"),
        validators=[NEEDED, SHORT],
        description=words(
            "Par exemple : pièce n° 4, ou appel du 20 novembre.", "For example: exhibit no. 4, or call of 20 November."
        ),
    )
    text = TextField(words("Ses mots", "Their words"), validators=[Optional(), LONG])


class CounterForm(FlaskForm):
    """What the customer asks instead."""

    text = TextField(words("Ce que le client demande", "What the customer asks"), validators=[NEEDED, LONG])
    amount = MoneyField(words("Montant demandé", "Amount asked"), validators=[Optional()])
    channel = SelectField(words("Reçue par", "Received by"), choices=options(CHANNELS.items()), default="phone")
    received_on = DayField(
        words("Dite le", "Said on"), validators=[Optional()], description=words("Vide : aujourd’hui.", "Empty: today.")
    )
    proof = LineField(words("Pièce ou appel", "Exhibit or call"), validators=[NEEDED, SHORT])


class ProofForm(FlaskForm):
    """What proves that it was done."""

    proof = LineField(
        words("Preuve de l’exécution", "Proof that it was done"),
        validators=[NEEDED, Length(max=300)],
        description=words("Numéro d’avoir, de virement, d’envoi.", "Number of the credit note, transfer or parcel."),
    )


class ReasonForm(FlaskForm):
    """A reason."""

    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, Length(max=500)])


class SaidForm(FlaskForm):
    """What proves a payment or a consent, or why it is contested."""

    said = LineField(words("Preuve ou motif", "Proof or reason"), validators=[NEEDED, Length(max=500)])


class DecisionForm(FlaskForm):
    """A decision on somebody's request: yes or no, why, and what was on the page."""

    digest = HiddenField()
    decision = HiddenField()
    reason = LineField(words("Motif de la décision", "Reason of the decision"), validators=[NEEDED, Length(max=1000)])


class EntitlementForm(FlaskForm):
    """Something due by law: on which rule, how much, on which facts."""

    rule = LineField(
        words("Règle", "Rule"),
        description=words(
            "Telle que le client la lira : « art. 1302-1 C. civ. ».",
            "As the customer will read it: “art. 1302-1 C. civ.”.",
        ),
        validators=[NEEDED, Length(max=60)],
    )
    what = LineField(words("Ce qui est dû", "What is due"), validators=[NEEDED, Length(max=300)])
    amount = MoneyField(words("Montant dû", "Amount due"), validators=[NEEDED])
    claim = SelectField(words("Sur la demande", "On the claim"), choices=options(EMPTY), validate_choice=False)
    due_on = DayField(words("À payer au plus tard le", "To be paid by"), validators=[Optional()])
    facts = LineField(
        words("Pièces qui établissent les faits", "Exhibits that establish the facts"),
        validators=[NEEDED, Length(max=300)],
    )


class LineForm(FlaskForm):
    """A line of the grid: whose, for what, how much, from when."""

    rank = SelectField(words("Niveau", "Level"), choices=options((rank.value, rank.words) for rank in Rank))
    service = SelectField(words("Service", "Service"), choices=options(EMPTY), validate_choice=False)
    kind = SelectField(
        words("Geste", "Gesture"),
        choices=options([("", words("tous", "all")), *((kind.value, kind.words) for kind in Kind)]),
    )
    gesture = MoneyField(words("Par geste", "Per gesture"), validators=[NEEDED])
    case = MoneyField(words("Par dossier", "Per case"), validators=[NEEDED])
    customer = MoneyField(words("Par client sur 12 mois", "Per customer, 12 months"), validators=[NEEDED])
    compromise = MoneyField(words("Pour transiger", "To compromise"), validators=[Optional()])
    valid_from = DayField(words("À partir du", "From"), validators=[Optional()])
    valid_until = DayField(words("Jusqu’au", "Until"), validators=[Optional()])
    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, Length(max=500)])


class DeclineForm(FlaskForm):
    """A decision on a change that somebody else proposed: a reason, to decline it."""

    reason = LineField(
        words("Motif, pour écarter", "Reason, to decline"),
        validators=[Length(max=500)],
        description=words("Qui propose lira pourquoi.", "Whoever proposed will read why."),
    )


class BudgetForm(FlaskForm):
    """A budget: whose, for which period, how much."""

    service = SelectField(words("Service", "Service"), choices=options(EMPTY), validate_choice=False)
    from_on = DayField(words("Du", "From"), validators=[NEEDED])
    to_on = DayField(words("Au", "To"), validators=[NEEDED])
    limit = MoneyField(words("Montant, en coût pour nous", "Amount, in cost to us"), validators=[NEEDED])
    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, Length(max=500)])


CODE_SHAPE = Said(
    "De 3 à 40 lettres minuscules, chiffres ou traits bas, en commençant par une lettre.",
    "3 to 40 lower-case letters, digits or underscores, beginning with a letter.",
)


class EntryForm(FlaskForm):
    """A new version of a gesture of the palette: what changes most often."""

    name_fr = LineField(words("Nom en français", "Name in French"), validators=[NEEDED, Length(max=120)])
    name_en = LineField(words("Nom en anglais", "Name in English"), validators=[NEEDED, Length(max=120)])
    wording_fr = TextField(
        words("Ce que lit le client, en français", "What the customer reads, in French"), validators=[NEEDED, LONG]
    )
    wording_en = TextField(
        words("Ce que lit le client, en anglais", "What the customer reads, in English"), validators=[NEEDED, LONG]
    )
    least = MoneyField(words("Au moins", "At least"), validators=[Optional()])
    most = MoneyField(words("Au plus", "At most"), validators=[Optional()])
    fixed = MoneyField(words("Montant fixe", "Fixed amount"), validators=[Optional()])
    carry_out_days = IntegerField(
        words("Exécuté en (jours)", "Carried out within (days)"),
        validators=[NEEDED, NumberRange(1, 365, Said("De 1 à 365 jours.", "1 to 365 days."))],
    )
    valid_from = DayField(words("À partir du", "From"), validators=[NEEDED])
    valid_until = DayField(words("Jusqu’au", "Until"), validators=[Optional()])
    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, Length(max=500)])


class SimilarForm(EntryForm):
    """A new gesture, after one there is: what it is and how it is priced are the same."""

    code = LineField(
        words("Code", "Code"),
        validators=[NEEDED, Regexp(r"^[a-z][a-z0-9_]{2,39}$", message=CODE_SHAPE)],
        description=words(
            "Court et définitif, par exemple « free_delivery ».", "Short and for good, such as “free_delivery”."
        ),
    )


class DelegationForm(FlaskForm):
    """Power lent: to whom, how much, from when until when."""

    to = SelectField(words("À", "To"), coerce=int, validators=[NEEDED])
    gesture = MoneyField(words("Par geste", "Per gesture"), validators=[NEEDED])
    case = MoneyField(words("Par dossier", "Per case"), validators=[NEEDED])
    customer = MoneyField(words("Par client sur 12 mois", "Per customer, 12 months"), validators=[NEEDED])
    from_on = DayField(words("Du", "From"), validators=[NEEDED])
    until_on = DayField(words("Au", "Until"), validators=[NEEDED])
    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, Length(max=300)])
