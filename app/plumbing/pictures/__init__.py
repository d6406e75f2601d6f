"""Files people send: what they are, their pages as pictures, copies with nothing hidden, masked copies."""

from app.plumbing.pictures.kinds import CLEANABLE, KINDS, Family, Kind, recognise
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
