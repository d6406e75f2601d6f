"""Reading feedback: invitations of a case, links to them, and answers for figures."""

from app.feedback.queries.figures import Given, Invited, answers, invited
from app.feedback.queries.invitations import (
    LISTS,
    invitation_for,
    invitations_of,
    last_asked,
    occasion_of,
    open_invitations,
    unchecked_promises,
    will_never_be_asked,
)
from app.feedback.queries.linking import invitation_of_token, link_to

__all__ = [
    "LISTS",
    "Given",
    "Invited",
    "answers",
    "invitation_for",
    "invitation_of_token",
    "invitations_of",
    "invited",
    "last_asked",
    "link_to",
    "occasion_of",
    "open_invitations",
    "unchecked_promises",
    "will_never_be_asked",
]
