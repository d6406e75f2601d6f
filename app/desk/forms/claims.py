"""Shapes of what is typed about what is asked, claim by claim, and of what somebody thinks of it."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import Length, Optional

from app.cases.rules.verdicts import GIVEN
from app.desk.forms import NEEDED, ActForm
from app.kernel import words
from app.plumbing.fields import LineField, MoneyField, at_most, options


class ClaimForm(ActForm):
    """One claim: a new one, or an old one said anew."""

    claim = SelectField(words("Demande", "Claim"), coerce=int, default=0)
    label = LineField(words("Ce que le client demande", "What the customer asks"), validators=[NEEDED, Length(max=300)])
    amount = MoneyField(
        words("Montant demandé", "Amount asked"),
        validators=[Optional()],
        description=words(
            "TVA comprise. Vide : une action, sans montant.", "VAT included. Empty: an action, without an amount."
        ),
    )
    basis = LineField(words("Fondement", "Basis"), validators=[Optional(), Length(max=200)])


class VerdictForm(ActForm):
    """What we think of one claim, and why."""

    claim = SelectField(words("Demande", "Claim"), coerce=int, validators=[NEEDED])
    verdict = RadioField(words("Appréciation", "Verdict"), choices=options(GIVEN.items()), validators=[NEEDED])
    reason = LineField(
        words("Motif", "Reason"),
        description=words(
            "Les faits et les pièces qui la fondent ; pour nous seuls.",
            "The facts and the exhibits it rests on; for us alone.",
        ),
        validators=[NEEDED, at_most(300)],
    )
