"""Files people send: what they are, their pages as pictures, copies with nothing hidden, masked copies."""

from app.plumbing.pictures.kinds import CLEANABLE, KINDS, OUTLOOK, READABLE, Family, Kind, recognise
from app.plumbing.pictures.pages import (
    Copy,
    Look,
    Mask,
    Reading,
    cleaned,
    files_inside,
    look,
    masked,
    page_images,
    printable,
    readable,
)

__all__ = [
    "CLEANABLE",
    "KINDS",
    "OUTLOOK",
    "READABLE",
    "Copy",
    "Family",
    "Kind",
    "Look",
    "Mask",
    "Reading",
    "cleaned",
    "files_inside",
    "look",
    "masked",
    "page_images",
    "printable",
    "readable",
    "recognise",
]
