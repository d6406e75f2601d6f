"""The pages of those outside: the mediator's space."""

from app.portal.views.door import blueprint
from app.portal.views.mediator import space

__all__ = ["blueprint", "space"]
