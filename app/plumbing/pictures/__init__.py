"""Files people send: what they are, their pages as pictures, copies with nothing hidden, masked copies."""

from app.plumbing.pictures.kinds import CLEANABLE, KINDS, OUTLOOK, Family, Kind, recognise
from app.plumbing.pictures.pages import (
    Copy,
    Look,
    Mask,
    Reading,
    cleaned,
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
    "Copy",
    "Family",
    "Kind",
    "Look",
    "Mask",
    "Reading",
    "cleaned",
    "look",
    "masked",
    "page_images",
    "printable",
    "readable",
    "recognise",
]
