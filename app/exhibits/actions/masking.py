"""Masked copies: made before the write, put in the place of the clean one for an audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.cases.actions.telling import Happening, tell
from app.exhibits.actions.adding import NOT_RELEASED
from app.exhibits.models import Exhibit, Masking
from app.exhibits.queries import original, store
from app.exhibits.rules import (
    check_regions,
    clean_line,
)
from app.kernel import Audience, Json, Refused, words
from app.people.rules import Actor, Permission
from app.plumbing import pictures
from app.plumbing.pdf import SandboxError
from app.plumbing.pictures import Copy, Family

Region = tuple[int, tuple[float, float, float, float] | None]


@dataclass(frozen=True)
class Masked:
    """A masked copy made before the write transaction."""

    regions: tuple[Region, ...]
    key: str
    pages: int


def prepare_mask(exhibit: Exhibit, regions: Sequence[Region]) -> Masked:
    """Make the masked copy of an exhibit (outside any transaction); refuses regions outside its pages."""
    if exhibit.type.family is not Family.PAGES or not exhibit.pages:
        raise Refused("cannot_mask", CANNOT_MASK, "regions")
    check_regions(exhibit.pages, list(regions))
    try:
        copy: Copy = pictures.masked(original(exhibit), [pictures.Mask(page, box) for page, box in regions])
    except SandboxError as problem:
        message = words("La copie masquée n’a pas pu être faite : {why}.", "No masked copy could be made: {why}.")
        raise Refused("cannot_mask", message.fill(why=problem.words), "regions") from problem
    return Masked(tuple(regions), store().put(copy.content), copy.pages)


def mask(exhibit: Exhibit, made: Masked, audience: Audience, reason: str, *, by: Actor, at: datetime) -> Masking:
    """Put a masked copy in the place of the clean one for an audience; the original is not touched."""
    _may_mask(audience, reason, by)
    regions = [[page, list(box) if box else None] for page, box in made.regions]
    row = Masking(
        exhibit_id=exhibit.id, audience=audience, regions=regions, reason=clean_line(reason, 300),
        file_key=made.key, pages=made.pages, at=at, by=by.key,
    )  # fmt: skip
    exhibit.maskings.append(row)
    data: dict[str, Json] = {"number": exhibit.number, "to": audience.value, "regions": len(regions), "file": made.key}
    tell(exhibit.case, "exhibit.masked", Happening(data, {"reason": reason}, Audience.INTERNAL), by=by, at=at)
    return row


def unmask(exhibit: Exhibit, audience: Audience, reason: str, *, by: Actor, at: datetime) -> None:
    """Let an audience see the whole exhibit again."""
    _may_mask(audience, reason, by)
    if exhibit.masking_for(audience) is None:
        return
    row = Masking(
        exhibit_id=exhibit.id, audience=audience, regions=[], reason=clean_line(reason, 300), at=at, by=by.key
    )
    exhibit.maskings.append(row)
    data: dict[str, Json] = {"number": exhibit.number, "to": audience.value}
    tell(exhibit.case, "exhibit.unmasked", Happening(data, {"reason": reason}, Audience.INTERNAL), by=by, at=at)


def _may_mask(audience: Audience, reason: str, by: Actor) -> None:
    if not by.may(Permission.EXHIBIT_RELEASE):
        raise Refused("not_allowed_release", NOT_RELEASED, "audience")
    if audience is Audience.INTERNAL:
        raise Refused(
            "mask_internal", words("On ne se cache rien à soi-même.", "Nothing is masked from us."), "audience"
        )
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")


CANNOT_MASK = words(
    "Seules les pièces montrées en pages (PDF, photographies) peuvent être masquées.",
    "Only exhibits shown as pages (PDF, photographs) can be masked.",
)
