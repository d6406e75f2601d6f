"""What letters say, to whom, by which way; pure."""

from app.correspondence.rules.entries import ENTRIES
from app.correspondence.rules.incidents import CONTACT_MISSING, TOLD, contact, require_no_amount
from app.correspondence.rules.kinds import NOTED, OF_ENTRY, WRITTEN_HERE, LetterKind
from app.correspondence.rules.reaching import (
    CHANNELS,
    HOUSE_ZONE,
    LEAVING,
    NO_READER,
    UNDO_FOR,
    Channel,
    OnItsWay,
    Reach,
    Standing,
    channel_for,
    require_channel,
)
from app.correspondence.rules.templating import FIELDS, TEMPLATES, check_template
from app.correspondence.rules.wording import (
    DECISION,
    Fields,
    draft,
    greeting,
    left_to_fill,
    locked,
    still_open,
    subject,
)

__all__ = [
    "CHANNELS",
    "CONTACT_MISSING",
    "DECISION",
    "ENTRIES",
    "FIELDS",
    "HOUSE_ZONE",
    "LEAVING",
    "NOTED",
    "NO_READER",
    "OF_ENTRY",
    "TEMPLATES",
    "TOLD",
    "UNDO_FOR",
    "WRITTEN_HERE",
    "Channel",
    "Fields",
    "LetterKind",
    "OnItsWay",
    "Reach",
    "Standing",
    "channel_for",
    "check_template",
    "contact",
    "draft",
    "greeting",
    "left_to_fill",
    "locked",
    "require_channel",
    "require_no_amount",
    "still_open",
    "subject",
]
