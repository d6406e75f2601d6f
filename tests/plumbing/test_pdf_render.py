"""The PDF engine in its sandbox: what it may reach, what it may use, what it gives."""

from __future__ import annotations

import http.server
import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest

from app.plumbing.pdf import Attached, Colophon, Limits, Rendered, SandboxError, render
from app.plumbing.pdf.sandbox import Parcel, run_sandboxed


@pytest.fixture(autouse=True, scope="module")
def _in_a_hurry() -> Iterator[None]:
    """Tests are waited for: sandboxed jobs run at normal priority."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.plumbing.pdf.sandbox.COURTESY", 0)
        yield


AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CANARY = "CANARI-7F3A9"
STYLE = """<style>
@font-face { font-family: "Source Sans 3"; src: url(inside:regular.ttf) }
@font-face { font-family: "Source Sans 3"; font-weight: 700; src: url(inside:bold.ttf) }
body { font-family: "Source Sans 3" }
</style>"""
PAGE = f"<html lang='fr'><head><title>T</title>{STYLE}</head><body><h1>Dossier</h1><p>§</p></body></html>"
BOMB = "<div style='display:flex'>" * 25 + "x" + "</div>" * 25


def drawn(body: str = "Œuvre d’été : « 1 234,56 € »", **more: object) -> Rendered:
    terms = {name: more.pop(name) for name in ("variant", "limits") if name in more}
    said: dict[str, object] = {"title": "Dossier AM-2026-00042", "lang": "fr", "made_at": AT, **more}
    return render(PAGE.replace("§", body), Colophon(**said), **terms)  # type: ignore[arg-type]


def words_of(pdf: bytes) -> str:
    return "\n".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def everything_in(pdf: bytes) -> bytes:
    """All bytes of the file, streams unpacked: text, metadata, attachments."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream)]
    return b"".join((pdf, *streams))


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    hits: list[str] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()


ALONE = {"base", "colour profile"}
PAYLOADS = {
    "image": '<img src="{u}/1.png" alt="x">',
    "image set": '<img srcset="{u}/2.png 2x" src="{u}/2.png" alt="x">',
    "object": '<object data="{u}/3.svg" type="image/svg+xml"></object>',
    "embed": '<embed src="{u}/4.svg">',
    "attachment link": '<link rel="attachment" href="{u}/5">',
    "attachment anchor": '<a rel="attachment" href="{u}/6">x</a>',
    "stylesheet": '<link rel="stylesheet" href="{u}/7.css">',
    "import": '<style>@import url("{u}/8.css");</style>',
    "background": '<p style="background:url({u}/9.png)">x</p>',
    "list mark": '<ul><li style="list-style-image:url({u}/10.png)">x</li></ul>',
    "content": '<style>p::before {{ content: url("{u}/11.png") }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: F; src: url("{u}/12.woff") }} p {{ font-family: F }}</style><p>x</p>',
    "svg image": '<svg width="9" height="9"><image href="{u}/13.png" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="{u}/14.svg#a"/></svg>',
    "svg import": '<svg><style>@import url("{u}/15.css");</style></svg>',
    "data svg": "<img alt='x' src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{u}/16'/></svg>\">",
    "base": '<base href="{u}/"><img src="17.png" alt="x">',
    "border image": '<p style="border:3px solid;border-image:url({u}/18.png) 3">x</p>',
    "colour profile": '<style>@color-profile --p {{ src: url("{u}/19.icc") }}</style><p style="color:color(--p 1 0 0)">x</p>',
    "page": '<style>@page {{ background: url("{u}/20.png") }}</style>',
    "cursor and mask": '<p style="mask:url({u}/21.svg);cursor:url({u}/22.cur)">x</p>',
    "frame": '<iframe src="{u}/23"></iframe><video src="{u}/24" poster="{u}/25"></video>',
    "xml include": '<xi:include href="{u}/26" parse="text" xmlns:xi="http://www.w3.org/2001/XInclude"/>',
}


@pytest.mark.parametrize("names", [[name for name in PAYLOADS if name not in ALONE], ["base"]], ids=["all", "base"])
def test_no_payload_fetches_anything(names: list[str], listener: tuple[str, list[str]]) -> None:
    address, hits = listener
    made = drawn("".join(PAYLOADS[name].format(u=address) for name in names))
    assert hits == []
    assert CANARY.encode() not in everything_in(made.pdf)
    assert made.refused


def test_a_colour_profile_from_outside_stops_the_job_without_a_fetch(listener: tuple[str, list[str]]) -> None:
    with pytest.raises(SandboxError) as broken:
        drawn(PAYLOADS["colour profile"].format(u=listener[0]))
    assert broken.value.code == "failed"
    assert listener[1] == []


def test_no_payload_reads_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY * 3)
    every = "".join(payload.format(u=f"file://{secret}?") for name, payload in PAYLOADS.items() if name not in ALONE)
    made = drawn(every)
    assert len(made.refused) >= 12
    assert CANARY.encode() not in everything_in(made.pdf)
    assert not pypdf.PdfReader(io.BytesIO(made.pdf)).attachments


def test_the_control_an_open_engine_would_have_leaked(tmp_path: Path) -> None:
    """Without our fetcher the attachment payload works, so the zeroes above mean something."""
    weasyprint = pytest.importorskip("weasyprint")
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    pdf = weasyprint.HTML(string=f'<link rel="attachment" href="file://{secret}">').write_pdf()
    assert CANARY.encode() in everything_in(pdf)


def test_what_was_refused_is_told() -> None:
    assert drawn('<img src="https://exemple.fr/espion.gif" alt="">').refused == ("https://exemple.fr/espion.gif",)


def test_a_resource_handed_in_is_reached_by_its_name() -> None:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    made = drawn('<img src="inside:dot.png" alt="point">', resources={"dot.png": png})
    assert made.refused == ()
    assert made.warnings == ()


def test_the_same_input_gives_the_same_bytes() -> None:
    attached = [Attached("dossier.json", b"{}", "Données", "Data")]
    assert drawn(attachments=attached).pdf == drawn(attachments=attached).pdf


def test_another_date_gives_other_bytes() -> None:
    assert drawn().pdf != drawn(made_at=datetime(2026, 11, 22, tzinfo=UTC)).pdf


def test_french_text_comes_back_from_the_pdf_in_our_typeface() -> None:
    made = drawn()
    assert "Œuvre d’été : « 1 234,56 € »" in words_of(made.pdf).replace("\u202f", " ")
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        fonts = {str(each.BaseFont) for each in document.objects if _is_font(each)}
    assert fonts
    assert all("Source-Sans" in name for name in fonts)


def _is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Type", "")) == "/Font"


def test_one_file_is_archive_and_accessible() -> None:
    made = drawn("<a href='#a'>voir</a><table><caption>C</caption><tr><th scope='col'>A<tr><td id='a'>1</table>")
    for profile in ("PDF/A-3A", "PDF/UA-1"):
        assert failures(made.pdf, profile) == []


def failures(pdf: bytes, profile: str) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return [each.rule_id for each in report.failures if not each.rule_id.endswith("METADATA-FILTER-001")]


def test_title_language_dates_come_from_the_job_not_from_the_text() -> None:
    html = "<html lang='xx'><head><title>Autre</title><meta name='author' content='X'></head><body>a</body></html>"
    made = render(html, Colophon("Dossier", "fr", AT))
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert str(document.docinfo["/Title"]) == "Dossier"
        assert "/Author" not in document.docinfo
        assert str(document.Root.Lang) == "fr"
        assert str(document.docinfo["/CreationDate"]) == "D:20261121093000+00'00"


def test_a_character_no_font_has_is_a_box_and_a_warning() -> None:
    made = drawn("avant \U0001fadf\U00012000 après \x07\ue000\ufffe")
    assert any("U+12000" in warning for warning in made.warnings)
    assert "avant" in words_of(made.pdf)
    assert failures(made.pdf, "PDF/UA-1") == []


def test_an_attachment_keeps_its_bytes_name_and_relationship() -> None:
    made = drawn(attachments=[Attached("piece-01.pdf", b"%PDF-fake", "Pièce n° 1", "Source")])
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert document.attachments["piece-01.pdf"].get_file().read_bytes() == b"%PDF-fake"
        assert str(document.Root.AF[0].AFRelationship) == "/Source"


def test_a_bomb_dies_at_its_processor_limit_and_the_next_job_runs() -> None:
    began = time.monotonic()
    with pytest.raises(SandboxError) as broken:
        drawn(BOMB, limits=Limits(cpu_seconds=2, wall_seconds=60))
    assert broken.value.code == "too_slow"
    assert time.monotonic() - began < 30
    assert drawn().pages == 1


def test_a_bomb_dies_on_the_wall_too() -> None:
    with pytest.raises(SandboxError) as broken:
        drawn(BOMB, limits=Limits(cpu_seconds=60, wall_seconds=3))
    assert broken.value.code == "too_slow"


def test_a_greedy_job_meets_its_memory_limit() -> None:
    with pytest.raises(SandboxError) as broken:
        run_sandboxed("tests.plumbing.test_pdf_render:greedy", Parcel({}), Limits(memory_mib=1024))
    assert broken.value.code == "too_large"


def greedy(parcel: Parcel) -> Parcel:
    return Parcel({"size": len(b"x" * 4_000_000_000)})


def curious(parcel: Parcel) -> Parcel:
    """What a job that was taken over could reach."""
    tries = {
        "read": lambda: Path(parcel.head["secret"]).read_text(),
        "write": lambda: Path(parcel.head["outside"]).write_text("x"),
        "delete": lambda: Path(parcel.head["secret"]).unlink(),
        "connect": lambda: socket.create_connection(("127.0.0.1", parcel.head["port"]), 1),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
        "shell": lambda: os.system("true"),
        "inside": lambda: Path("note.txt").write_text("x"),
    }
    return Parcel({"found": {name: _tried(what) for name, what in tries.items()}, "environment": sorted(os.environ)})


def _tried(what: object) -> str:
    try:
        what()  # type: ignore[operator]
    except Exception as error:
        return type(error).__name__
    return "done"


def test_a_job_reaches_neither_files_nor_network_nor_programs(
    tmp_path: Path, listener: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", CANARY)
    (tmp_path / "secret").write_text(CANARY)
    asked = {
        "secret": str(tmp_path / "secret"),
        "outside": str(tmp_path / "out"),
        "port": int(listener[0].rsplit(":")[-1]),
    }
    said = run_sandboxed("tests.plumbing.test_pdf_render:curious", Parcel(asked), Limits()).head
    assert said["found"] == {
        "read": "PermissionError",
        "write": "PermissionError",
        "delete": "PermissionError",
        "connect": "PermissionError",
        "program": "PermissionError",
        "shell": "PermissionError",
        "inside": "done",
    }
    assert "SECRET_KEY" not in said["environment"]
    assert (tmp_path / "secret").exists()


def test_the_network_is_gone_even_below_python(listener: tuple[str, list[str]]) -> None:
    """Where the system allows a namespace, only a dead loopback is left."""
    said = run_sandboxed("tests.plumbing.test_pdf_render:interfaces", Parcel({}), Limits()).head
    if not said["alone"]:
        pytest.skip("this system allows no network namespace; the fence alone guards")
    assert said["links"] == ["lo"]


def interfaces(parcel: Parcel) -> Parcel:
    links = [name for _, name in socket.if_nameindex()]
    alone = os.readlink("/proc/self/ns/net") != os.readlink(f"/proc/{os.getppid()}/ns/net")
    return Parcel({"links": links, "alone": alone})


def test_a_crash_is_an_answer() -> None:
    with pytest.raises(SandboxError) as broken:
        run_sandboxed("tests.plumbing.test_pdf_render:crash", Parcel({}), Limits())
    assert broken.value.code == "crashed"


def crash(parcel: Parcel) -> Parcel:
    os.abort()


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    drawn()
    with pytest.raises(SandboxError):
        drawn(BOMB, limits=Limits(cpu_seconds=1))
    assert list(tmp_path.iterdir()) == []


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    code = (
        "from datetime import datetime, UTC\nfrom app.plumbing.pdf import Colophon, render\n"
        f"render({BOMB!r}, Colophon('t', 'fr', datetime(2026, 1, 1, tzinfo=UTC)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.getcwd(), "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment)
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    deadline = time.monotonic() + 20
    while not (found := children.read_text().split()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    parent.kill()
    parent.wait()
    while Path(f"/proc/{found[0]}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{found[0]}").exists()


def test_what_a_killed_keeper_left_is_swept_and_the_living_keep_theirs(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    from app.plumbing.pdf.sandbox import sweep

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"amiable-sandbox-{gone.pid}-a", f"amiable-sandbox-{os.getpid()}-b", "other-sandbox-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_bytes(b"x")
    assert sweep(tmp_path) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"amiable-sandbox-{os.getpid()}-b", "other-sandbox-1"]
