"""The pages of those outside: the mediator’s space, the customer’s page."""

from app.portal.views.acting import customer_act
from app.portal.views.customer import customer_find
from app.portal.views.door import blueprint
from app.portal.views.mediator import space
from app.portal.views.reading import customer_letter
from app.portal.views.requests import access_request
from app.portal.views.survey import customer_survey

__all__ = [
    "access_request",
    "blueprint",
    "customer_act",
    "customer_find",
    "customer_letter",
    "customer_survey",
    "space",
]
