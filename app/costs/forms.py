"""Shapes of the forms of costs."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import DecimalField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import TextInput

from app.costs.rules.booking import Cost
from app.costs.rules.loading import default_tariff
from app.costs.rules.parameters import STATUS_WORDS, Scope
from app.kernel import words
from app.plumbing.fields import LineField, MoneyField, Said, TextField, options
from app.plumbing.web import lang

NEEDED = Said("Cette réponse manque.", "This answer is missing.")


class BookForm(FlaskForm):
    """An expense of a dispute, with its proof."""

    cost = SelectField(words("Nature", "Kind"), choices=options((one.value, one.words) for one in Cost))
    amount = MoneyField(
        words("Montant hors taxe récupérable", "Amount without recoverable VAT"), [InputRequired(NEEDED)]
    )
    proof = LineField(
        words("D’où vient ce montant ?", "Where does this amount come from?"),
        [InputRequired(NEEDED), Length(max=300)],
        description=words("Facture, jugement, pièce n°…", "Bill, judgment, exhibit no.…"),
    )


class ReasonForm(FlaskForm):
    """Why a change is proposed or declined."""

    reason = TextField(words("Pourquoi ?", "Why?"), [InputRequired(NEEDED), Length(max=2000)])


class DecideForm(FlaskForm):
    """Confirm, with a word if one wishes, or decline with a reason."""

    reason = LineField(
        words("Motif, pour écarter", "Reason, to decline"),
        [Length(max=300)],
        description=words("Qui propose lira pourquoi.", "Whoever proposed will read why."),
    )


class NumberField(DecimalField):
    """A number as people write it: 0,25 or 0.25. A browser’s own field for numbers shows nothing for a comma it does not expect."""

    widget = TextInput()

    def _value(self) -> str:
        """As typed, else with the comma or point of the page’s language."""
        if self.raw_data:
            return str(self.raw_data[0])
        shown = "" if self.data is None else f"{self.data:.10g}"
        return shown.replace(".", ",") if lang() == "fr" else shown

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it with a comma or a point."""
        typed = [
            value.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".") for value in valuelist
        ]
        super().process_formdata(typed)


class ParameterForm(FlaskForm):
    """One parameter: its three values, where they come from, since when."""

    low = NumberField(words("Minimum", "Low"), [InputRequired(NEEDED)], places=None)
    likely = NumberField(words("Probable", "Likely"), [InputRequired(NEEDED)], places=None)
    high = NumberField(words("Maximum", "High"), [InputRequired(NEEDED)], places=None)
    source = LineField(words("Source", "Source"), [InputRequired(NEEDED), Length(max=300)])
    year = IntegerField(words("Année", "Year"), [InputRequired(NEEDED), NumberRange(1990, 2100)])
    status = SelectField(
        words("Statut", "Status"), choices=options((status.value, label) for status, label in STATUS_WORDS.items())
    )


class ScopeForm(FlaskForm):
    """The cases a parameter is for; empty means all."""

    regime = LineField(
        words("Régime", "Regime"),
        [Length(max=40)],
        description=words("Vide : tous. FR couvre FR-GEN, FR-TEL…", "Empty: all. FR covers FR-GEN, FR-TEL…"),
    )
    sector = LineField(words("Secteur", "Sector"), [Length(max=40)], description=words("Vide : tous.", "Empty: all."))
    segment = SelectField(
        words("Segment", "Segment"),
        choices=options([("", words("tous", "all")), *((one.code, one.label) for one in default_tariff().segments)]),
    )

    @staticmethod
    def asked(arguments: Mapping[str, str]) -> Scope:
        """The scope that an address names."""
        return Scope(*(str(arguments.get(name, ""))[:40] for name in ("regime", "sector", "segment")))

    @property
    def scope(self) -> Scope:
        """What was typed."""
        return Scope(self.regime.data or "", self.sector.data or "", self.segment.data or "")
