"""`python -m bench.paper REF [--pages N]`: a long file of a case against bare WeasyPrint on the same HTML, in one run.

The case's own mediator file, its chronology repeated until it is N pages long (200 by default). Measured: the first build, the
build after one new entry, bare WeasyPrint (one HTML document, no standards, no attachments, in a process of its own), and the
stamping of exhibits. Run it on a demo house: `AMIABLE_DATA=FOLDER python -m bench.paper AM-2026-00006`.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from sqlalchemy import select

from app.cases.models import Case
from app.documents.models import Reader
from app.documents.queries.build import draw_file
from app.documents.queries.files import Composed, preview
from app.documents.queries.typeset import html_of
from app.documents.rules import MediatorFile
from app.factory import create_app
from app.plumbing.db import db
from app.plumbing.pdf.bundle import Part, merge_and_stamp
from app.plumbing.pdf.drawing import house_fonts

GOALS = {"first": 0.55, "again": 0.15, "stamp": 3.0}
BARE = """
import sys, time, weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse
from pathlib import Path
folder = Path(sys.argv[1])
class Local(URLFetcher):
    def fetch(self, url, headers=None):
        return URLFetcherResponse(url, (folder / url.removeprefix("inside:")).read_bytes())
began = time.perf_counter()
weasyprint.HTML(string=(folder / "page.html").read_text("utf-8"), url_fetcher=Local()).write_pdf(folder / "bare.pdf")
print(time.perf_counter() - began)
"""


def main() -> int:
    """Measure, and say what was reached and what was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.paper", description=__doc__)
    parser.add_argument("ref")
    parser.add_argument("--pages", type=int, default=200)
    asked = parser.parse_args()
    with create_app().app_context():
        case = db.session.scalars(select(Case).where(Case.ref == asked.ref)).one()
        found = measured(preview(case, Reader.MEDIATOR, "fr"), asked.pages)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    for name, goal in GOALS.items():
        value = found[{"first": "first_ratio", "again": "again_ratio", "stamp": "stamp_ms_a_page"}[name]]
        sys.stdout.write(f"{name}: {value} (goal {goal}): {'reached' if value <= goal else 'MISSED'}\n")
    return 0


def measured(composed: Composed, pages: int) -> dict[str, Any]:
    """Every figure of one run, seconds."""
    document = composed.document
    assert isinstance(document, MediatorFile)
    long = _lengthened(document, composed, pages)
    first, made = _timed(lambda: draw_file(long, "fr", composed.released))
    newer = replace(long, chronology=(*long.chronology, long.chronology[0]))
    again, _ = _timed(lambda: draw_file(newer, "fr", composed.released))
    bare = _bare(html_of(long, "fr"))
    each, joined = _stamped(made.pdf, long)
    return {
        "pages": made.pages, "entries": len(long.chronology), "first_s": round(first, 2), "again_s": round(again, 2), "bare_s": round(bare, 2),
        "first_ratio": round(first / bare, 2), "again_ratio": round(again / bare, 2), "stamped_pages": joined,
        "stamp_ms_a_page": round(each * 1000, 2),
    }  # fmt: skip


def _lengthened(document: MediatorFile, composed: Composed, pages: int) -> MediatorFile:
    """The same file, its chronology repeated: how many pages one round takes is measured, not guessed."""
    short = draw_file(document, "fr", ()).pages
    twice = draw_file(replace(document, chronology=document.chronology * 5), "fr", ()).pages
    rounds = 1 + round((pages - short) * 4 / max(1, twice - short))
    return replace(document, chronology=document.chronology * rounds)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = act()
    return time.perf_counter() - began, made


def _bare(html: str) -> float:
    with tempfile.TemporaryDirectory(prefix="amiable-bench-") as folder:
        place = Path(folder)
        (place / "page.html").write_text(html, "utf-8")
        for name, content in house_fonts().items():
            (place / name).write_bytes(content)
        done = subprocess.run([sys.executable, "-c", BARE, folder], capture_output=True, text=True, check=True)
        return float(done.stdout.strip())


def _stamped(body: bytes, document: MediatorFile) -> tuple[float, int]:
    """Seconds a page to join and stamp 300 exhibit pages behind a small body."""
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
    spent, _ = _timed(
        lambda: merge_and_stamp(
            small.getvalue(), parts, title="Mesure", lang="fr", made_at=document.imprint.made_at, heading="Pièces"
        )
    )
    return spent / count, count


if __name__ == "__main__":
    sys.exit(main())
