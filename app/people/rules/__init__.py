"""Who people are to the house: roles and what they may do, customers and what the law sees in them, whoever acts."""

from app.people.rules.actors import SYSTEM, Actor, StaffFacts
from app.people.rules.customers import (
    CUSTOMER_KIND_WORDS,
    SEGMENT_WORDS,
    Complainant,
    CustomerKind,
    Segment,
    named,
    titled,
)
from app.people.rules.permissions import PERMISSIONS, Permission
from app.people.rules.roles import LEVEL_OF_ROLE, OUR_LEVELS, ROLE_WORDS, Level, Role

__all__ = [
    "CUSTOMER_KIND_WORDS",
    "LEVEL_OF_ROLE",
    "OUR_LEVELS",
    "PERMISSIONS",
    "ROLE_WORDS",
    "SEGMENT_WORDS",
    "SYSTEM",
    "Actor",
    "Complainant",
    "CustomerKind",
    "Level",
    "Permission",
    "Role",
    "Segment",
    "StaffFacts",
    "named",
    "titled",
]
