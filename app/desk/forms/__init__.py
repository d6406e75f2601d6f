"""Shapes of what people type on a case."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.cases.rules.entries import CHANNELS
from app.cases.rules.erasing import GROUNDS
from app.cases.rules.standing_in import Measure
from app.cases.rules.verdicts import GIVEN, NOT_EXAMINED
from app.kernel import Words, words
from app.plumbing.fields import DayField, LineField, MoneyField, Said, TextField, at_most, options

NEEDED = InputRequired(Said("À remplir.", "Needed."))
LONG = Length(
    max=20_000,
    message=Said(
        "Ce texte est trop long (20 000 signes au plus).", "This text is too long (20,000 characters at most)."
    ),
)
VERDICTS: list[tuple[str, Words]] = [*GIVEN.items(), (NOT_EXAMINED, words("Pas encore examinée", "Not examined yet"))]


class ActForm(FlaskForm):
    """What every act on a case carries: the version of the page it was done on."""

    version = HiddenField()


class TextForm(ActForm):
    """A text to the customer or about them."""

    text = TextField(words("Texte", "Text"), validators=[NEEDED, LONG])


class EraseForm(ActForm):
    """Why words are erased."""

    ground = RadioField(words("Pourquoi", "Why"), choices=options(GROUNDS.items()), validators=[NEEDED])
    reason = LineField(
        words("Motif", "Reason"),
        description=words(
            "Il reste au journal pour toujours : ne répétez pas ce qui s’efface.",
            "It stays in the journal for ever: do not repeat what is erased.",
        ),
        validators=[NEEDED, at_most(300)],
    )


class HoldForm(ActForm):
    """Why a case is held beyond its date, and when that is looked at again."""

    reason = LineField(
        words("Pourquoi il doit rester", "Why it must stay"),
        description=words(
            "Contrôle, litige annoncé, demande d’une autorité…", "Audit, announced dispute, request of an authority…"
        ),
        validators=[NEEDED, at_most(300)],
    )
    review_on = DayField(
        words("À revoir le", "To be looked at again on"),
        description=words("Dans l’année au plus tard.", "Within a year at the latest."),
        validators=[NEEDED],
    )


class AccessForm(ActForm):
    """When a person asked for their data."""

    received_on = DayField(
        words("Demande reçue le", "Request received on"),
        description=words(
            "Réponse due dans le mois (RGPD, art. 12).", "An answer is due within the month (GDPR, art. 12)."
        ),
        validators=[NEEDED],
    )


class OptionalTextForm(ActForm):
    """The same, when nothing need be said."""

    text = TextField(words("Message au client", "Message to the customer"), validators=[Optional(), LONG])


class ReasonForm(ActForm):
    """A reason."""

    reason = TextField(words("Motif", "Reason"), validators=[NEEDED, LONG])


class EscalateForm(ReasonForm):
    """Why, and to which level."""

    level = SelectField(
        words("Niveau", "Level"),
        validators=[Optional()],
        description=words(
            "Plus haut que le suivant : seulement avec un signal (sécurité, avocat, presse, personne vulnérable).",
            "Higher than the next: only with a signal (safety, lawyer, press, vulnerable person).",
        ),
    )


class AskForm(TextForm):
    """What we ask the customer, until when."""

    until_on = DayField(words("Réponse attendue le", "Reply expected on"), validators=[Optional()])


class AnswerForm(TextForm):
    """An answer: its text, and how the complaint was judged."""

    verdict = RadioField(words("Appréciation", "Verdict"), choices=options(VERDICTS), validators=[NEEDED])
    override_rule = HiddenField()
    override_reason = LineField(
        words("Motif pour passer outre", "Reason to override"), validators=[Optional(), Length(max=500)]
    )


class ReplyForm(TextForm):
    """What the customer said, by which channel."""

    channel = SelectField(words("Canal", "Channel"), choices=options(CHANNELS.items()), default="email")


class ContactForm(ReplyForm):
    """A contact: direction, channel, minutes, and whether the customer says it is solved."""

    direction = RadioField(
        words("Sens", "Direction"),
        default="in",
        choices=options([("in", words("Reçu", "Incoming")), ("out", words("Émis", "Outgoing"))]),
    )
    minutes = IntegerField(
        words("Minutes", "Minutes"),
        default=0,
        validators=[Optional(), NumberRange(0, 1440, Said("De 0 à 1 440 minutes.", "0 to 1,440 minutes."))],
    )
    solved = RadioField(
        words("Le client dit que c’est résolu", "The customer says it is solved"),
        default="",
        choices=options(
            [
                ("", words("non demandé", "not asked")),
                ("yes", words("oui", "yes")),
                ("partly", words("en partie", "partly")),
                ("no", words("non", "no")),
            ]
        ),
    )
    solved_words = LineField(words("Ses mots", "Their words"), validators=[Optional(), Length(max=500)])


class PromiseForm(ActForm):
    """A promise: what, by which day and hour."""

    what = LineField(words("Nous promettons de", "We promise to"), validators=[NEEDED, Length(max=300)])
    due_on = DayField(words("Au plus tard le", "By"), validators=[NEEDED])
    hour = SelectField(
        words("à", "at"), choices=options([(f"{h:02d}:00", f"{h:02d}:00") for h in range(8, 21)]), default="18:00"
    )


class KeepForm(ActForm):
    """Which promise was kept, and what proves it."""

    promise = SelectField(words("Engagement", "Promise"), coerce=int, validators=[NEEDED])
    proof = LineField(words("Ce qui le prouve", "What proves it"), validators=[NEEDED, Length(max=300)])


class AssignForm(ActForm):
    """Who carries the case from now on."""

    owner = SelectField(words("Porté par", "Owner"), coerce=int, validators=[NEEDED])
    reason = LineField(words("Motif", "Reason"), validators=[Optional(), Length(max=500)])


class AdviceForm(TextForm):
    """Whom we ask about a case, what, and until when they see it."""

    staff = SelectField(words("À qui", "Whom"), coerce=int, validators=[NEEDED])
    text = TextField(words("Votre question", "Your question"), validators=[NEEDED, LONG])
    until_on = DayField(
        words("Voit le dossier jusqu’au", "Sees the case until"),
        validators=[Optional()],
        description=words(
            "Vide : jusqu’à ce que vous retiriez la question, ou que le dossier soit clos.",
            "Empty: until you take the question back, or the case is closed.",
        ),
    )


class RecuseForm(ReasonForm):
    """Who steps aside, and why."""

    staff = SelectField(words("Personne", "Person"), coerce=int, validators=[NEEDED])


class DerogateForm(ReasonForm):
    """Whom the director names to judge, though they are not independent, and why."""

    staff = SelectField(words("Qui jugera", "Who will judge"), coerce=int, validators=[NEEDED])


BY_NUMBER = words("Sa référence, ou son numéro : #42.", "Its reference, or its number: #42.")


class MergeForm(ActForm):
    """Into which case."""

    into = LineField(
        words("Dossier qui demeure", "Case that remains"), description=BY_NUMBER, validators=[NEEDED, Length(max=20)]
    )
    two_customers = BooleanField(
        words("Deux clients différents, réunis en connaissance de cause", "Two different customers, merged knowingly"),
        description=words(
            "Par exemple deux conjoints pour le même achat. Aucun ne voit la page de l’autre.",
            "Two spouses over one purchase, for example. Neither sees the page of the other.",
        ),
    )


class LinkForm(ActForm):
    """Which other case, and why."""

    other = LineField(words("Autre dossier", "Other case"), description=BY_NUMBER, validators=[NEEDED, Length(max=20)])
    why = LineField(words("Pourquoi", "Why"), validators=[Optional(), Length(max=200)])


class CloseForm(ActForm):
    """Why the case closes, in the customer's words or ours."""

    text = TextField(words("Précisions", "Details"), validators=[Optional(), LONG])


class FactForm(ActForm):
    """Something others did: on which day, by whom, in which words."""

    on = DayField(words("Date", "Date"), validators=[NEEDED])
    court = LineField(words("Juridiction", "Court"), validators=[Optional(), Length(max=200)])
    text = TextField(words("Précisions", "Details"), validators=[Optional(), LONG])


class JudgmentForm(FactForm):
    """A judgment, and what it makes us pay: booked at once among the actual costs, and promised for a day."""

    award = MoneyField(
        words("Ce que nous devons payer", "What we have to pay"),
        validators=[Optional()],
        description=words(
            "Condamnation, intérêts compris ; vide si rien. Compté dans les coûts réels.",
            "The award, interest included; empty if nothing. Counted among the actual costs.",
        ),
    )
    pay_by_on = DayField(
        words("À payer au plus tard le", "To be paid by"),
        validators=[Optional()],
        description=words(
            "Un engagement est pris pour ce jour dès qu’une somme est due.",
            "A promise is made for that day as soon as a sum is due.",
        ),
    )


class PartyForm(ActForm):
    """Somebody else in the dispute: as what, who, where they can be reached, their share, what protects them."""

    party = SelectField(words("Qui", "Who"), coerce=int, default=0)
    role = SelectField(words("En quelle qualité", "As what"), validators=[NEEDED])
    name = LineField(words("Nom", "Name"), validators=[NEEDED, Length(max=160)])
    email = LineField(words("Courriel", "E-mail"), validators=[Optional(), Length(max=200)])
    address = TextField(words("Adresse", "Address"), validators=[Optional(), Length(max=300)])
    share = IntegerField(
        words("Part, en %", "Share, in %"),
        validators=[Optional(), NumberRange(1, 100, Said("Entre 1 et 100.", "Between 1 and 100."))],
        description=words(
            "D’un ayant droit ou d’un autre réclamant, quand elle est établie : on le paie à hauteur de sa part.",
            "Of an heir or another claimant, once it is established: they are paid up to their share.",
        ),
    )
    protection = SelectField(
        words("Mesure de protection", "Protective measure"),
        default="",
        choices=options([("", words("Aucune", "None")), *((one.value, one.in_full) for one in Measure)]),
        description=words(
            "D’une personne protégée ou mineure, ou de qui agit pour elle.",
            "Of a protected person or minor, or of whoever acts for them.",
        ),
    )
    since_on = DayField(
        words("Depuis le", "Since"),
        validators=[Optional()],
        description=words(
            "Le jour du décès pour un ayant droit, celui du jugement pour une mesure.",
            "The day of death for an heir, of the judgment for a measure.",
        ),
    )
    until_on = DayField(
        words("Jusqu’au", "Until"),
        validators=[Optional()],
        description=words(
            "La fin de la mesure, ou le dernier jour de la minorité.",
            "The end of the measure, or the last day as a minor.",
        ),
    )


class MandateForm(ActForm):
    """The signed mandate of a representative: whose, from when, until when, which exhibit."""

    party = SelectField(words("Représentant", "Representative"), coerce=int, validators=[NEEDED])
    from_on = DayField(words("Mandat signé, à partir du", "Signed mandate, from"), validators=[NEEDED])
    until_on = DayField(
        words("Jusqu’au", "Until"),
        validators=[Optional()],
        description=words("Vide : sans terme.", "Empty: without an end."),
    )
    exhibit = IntegerField(
        words("Pièce n°", "Exhibit no."),
        validators=[Optional(), NumberRange(1, 9999, Said("Le numéro d’une pièce.", "The number of an exhibit."))],
        description=words("Le mandat parmi les pièces du dossier.", "The mandate among the exhibits of the case."),
    )


class BoughtForm(ActForm):
    """A purchase of the customer: one that we know, or a new one."""

    purchase = SelectField(words("Achat", "Purchase"), coerce=int, default=0)
    label = LineField(
        words("Ce qui a été acheté", "What was bought"),
        description=words(
            "Pour un achat pas encore connu : dites tout, sauf la livraison si elle n’a pas eu lieu.",
            "For a purchase not known yet: say all of it, but for a delivery that has not taken place.",
        ),
        validators=[Optional(), Length(max=200)],
    )
    reference = LineField(words("Numéro de commande", "Order number"), validators=[Optional(), Length(max=60)])
    bought_on = DayField(words("Acheté le", "Bought on"), validators=[Optional()])
    delivered_on = DayField(words("Livré le", "Delivered on"), validators=[Optional()])
    price = MoneyField(words("Prix payé, TVA comprise", "Price paid, VAT included"), validators=[Optional()])


class ViewForm(FlaskForm):
    """The name of a saved view."""

    name = LineField(words("Nom de la vue", "Name of the view"), validators=[DataRequired(), Length(max=60)])
    shared = BooleanField(words("Partagée avec tous", "Shared with everybody"))


class IncidentForm(FlaskForm):
    """An incident: its title and cause."""

    title = LineField(words("Titre", "Title"), validators=[NEEDED, Length(max=200)])
    cause = TextField(
        words("Cause, telle qu’on la connaît", "Cause, as far as it is known"), validators=[Optional(), LONG]
    )


class AttachForm(FlaskForm):
    """A case that has this cause."""

    ref = LineField(
        words("Dossier à rattacher", "Case to attach"), description=BY_NUMBER, validators=[NEEDED, Length(max=20)]
    )


class DecideForm(FlaskForm):
    """What was decided for all."""

    text = TextField(words("Ce qui est décidé pour tous", "What is decided for all"), validators=[NEEDED, LONG])
