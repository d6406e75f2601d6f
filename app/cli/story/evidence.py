"""Makes the files of the story and takes them in: real files, with the prints that the house would take of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.cli.story import shop
from app.cli.story.days import Days
from app.cli.story.papers import Sheet, drawn, terms_sheet
from app.exhibits.actions import Taken
from app.exhibits.queries import store
from app.plumbing import pictures
from app.plumbing.pictures import Look


@dataclass
class Cabinet:
    """The files of a story while they are made: papers to be drawn, and contents that are ready."""

    days: Days
    sheets: list[Sheet] = field(default_factory=list)
    ready: dict[str, bytes] = field(default_factory=dict)

    def draw(self, *sheets: Sheet) -> None:
        """Papers to be drawn together."""
        self.sheets += sheets

    def keep(self, name: str, content: bytes) -> None:
        """A file that is ready."""
        self.ready[name] = content


Filler = Callable[[Cabinet], None]


def take_in_all(days: Days, fillers: tuple[Filler, ...], at: datetime) -> dict[str, Taken]:
    """Make every file and store it, outside any transaction. They are our own: no sandbox is needed to look at them."""
    cabinet = Cabinet(days)
    for version, clauses in (("ancienne", shop.CLAUSES_BEFORE), ("actuelle", shop.CLAUSES_NOW)):
        cabinet.draw(terms_sheet(f"cgv/{version}.pdf", f"version {version}", clauses))
    for fill in fillers:
        fill(cabinet)
    papers = drawn(cabinet.sheets, at)
    files: Mapping[str, tuple[bytes, int]] = {
        **papers,
        **{name: (content, int(name.endswith(".jpg"))) for name, content in cabinet.ready.items()},
    }
    return {name: _taken(name, content, pages) for name, (content, pages) in files.items()}


def _taken(name: str, content: bytes, pages: int) -> Taken:
    look = Look(pictures.recognise(content), pages)
    return Taken(name.rsplit("/", 1)[-1], store().put(content), len(content), look)
