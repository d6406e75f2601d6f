"""Mails that come in: kept first, then opened, screened and put where they belong; sorted by people; forgotten."""

from app.correspondence.actions.mails.attaching import Prepared, prepare
from app.correspondence.actions.mails.bringing import Brought, bring
from app.correspondence.actions.mails.forgetting import erase_old_mails, forget_mail_with, forget_mails
from app.correspondence.actions.mails.opening import open_mails
from app.correspondence.actions.mails.sorting import (
    bring_back,
    file_logged,
    link,
    mark_read,
    may_take_off,
    set_aside,
    take_off,
    try_again,
)
from app.correspondence.actions.mails.taking import Kept, keep, read_box

__all__ = [
    "Brought",
    "Kept",
    "Prepared",
    "bring",
    "bring_back",
    "erase_old_mails",
    "file_logged",
    "forget_mail_with",
    "forget_mails",
    "keep",
    "link",
    "mark_read",
    "may_take_off",
    "open_mails",
    "prepare",
    "read_box",
    "set_aside",
    "take_off",
    "try_again",
]
