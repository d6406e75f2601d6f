"""All writes about exhibits: taken in, described, released, masked; their copies prepared by the worker."""

from app.exhibits.actions.adding import (
    IS_WITHDRAWN,
    NOT_ALLOWED,
    NOT_RELEASED,
    About,
    add_exhibits,
    check_release,
    describe,
    forget_exhibits,
    make_findable,
    release,
    restore,
    to_prepare,
    withdraw,
)
from app.exhibits.actions.masking import CANNOT_MASK, Masked, Region, mask, prepare_mask, unmask
from app.exhibits.actions.preparing import HANDLERS, prepare
from app.exhibits.actions.taking import AT_ONCE, Copies, Taken, copies_of, packed, take_in, unpacked

__all__ = [
    "AT_ONCE",
    "CANNOT_MASK",
    "HANDLERS",
    "IS_WITHDRAWN",
    "NOT_ALLOWED",
    "NOT_RELEASED",
    "About",
    "Copies",
    "Masked",
    "Region",
    "Taken",
    "add_exhibits",
    "check_release",
    "copies_of",
    "describe",
    "forget_exhibits",
    "make_findable",
    "mask",
    "packed",
    "prepare",
    "prepare_mask",
    "release",
    "restore",
    "take_in",
    "to_prepare",
    "unmask",
    "unpacked",
    "withdraw",
]
