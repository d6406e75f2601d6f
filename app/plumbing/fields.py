"""Form fields that people can type into: bilingual messages, amounts, dates in both manners, trimmed text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import wtforms
from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import DateInput, TextInput

from app.kernel import Money, Refused, Words, words
from app.plumbing import typography, web

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Said(str):
    """A validator's message in both languages, chosen when it is shown."""

    __slots__ = ("words",)
    words: Words

    def __new__(cls, fr: str, en: str) -> Said:
        """The two wordings of one message."""
        made = super().__new__(cls, en)
        made.words = Words(fr, en)
        return made

    def __str__(self) -> str:
        return typography.say(self.words, web.lang())

    def __mod__(self, values: Any) -> str:
        return str(self)


def at_most(most: int) -> Length:
    """No more characters than this."""
    return Length(max=most, message=Said(f"{most} caractères au plus.", f"{most} characters at most."))


BUILT_IN: tuple[tuple[re.Pattern[str], Words], ...] = tuple(
    (re.compile(sentence), words(fr, en))
    for sentence, fr, en in (
        (r"This field is required\.", "Cette réponse manque.", "This answer is missing."),
        (
            r"Not a valid choice\.?|Invalid [Cc]hoice.*|'.*' (?:is|are) not (?:a )?valid choices? .*",
            "Choisissez parmi les réponses proposées.",
            "Choose among the answers offered.",
        ),
        (
            r"Not a valid integer value\.?",
            "Écrivez un nombre entier, par exemple 12.",
            "Write a whole number, for example 12.",
        ),
        (
            r"Not a valid (?:decimal|float) value\.?",
            "Écrivez un nombre, par exemple 12,5.",
            "Write a number, for example 12.5.",
        ),
        (
            r"Not a valid date value\.?",
            "Écrivez une date, par exemple 21/11/2026.",
            "Write a date, for example 21/11/2026.",
        ),
        (r"Field cannot be longer than (?P<most>\d+) .*", "{most} caractères au plus.", "{most} characters at most."),
        (r"Field must be at least (?P<least>\d+) .*", "{least} caractères au moins.", "{least} characters at least."),
        (
            r"Field must be between (?P<least>\d+) and (?P<most>\d+) .*",
            "Entre {least} et {most} caractères.",
            "Between {least} and {most} characters.",
        ),
        (r"Number must be at least (?P<least>.+)\.", "{least:plain} au moins.", "{least:plain} at least."),
        (r"Number must be at most (?P<most>.+)\.", "{most:plain} au plus.", "{most:plain} at most."),
        (
            r"Number must be between (?P<least>.+) and (?P<most>.+)\.",
            "Entre {least:plain} et {most:plain}.",
            "Between {least:plain} and {most:plain}.",
        ),
        (r"Invalid input\.", "Cette réponse n’a pas la forme attendue.", "This answer has not the expected form."),
    )
)
"""What WTForms says by itself, where a field gives no sentence of its own."""


def in_our_words(message: str | Words) -> str | Words:
    """A field's error as it is shown: a sentence of WTForms’ in both languages, ours as it is."""
    if isinstance(message, Said | Words):
        return message
    for sentence, ours in BUILT_IN:
        found = sentence.fullmatch(message)
        if found:
            return ours.fill(**{name: _number(value) for name, value in found.groupdict().items()})
    return message


def _number(value: str) -> int | str:
    return int(value) if value.isdigit() else value


def options(pairs: Iterable[tuple[Any, Words | str]]) -> list[SelectChoice]:
    """Choices of a field, each with its words in both languages."""
    return [SelectChoice(value, text) for value, text in pairs]


class _Known:
    """Of a field of choices: one that is offered passes at a glance; only a refusal goes the long way."""

    data: Any
    choices: Any

    def pre_validate(self, form: Any) -> None:
        """Is what was chosen among what is offered?"""
        if self.data not in [choice.value for choice in self.choices or ()]:
            super().pre_validate(form)  # type: ignore[misc]


class SelectField(_Known, wtforms.SelectField):  # type: ignore[misc]
    """One of several, from a list that opens."""


class RadioField(_Known, wtforms.RadioField):  # type: ignore[misc]
    """One of several, all in sight."""


def under(form: Any, mark: str) -> Any:
    """The same form, its fields under ids of their own: for a page that shows several of a kind."""
    for field in form:
        field.id = field.label.field_id = f"{mark}-{field.short_name}"
    return form


def one_line(typed: str) -> str:
    """What was typed, in one line: trimmed, control characters taken out."""
    return " ".join(CONTROL.sub(" ", typed).split())


def several_lines(typed: str) -> str:
    """What was typed, with one kind of line end: control characters taken out."""
    return CONTROL.sub("", typed.replace("\r\n", "\n")).strip()


class LineField(StringField):  # type: ignore[misc]
    """One line of text: trimmed, control characters taken out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, in one line."""
        self.data = one_line(valuelist[0] if valuelist else "")


class TextField(TextAreaField):  # type: ignore[misc]
    """Several lines of text: control characters other than line ends taken out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, with one kind of line end."""
        self.data = several_lines(valuelist[0] if valuelist else "")


class MoneyField(Field):  # type: ignore[misc]
    """An amount as people write it (1 234,56 or 1234.56); `data` is Money or None."""

    widget = TextInput()

    def __init__(
        self, label: str | Words | None = None, validators: Any = None, currency: str = "EUR", **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.currency = currency
        self.typed = ""

    def _value(self) -> str:
        if self.typed:
            return self.typed
        return str(self.data.decimal).replace(".", "," if web.lang() == "fr" else ".") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount; what cannot be read stays in the field, with a sentence."""
        self.data, self.typed = None, (valuelist[0] if valuelist else "").strip()
        if not self.typed:
            return
        try:
            self.data = Money.parse(self.typed, self.currency, self.short_name)
        except Refused as refused:
            raise ValidationError(typography.say(refused.message, web.lang())) from refused


class DayField(Field):  # type: ignore[misc]
    """A civil date: from the browser's calendar (2026-11-21) or typed (21/11/2026); `data` is a date or None."""

    widget = DateInput()
    SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed = ""

    def _value(self) -> str:
        return self.typed or (self.data.isoformat() if isinstance(self.data, date) else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date; refuses one that does not exist or lies out of reach."""
        self.data, self.typed = None, (valuelist[0] if valuelist else "").strip()
        if not self.typed:
            return
        for shape in self.SHAPES:
            try:
                found = datetime.strptime(self.typed, shape).date()  # noqa: DTZ007  a civil date has no zone
            except ValueError:
                continue
            if 1990 <= found.year <= 2100:
                self.data = found
                return
        raise ValidationError(
            str(
                Said(
                    "Cette date n’existe pas. Écrivez-la ainsi : 21/11/2026.",
                    "There is no such date. Write it as 21/11/2026.",
                )
            )
        )
