"""`python -m bench.paper REF [--pages N]`: a long file of a case against bare WeasyPrint on the same content, in one run.

The case's own mediator file, its chronology continued with entries of about 80 words until it is N pages long (200 by
default). Measured: the first build, the build after one new entry, bare WeasyPrint (the same content as one HTML document,
no standards, no tags, no attachments, in a process of its own at the same priority, its import not counted), and the
stamping of exhibits. `python -m bench` measures the same, and how long the queue takes meanwhile.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pikepdf
from sqlalchemy import select

from app.cases.models import Case
from app.documents.models import Reader
from app.documents.queries.build import draw_file
from app.documents.queries.files import Composed, preview
from app.documents.queries.sections import CONTENTS, outline_of, sections_of
from app.documents.rules import Entry, MediatorFile
from app.factory import create_app
from app.kernel import words
from app.plumbing.db import db
from app.plumbing.pdf.bundle import Part, merge_and_stamp
from app.plumbing.pdf.drawing import house_fonts
from app.plumbing.pdf.sandbox import COURTESY
from bench.prose import Prose
from config import ROOT

PAGES, BUILDING = 200, "building"
SAMPLE = 120
"""Entries drawn to learn how many fit a page."""
GOALS = {
    "first_ratio": ("200-page file, first build over bare WeasyPrint", 0.55),
    "again_ratio": ("200-page file after one new entry over bare WeasyPrint", 0.15),
    "stamp_ms_a_page": ("stamping exhibits, ms a page", 3.0),
}
"""Figure → what it is, and the most it may be (perf goals 9 to 11)."""
LIKE_THE_PRODUCT = """
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 600 8.5pt/11pt "Source Sans 3"; padding-top: 8mm;
  vertical-align: top; text-align: right } }
@page cover { @top-left-corner { content: none } @top-left { content: none } @bottom-left-corner { content: none }
  @bottom-left { content: none } @bottom-right { content: none } }
h1 { string-set: chapter content(text) }
.contents a::after { content: leader("\\a0\\a0\\a0\\a0\\a0\\a0\\a0\\a0") target-counter(attr(href), page) }
.cover { string-set: ref "REF", made "MADE", company "COMPANY", kind "KIND" }
section.chapter:not(:has(h1)) { break-before: auto }
"""
"""What the product draws beside the parts, in the words of a style sheet."""
BARE = """
import os, sys, time, weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse
from pathlib import Path
os.nice(int(sys.argv[2]))
folder = Path(sys.argv[1])
class Local(URLFetcher):
    def fetch(self, url, headers=None):
        return URLFetcherResponse(url, (folder / url.removeprefix("inside:")).read_bytes())
began, used = time.perf_counter(), time.process_time()
document = weasyprint.HTML(string=(folder / "page.html").read_text("utf-8"), url_fetcher=Local()).render()
document.write_pdf(folder / "bare.pdf")
print(time.perf_counter() - began, time.process_time() - used, len(document.pages))
"""


class Memory(dict[str, bytes]):
    """A shelf in memory: what is measured is the drawing."""

    def put(self, key: str, part: bytes) -> None:
        """Keep a part."""
        self[key] = part


def main() -> int:
    """Measure, and say what was reached and what was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.paper", description=__doc__)
    parser.add_argument("ref")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument(
        "--forever", action="store_true", help="build again and again until stopped: load for other measures"
    )
    asked = parser.parse_args()
    with create_app().app_context():
        composed = composed_of(asked.ref)
        if asked.forever:
            _forever(lengthened(composed, asked.pages))
        found = measured(composed, asked.pages)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    for name, (what, goal) in GOALS.items():
        met = "met   " if found[name] <= goal else "MISSED"
        sys.stdout.write(f"{met} {what}: {found[name]} (must: at most {goal})\n")
    return 0


def composed_of(ref: str) -> Composed:
    """The mediator's file of a case, as it stands."""
    case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
    return preview(case, Reader.MEDIATOR, "fr")


def _forever(document: MediatorFile) -> NoReturn:
    sys.stdout.write(f"{BUILDING}\n")
    sys.stdout.flush()
    while True:
        draw_file(document, "fr", ())


@contextmanager
def building(ref: str, env: Mapping[str, str]) -> Iterator[None]:
    """Meanwhile another process makes a 200-page file, again and again, as the worker would."""
    command = [sys.executable, "-m", "bench.paper", ref, "--forever"]
    other = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        if other.stdout.readline().strip() != BUILDING:
            raise RuntimeError("the file cannot be built")
        yield
    finally:
        other.kill()
        other.wait()


def measured(composed: Composed, pages: int = PAGES) -> dict[str, Any]:
    """Every figure of one run, seconds on the wall and of processors."""
    long = lengthened(composed, pages)
    shelf = Memory()
    first, first_cpu, made = _timed(lambda: draw_file(long, "fr", composed.released, shelf=shelf))
    newer = with_one_more(long)
    again, again_cpu, second = _timed(lambda: draw_file(newer, "fr", composed.released, shelf=shelf))
    bare, bare_cpu, bare_pages = _bare(long)
    each, each_cpu, joined, mib = stamped(made.pdf, long)
    return {
        "pages": made.pages, "entries": len(long.chronology), "bytes": len(made.pdf),
        "parts": len(made.drawn), "parts_again": len(second.drawn), "kept_bytes": sum(len(part) for part in shelf.values()),
        "first_s": round(first, 2), "first_cpu_s": round(first_cpu, 2), "again_s": round(again, 2), "again_cpu_s": round(again_cpu, 2),
        "bare_s": round(bare, 2), "bare_cpu_s": round(bare_cpu, 2), "bare_pages": bare_pages,
        "first_ratio": round(first / bare, 3), "again_ratio": round(again / bare, 3), "stamped_pages": joined,
        "stamp_ms_a_page": round(each * 1000, 2), "stamp_cpu_ms_a_page": round(each_cpu * 1000, 2), "stamp_mib": mib,
    }  # fmt: skip


def lengthened(composed: Composed, pages: int) -> MediatorFile:
    """The same file with a chronology as long as asked: how many entries fit a page is measured, not guessed."""
    document = composed.document
    assert isinstance(document, MediatorFile)
    short = draw_file(document, "fr", ()).pages
    sample = replace(document, chronology=(*document.chronology, *_entries(document, SAMPLE)))
    taken = draw_file(sample, "fr", ()).pages - short
    return replace(
        document, chronology=(*document.chronology, *_entries(document, round((pages - short) * SAMPLE / taken)))
    )


def with_one_more(document: MediatorFile) -> MediatorFile:
    """The file after one more entry: its head, its date and its chronology have moved on."""
    imprint = document.imprint
    moved = replace(
        imprint,
        head=imprint.head[::-1],
        head_seq=imprint.head_seq + 1,
        made_at=imprint.made_at + timedelta(days=1),
        made_on=imprint.made_on + timedelta(days=1),
    )
    last = max(entry.on for entry in document.chronology) + timedelta(days=1)
    told = Entry(last, words("Un fait de plus", "One more event"), Prose(7).text(480).shown, (1,))
    return replace(document, imprint=moved, chronology=(*document.chronology, told))


def _entries(document: MediatorFile, count: int) -> tuple[Entry, ...]:
    """Entries of about 80 words, three a week, each second one with exhibits."""
    prose, began = Prose(412), max((entry.on for entry in document.chronology), default=document.imprint.made_on)
    known = [line.number for line in document.exhibits] or [1]
    title = words("Échange avec le client", "Exchange with the customer")
    return tuple(
        Entry(
            began + timedelta(days=1 + 7 * n // 3),
            title,
            prose.text(480).shown,
            (known[n % len(known)],) if n % 2 else (),
        )
        for n in range(count)
    )


def _timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the wall, seconds of processors (children included), and what came of it."""
    before, began = _processors(), time.perf_counter()
    made = act()
    return time.perf_counter() - began, _processors() - before, made


def _processors() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def _bare(document: MediatorFile) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory(prefix="amiable-bench-") as folder:
        place = Path(folder)
        (place / "page.html").write_text(one_html(document), "utf-8")
        for name, content in house_fonts().items():
            (place / name).write_bytes(content)
        command = [sys.executable, "-c", BARE, folder, str(COURTESY)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, processor, pages = done.stdout.split()
        return float(seconds), float(processor), int(pages)


def one_html(document: MediatorFile) -> str:
    """The same content, heads, page numbers and contents as one HTML document."""
    outline = outline_of(document, "fr")
    imprint = document.imprint
    pages = dict.fromkeys(outline.chapters, 0)
    front, heads = outline.front(pages), outline.heads
    style = re.search(r"/\* What hangs.*?</style>", heads, re.S)
    assert style is not None
    assert CONTENTS.fr in front
    told = {
        "REF": imprint.ref,
        "MADE": str(imprint.made_on),
        "COMPANY": imprint.company,
        "KIND": "Dossier de médiation",
    }
    own = re.sub("REF|MADE|COMPANY|KIND", lambda name: told[name[0]], LIKE_THE_PRODUCT)
    bodies = [
        re.search(r"<body>(.*)</body>", html, re.S)
        for html in (front, *(part.html for part in sections_of(document, "fr")))
    ]
    inside = "".join(body[1] for body in bodies if body is not None)
    top = front.partition("</style>")[0]
    return f"{top}{style[0].removesuffix('</style>')}{own}</style></head><body>{inside}</body></html>"


def stamped(body: bytes, document: MediatorFile) -> tuple[float, float, int, int]:
    """Seconds a page, on the wall and of processors, to join and stamp 300 exhibit pages; the pages; MiB of the largest child."""
    with pikepdf.open(io.BytesIO(body)) as whole:
        cover = pikepdf.new()
        cover.pages.append(whole.pages[0])
        exhibit = pikepdf.new()
        for page in whole.pages[2:32]:
            exhibit.pages.append(page)
        small, many = io.BytesIO(), io.BytesIO()
        cover.save(small)
        exhibit.save(many)
    count = 30 * 10
    parts = [
        Part(many.getvalue(), f"Pièce n° {n}", f"Pièce n° {n} — p. {{page}}/{{pages}}", anchor=f"pages-{n}", span=None,
             instead=many.getvalue(), instead_span=(1, 1))
        for n in range(1, 11)
    ]  # fmt: skip
    spent, used, _ = _timed(
        lambda: merge_and_stamp(
            small.getvalue(), parts, title="Mesure", lang="fr", made_at=document.imprint.made_at, heading="Pièces"
        )
    )
    return spent / count, used / count, count, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
