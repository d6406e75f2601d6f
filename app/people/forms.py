"""Shapes of what people type about accounts; whether it makes sense is asked of rules."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.plumbing.fields import Said


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(
        validators=[InputRequired(Said("Indiquez votre identifiant.", "Give your login.")), Length(max=60)]
    )
    password = PasswordField(
        validators=[InputRequired(Said("Indiquez votre mot de passe.", "Give your password.")), Length(max=400)]
    )
    next = HiddenField()
