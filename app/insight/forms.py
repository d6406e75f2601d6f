"""Shapes of the forms of insight."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.insight.rules.causes import By
from app.insight.rules.improving import Plan, Status
from app.insight.rules.periods import Period
from app.kernel import words
from app.plumbing.fields import DayField, LineField, Said, SelectField, TextField, options

NEEDED = Said("Cette réponse manque.", "This answer is missing.")
PERCENT = Said("Un nombre entre 1 et 100.", "A number between 1 and 100.")


class ImprovementForm(FlaskForm):
    """An improvement action."""

    title = LineField(words("Que va-t-on changer ?", "What will be changed?"), [InputRequired(NEEDED), Length(max=200)])
    cause = SelectField(words("Cause visée", "Cause addressed"), [InputRequired(NEEDED)], choices=[])
    owner = SelectField(words("Portée par", "Owner"), [InputRequired(NEEDED)], coerce=int, choices=[])
    due_on = DayField(words("À faire pour le", "To be done by"), [InputRequired(NEEDED)])
    target_percent = IntegerField(
        words("Baisse visée, en %", "Target fall, in %"), [InputRequired(NEEDED), NumberRange(1, 100, PERCENT)]
    )
    baseline_from_on = DayField(words("Référence, du", "Baseline, from"), [InputRequired(NEEDED)])
    baseline_to_on = DayField(words("au", "to"), [InputRequired(NEEDED)])
    status = SelectField(words("État", "Status"), choices=options((one.value, one.words) for one in Status))
    done_on = DayField(
        words("Faite le", "Done on"),
        [Optional()],
        description=words("L’effet se mesure dès le lendemain.", "The effect is measured from the next day."),
    )
    note = TextField(words("Note", "Note"), [Length(max=2000)])

    @property
    def plan(self) -> Plan:
        """What was written."""
        by, _, value = str(self.cause.data).partition(":")
        due_on, first, last = self.due_on.data, self.baseline_from_on.data, self.baseline_to_on.data
        assert due_on is not None  # as validated
        assert first is not None
        assert last is not None
        return Plan(
            self.title.data or "", By(by), value, self.owner.data, due_on,
            Period(first, last), self.target_percent.data, Status(self.status.data),
            self.done_on.data, self.note.data or "",
        )  # fmt: skip
