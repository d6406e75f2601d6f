"""`python -m bench [--cases N] [--database sqlite|postgresql|both] [--data FOLDER]`: load, serve, measure, print, keep.

Everything goes over loopback to a real gunicorn, signed in as an agent of two services; beside each page a bare page of the
same server settings and database is measured in the same rounds. Figures are medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select

from app.cases.models import Case
from app.factory import create_app
from app.people.models import Staff
from app.people.queries import staff_by_login
from app.plumbing import migrations
from app.plumbing.db import db
from bench import bare, client, paper, prices, report
from bench.house import PASSWORD
from bench.loading import OPEN_SHARE, load, settle
from bench.prose import COMMON, RARE, Prose
from bench.servers import environment, memory, postgres, serving
from config import ROOT, settings_from

RESULTS = ROOT / "bench-results"
AGENT = "agent1"


def main() -> int:
    """Measure each database asked for; print the table and keep it as JSON."""
    asked = _asked()
    began = datetime.now(UTC)
    found = {
        "at": began.isoformat(timespec="seconds"),
        "cases": asked.cases,
        "load_before": os.getloadavg(),
        "databases": {},
    }
    for name in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        found["databases"][name] = _one_database(name, asked)
    found["load_after"] = os.getloadavg()
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{began:%Y%m%d-%H%M%S}-{asked.cases}.json"
    kept.write_text(json.dumps(found, indent=1), encoding="utf-8")
    sys.stdout.write(report.table(found) + f"\nKept in {kept.relative_to(ROOT)}\n")
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="how many cases to load (default 10,000)")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--data", type=Path, help="keep the loaded databases here, and use them again")
    parser.add_argument("--open", type=float, default=OPEN_SHARE, help="share of open cases (default 0.3)")
    parser.add_argument(
        "--prices", action="store_true", help="only the two prices: every open case from nothing, no page"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each page in each round")
    parser.add_argument("--no-paper", dest="paper", action="store_false", help="leave the files out")
    return parser.parse_args()


def _tell(line: str) -> None:
    sys.stderr.write(f"  {line}\n")


def _one_database(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    kept = asked.data is not None
    folder = (asked.data / _folder(name, asked)).absolute() if kept else Path(tempfile.mkdtemp(prefix="amiable-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    _tell(f"{name}, {asked.cases:,} cases, in {folder}")
    try:
        if name == "sqlite":
            return _measured(folder, "", asked)
        with postgres(folder) as url:
            return _measured(folder, url, asked)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(name: str, asked: argparse.Namespace) -> str:
    share = "" if asked.open == OPEN_SHARE else f"-open-{asked.open:g}"
    return f"{name}-{asked.cases}{share}"


def _measured(folder: Path, url: str, asked: argparse.Namespace) -> dict[str, Any]:
    env = environment(folder, url)
    settings = settings_from(env)
    app, loaded = create_app(settings), folder / "loaded"
    seconds = 0.0
    with app.app_context():
        if not loaded.exists():
            began = time.perf_counter()
            migrations.migrate_url(settings.database_url)
            load(asked.cases, datetime.now(UTC), _tell, asked.open)
            seconds = time.perf_counter() - began
            loaded.touch()
        agent = staff_by_login(AGENT)
        assert agent is not None
        owner, pages = agent.id, _case_paths(agent)
        costs = prices.measure(datetime.now(UTC), every=asked.prices)
        settle()  # measuring the prices has written every case twice
        ref, files = pages[0].rsplit("/", 1)[-1], dict[str, Any]()
        if asked.paper and not asked.prices:
            _tell("a 200-page file")
            files = paper.measured(paper.composed_of(ref))
        db.session.remove()
        db.engine.dispose()
    if asked.prices:
        return {"load_seconds": round(seconds, 1), "prices": costs}
    bare.prepare(settings.database_url)
    bare_env = {**env, "PORT": environment(folder, url)["PORT"]}
    with serving(env) as (port, pid), serving(bare_env, owner) as (bare_port, _):
        cookie = client.sign_in(port, AGENT, PASSWORD)
        wanted = _pages(port, cookie, pages)
        floors = [client.Page("table", ["/table"], "</table>"), client.Page("row", ["/row"], "/table", form=[])]
        result = _rounds(wanted, floors, port, bare_port, cookie, asked)
        if asked.paper:
            result["pages"]["queue, building c1"] = _while_building(wanted[0], port, cookie, ref, env, asked)
        rss, pss = memory(pid)
    return {
        "load_seconds": round(seconds, 1),
        "rss_mib": rss,
        "pss_mib": pss,
        "prices": costs,
        "paper": files,
        **result,
    }


def _case_paths(agent: Staff) -> list[str]:
    """Pages of two hundred cases of the agent, spread over all of them."""
    mine = select(Case.ref).where(Case.owner_id == agent.id).order_by(func.length(Case.subject), Case.id)
    refs = list(db.session.scalars(mine))
    return [f"/cases/{ref}" for ref in refs[:: max(1, len(refs) // 200)]]


def _pages(port: int, cookie: str, cases: list[str]) -> list[client.Page]:
    pages = [
        client.Page("queue", ["/queue"], "data-queue"),
        client.Page("queue, all", ["/queue?tab=all"], "data-queue"),
        client.Page("filtered", ["/queue?tab=all&state=in_progress&level=front&due=month"], "data-queue"),
        client.Page("search 1 %", [f"/search?q={RARE}"], "<mark>"),
        client.Page("search 20 %", [f"/search?q={COMMON}"], "<mark>"),
        client.Page("search both", [f"/search?q={RARE}+{COMMON}"], ""),
        client.Page("case", cases, 'class="story"'),
    ]
    return [*pages, _log_page(port, cookie)]


def _log_page(port: int, cookie: str) -> client.Page:
    """The real form, filled in as a browser would; each sending is another customer and another complaint."""
    browser = client.Browser(port, cookie)
    form = client.Form(browser.get("/log").body.decode(), "what")
    browser.close()
    fields = form.filled(channel="email", customer="new")
    varying = {"key", "who", "what", "email"}
    return client.Page("log a case", ["/log"], "/", [pair for pair in fields if pair[0] not in varying], Complaints())


class Complaints:
    """What differs in each sending of the form: another customer with another complaint."""

    def __init__(self) -> None:
        self.prose = Prose(time.time_ns())

    def __call__(self, number: int) -> dict[str, str]:
        """The answers of that sending: nobody ever sends the same again, in no round and from no process."""
        stamp = f"{time.time_ns()}-{os.getpid()}-{number}"
        return {
            "key": f"bench-{stamp}",
            "who": f"Essai {stamp}",
            "email": f"essai.{stamp}@example.org",
            "what": self.prose.text(620).shown,
        }


def _rounds(
    pages: list[client.Page],
    floors: list[client.Page],
    port: int,
    bare_port: int,
    cookie: str,
    asked: argparse.Namespace,
) -> dict[str, Any]:
    runs: dict[str, list[client.Run]] = {}
    at_eight = {"queue", "log a case", "bare table"}
    for turn in range(asked.rounds):
        for page in [*pages, *floors]:
            name, where = (f"bare {page.name}", bare_port) if page in floors else (page.name, port)
            if turn == 0:
                client.one_client(where, cookie, page, 0.3, 10, 10**7)
            found = client.one_client(where, cookie, page, asked.seconds, 20, turn * 1000)
            runs.setdefault(f"{name} c1", []).append(found)
            if name in at_eight:
                runs.setdefault(f"{name} c8", []).append(client.many_clients(where, cookie, page, asked.seconds * 1.5))
    return {"pages": {name: _summary(group) for name, group in runs.items()}}


def _while_building(
    queue: client.Page, port: int, cookie: str, ref: str, env: dict[str, str], asked: argparse.Namespace
) -> dict[str, float]:
    """The queue while a 200-page file is built again and again."""
    with paper.building(ref, env):
        return _summary([client.one_client(port, cookie, queue, asked.seconds * 3, 60, 0) for _ in range(asked.rounds)])


def _summary(runs: list[client.Run]) -> dict[str, float]:
    return {
        "p50": round(median(client.centile(run.times, 0.50) for run in runs), 2),
        "p95": round(median(client.centile(run.times, 0.95) for run in runs), 2),
        "max": round(max(max(run.times) for run in runs), 1),
        "rate": round(median(run.rate for run in runs), 1),
        "bytes": runs[0].size,
        "answers": sum(len(run.times) for run in runs),
    }


if __name__ == "__main__":
    sys.exit(main())
