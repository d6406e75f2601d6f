"""The pages of people: signing in, the settings about people, their history, one's own settings."""

from app.people.views.door import blueprint
from app.people.views.history import history
from app.people.views.house import house
from app.people.views.own_settings import preferences
from app.people.views.sessions import sessions
from app.people.views.settings import settings
from app.people.views.sign_in import sign_in
from app.people.views.staff import staff
from app.people.views.terms import terms

__all__ = ["blueprint", "history", "house", "preferences", "sessions", "settings", "sign_in", "staff", "terms"]
