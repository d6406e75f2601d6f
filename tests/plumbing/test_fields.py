"""What a field says when it is wrong: never a sentence of the library, whichever language the page speaks."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from app.kernel import Words
from app.plumbing.fields import Said, in_our_words, options
from app.plumbing.typography import say
from tests.client import Browser


class Everything(Form):  # type: ignore[misc]
    """A form whose fields leave their sentences to the library."""

    long = StringField(validators=[Length(max=3000)])
    short = StringField(validators=[Length(min=3)])
    between = StringField(validators=[Length(min=3, max=5)])
    year = IntegerField(validators=[NumberRange(1990, 2100)])
    least = IntegerField(validators=[NumberRange(min=7)])
    most = IntegerField(validators=[NumberRange(max=7)])
    whole = IntegerField()
    chosen = SelectField(choices=options([("a", "A")]))
    coerced = SelectField(choices=options([(1, "A")]), coerce=int)
    several = SelectMultipleField(choices=options([("a", "A")]))
    numbers = SelectMultipleField(choices=options([(1, "A")]), coerce=int)
    shaped = StringField(validators=[Regexp("^x$")])
    missing = StringField(validators=[InputRequired()])


TYPED = MultiDict(
    {
        "long": "x" * 3001, "short": "x", "between": "xxxxxxx", "year": "1500", "least": "1", "most": "9", "whole": "douze",
        "chosen": "z", "coerced": "z", "several": "z", "numbers": "z", "shaped": "z",
    }
)  # fmt: skip


def test_every_sentence_of_the_library_has_ours_in_both_languages() -> None:
    form = Everything(TYPED)
    assert not form.validate()
    told = {name: in_our_words(str(errors[0])) for name, errors in form.errors.items()}
    assert told.keys() == Everything()._fields.keys()
    assert not {name: said for name, said in told.items() if not isinstance(said, Words)}
    french = {name: say(said, "fr") for name, said in told.items() if isinstance(said, Words)}
    assert french["long"] == "3000 caractères au plus."
    assert french["year"] == "Entre 1990 et 2100."
    assert not [said for said in french.values() if re.search(r"\b(valid|field|must|input)\b", said, re.I)]


@pytest.mark.parametrize(
    "ours", [Said("À remplir.", "Needed."), Words("À remplir.", "Needed."), "M. Dupont ne répond pas."]
)
def test_what_we_say_ourselves_is_left_as_it_is(ours: str | Words) -> None:
    assert in_our_words(ours) is ours


def test_what_is_too_long_on_the_customers_page_is_said_in_their_language(app: Flask) -> None:
    page = Browser(app).send("/c", {"ref": "AM-2026-00042" * 9, "email": "awa@diallo.example"}, 422, token_from="/c")
    assert "40 caractères au plus." in page.text
    assert "cannot be longer" not in page.html
