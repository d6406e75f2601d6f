"""Mails as the world writes them, against the rules or at their edges: what was meant is read, and nothing breaks."""

from __future__ import annotations

import base64
import quopri
from struct import pack
from zlib import adler32

import compressed_rtf
import pytest

from app.plumbing import letterbox
from app.plumbing.letterbox import Read
from tests.correspondence.test_programs import wrapped
from tests.outlook_files import msg, ole, raw, text

HEAD = "From: Awa <awa@example.org>\r\nTo: sav@maison.example\r\nSubject: Panne\r\nMIME-Version: 1.0\r\n"
CAFE = "Café à 30 €"
LONG = "Café à 30 €, la machine fuit depuis une semaine entière, et personne ne répond."


def _mail(kind: str, body: str | bytes, head: str = HEAD) -> bytes:
    said = body if isinstance(body, bytes) else body.encode()
    return (head + (f"Content-Type: {kind}\r\n" if kind else "")).encode() + b"\r\n" + said


def _packed(words: str, charset: str = "utf-8") -> str:
    return base64.encodebytes(words.encode(charset)).decode()


BASE64, QP = "\r\nContent-Transfer-Encoding: base64", "\r\nContent-Transfer-Encoding: quoted-printable"
PLAIN = "text/plain; charset=utf-8"


def _read(content: bytes) -> Read:
    return letterbox.read(content)


LETTERS = {
    "UTF-8 called ASCII": ("text/plain; charset=us-ascii", CAFE.encode(), CAFE),
    "Windows called UTF-8": (PLAIN, CAFE.encode("cp1252"), CAFE),
    "a charset that nobody knows": ("text/plain; charset=x-unknown", CAFE.encode(), CAFE),
    "a charset with rubbish": ('text/plain; charset="utf-8;"', CAFE.encode(), CAFE),
    "UTF-16": ("text/plain; charset=utf-16" + BASE64, _packed(CAFE, "utf-16").encode(), CAFE),
    "UTF-7": ("text/plain; charset=utf-7", b"Caf+AOk- cass+AOk-", "Café cassé"),
    "the page says its letters, the head does not": (
        "text/html", '<meta charset="koi8-r"><p>Жалоба на доставку</p>'.encode("koi8-r"), "Жалоба на доставку",
    ),
    "the older list of Chinese signs": ("text/plain; charset=gb2312", "洗衣机镕".encode("gb18030"), "洗衣机镕"),
    "Hebrew in its reading order": ("text/plain; charset=iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
    "Korean by its number": ("text/plain; charset=ks_c_5601-1987", "세탁기".encode("cp949"), "세탁기"),
    "control characters": ("text/plain", b"Bon\x00jour\x85", "Bonjour…"),
    "lines of old Macs": ("text/plain", b"Bonjour\rla machine\rfuit", "Bonjour\nla machine\nfuit"),
}  # fmt: skip
WRAPPED = {
    "base64 with noise": (PLAIN + BASE64, "!!" + _packed(LONG)[:40] + " \r\n*" + _packed(LONG)[40:], LONG),
    "base64 with a footer below": (PLAIN + BASE64, _packed(CAFE + "!!!") + "\r\n-- \r\nListe de diffusion\r\n", CAFE + "!!!\n\n-- \nListe de diffusion"),
    "base64 in name only": (PLAIN + BASE64, LONG, LONG),
    "quoted-printable that is broken": (PLAIN + QP, "Caf=C3=A9 =ZZ 100=% =\r\nsuite=C3=\r\n=A9 fin =3D=", "Café =ZZ 100=% suiteé fin ="),
    "quoted-printable twice": (PLAIN + QP, quopri.encodestring(quopri.encodestring(LONG.encode())), LONG),
    "quoted-printable that nobody told": (PLAIN, quopri.encodestring(LONG.encode()), LONG),
    "lines that flow": (PLAIN + "; format=flowed", "Ligne coupée \r\npour voyager.\r\n", "Ligne coupée pour voyager."),
    "rich text of before HTML": ("text/enriched", "<bold>Bonjour</bold>, la <color><param>red</param>machine</color> fuit. <<ici>", "Bonjour, la machine fuit. <ici>"),
    "RTF": ("text/rtf", r"{\rtf1\ansi Bonjour, d\'e9j\'e0 la fuite.\par}", "Bonjour, déjà la fuite."),
    "a page called plain text": ("text/plain", "<html><body><p>La machine fuit.<br>Encore</p></body></html>", "La machine fuit.\nEncore"),
    "no divider is named": ("multipart/mixed", "La machine fuit.", "La machine fuit."),
    "another divider is named": ("multipart/mixed; boundary=zz", "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLa machine fuit, déjà.\r\n--b--", "La machine fuit, déjà."),
    "a kind that is none": ("text", "La machine fuit.", "La machine fuit."),
    "an empty kind": (" ", "La machine fuit.", "La machine fuit."),
    "an excuse in place of words": (
        "multipart/alternative; boundary=b",
        "--b\r\nContent-Type: text/plain\r\n\r\nVotre logiciel ne lit pas le HTML.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>La machine fuit.</p>\r\n--b--",
        "La machine fuit.",
    ),
    "an invitation alone": (
        "text/calendar; method=REQUEST; charset=utf-8",
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:20261130T090000Z\r\nDTEND:20261130T100000Z\r\nSUMMARY:Visite du technicien\r\n"
        "LOCATION:12 rue des Lilas\\, Lyon\r\nDESCRIPTION:Pour\\nla réparation.\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "Visite du technicien\n2026-11-30 09:00 UTC – 10:00\n12 rue des Lilas, Lyon\nPour\nla réparation.",
    ),
    "a mail inside that was packed": (
        "multipart/mixed; boundary=b",
        f"--b\r\nContent-Type: message/rfc822; name=plainte.eml{BASE64}\r\n\r\n" + _packed("From: c@example.org\r\nSubject: Plainte\r\n\r\nLa machine fuit.\r\n") + "\r\n--b--\r\n",
        "La machine fuit.",
    ),
    "a mail and nothing else": ("message/rfc822", "From: c@example.org\r\nSubject: Plainte\r\n\r\nLa machine fuit.\r\n", "La machine fuit."),
}  # fmt: skip
PAGES = {
    "what is hidden": (
        '<div style="display:none;max-height:0">Caché</div><p>Bonjour,</p><p style="font-size:0">zéro<p>La machine&nbsp;fuit</p>'
        '<span hidden>caché</span><div style="mso-hide:all"><div>a</div>b</div><!--[if mso]><p>mso</p><![endif]-->',
        "Bonjour,\nLa machine\xa0fuit",
    ),
    "all is hidden": ('<div style="display:none"><p>La machine fuit</p></div>', "La machine fuit"),
    "a head that nobody closed": ("<html><head><title>T<body><p>La machine fuit</p>", "La machine fuit"),
    "a hidden element that nobody closed": ('<p>Bonjour</p><div style="display:none"><p>fuite', "Bonjour"),
    "small letters are no hidden ones": ('<p style="font-size:0.9em">La machine</p><p style="font-size: 08px">fuit</p>', "La machine\nfuit"),
    "tables and lists": ("<table><tr><th>Article</th><th>Prix</th></tr><tr><td>Four</td><td>300 €</td></tr></table><ul><li>un<li>deux</ul>fin", "Article Prix\nFour 300 €\n- un\n- deux\nfin"),
    "lines as they were typed": ("<pre>un\n  deux</pre>trois", "un\ndeux\ntrois"),
}  # fmt: skip


@pytest.mark.parametrize("what", [*LETTERS, *WRAPPED])
def test_words_are_read_as_they_were_meant(what: str) -> None:
    kind, body, meant = {**LETTERS, **WRAPPED}[what]
    assert _read(_mail(kind, body)).text == meant


@pytest.mark.parametrize("what", PAGES)
def test_of_a_page_what_is_seen_is_read(what: str) -> None:
    page, seen = PAGES[what]
    assert _read(_mail("text/html; charset=utf-8", page)).text == seen


@pytest.mark.parametrize("before", [b"\r\n\r\n", b"\xef\xbb\xbf", b"From awa@example.org Tue Nov  3 10:00:00 2026\r\n"])
def test_what_stands_before_the_head_by_mistake_hides_no_head(before: bytes) -> None:
    read = _read(before + _mail("", "Bonjour"))
    assert (read.subject, read.sender, read.text) == ("Panne", ("Awa", "awa@example.org"), "Bonjour")


def _word(said: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(said).decode()}?="


WHOLE = "Réclamation — l’été passé".encode()


@pytest.mark.parametrize(("head", "meant"), [
    (_word(WHOLE[:2]) + " " + _word(WHOLE[2:15]) + "\r\n " + _word(WHOLE[15:]), WHOLE.decode()),
    ("=?utf-8?Q?R=C3?= =?utf-8?Q?=A9clamation?=", "Réclamation"),
    ("=?utf-8?Q?Réclamation du =C3=A9t=C3=A9?=", "Réclamation du été"), ("=?x-foo?Q?R=E9clamation?=", "Réclamation"),
    ("=?utf-8?B?UsOpY2xhbWF0aW9u=?=", "Réclamation"), ("=?iso-8859-1*fr?Q?R=E9clamation?=", "Réclamation"),
])  # fmt: skip
def test_encoded_words_are_put_together_before_they_are_read(head: str, meant: str) -> None:
    read = _read(_mail("", "x", f"From: {head} <a@example.org>\r\nSubject: {head}\r\n"))
    assert (read.subject, read.sender) == (meant, (meant, "a@example.org"))


def test_a_subject_that_was_cut_short_is_read_and_an_address_is_not_taken_for_its_end() -> None:
    cut = "=?utf-8?Q?R=C3=A9clamation_du"
    read = _read(_mail("", "x", f"From: {cut} <a@example.org>\r\nSubject: {cut}\r\n"))
    assert (read.subject, [address for _name, address in read.senders]) == ("Réclamation du", ["a@example.org"])


def test_a_comma_inside_an_encoded_name_parts_no_people() -> None:
    read = _read(_mail("", "x", "From: =?utf-8?Q?Dupont=2C_Jos=C3=A9?= <a@example.org>\r\nSubject: s\r\n"))
    assert read.senders == (("Dupont, José", "a@example.org"),)


@pytest.mark.parametrize(("said", "hour"), [
    ("Tue, 3 Nov 2026 10:00:00", 10), ("Tue, 3 Nov 2026 10:00:00 -0000", 10), ("3 Nov 26 10:00 +0100", 9), ("2026-11-03T10:00:00+01:00", 9),
    ("mar., 3 nov. 2026 10:00:00 +0100", 9), ("Tue, 3 Nov 9999 10:00:00 +0100", None), ("Tue, 3 Nov 2026 10:00:00 +9999", None), ("hier", None),
])  # fmt: skip
def test_dates_are_read_as_programs_write_them_or_not_at_all(said: str, hour: int | None) -> None:
    at = _read(_mail("", "x", HEAD + f"Date: {said}\r\n")).sent_at
    assert (at.day, at.hour) == (3, hour) if at else hour is None


def test_large_heads_and_deep_forwards_are_read() -> None:
    many = "".join(f"X-{number}: v\r\n" for number in range(5_000)) + "X-Spam: " + "a" * 500_000 + "\r\n"
    assert _read(_mail("", "Bonjour", HEAD + many)).text == "Bonjour"
    inner = b"From: deep@example.org\r\nSubject: fond\r\n\r\nLe fond du sac."
    for depth in range(60):
        around = f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n\r\nVoir {depth}\r\n--b{depth}\r\nContent-Type: message/rfc822\r\n\r\n"
        inner = (
            f"From: n@example.org\r\nSubject: Tr: {depth}\r\nMIME-Version: 1.0\r\n{around}".encode()
            + inner
            + f"\r\n--b{depth}--\r\n".encode()
        )
    read = _read(inner)
    assert (read.text, [part.name for part in read.parts]) == ("Voir 59", ["Tr 58.eml"])


def test_the_shadow_of_a_file_that_a_mac_sends_along_is_no_file() -> None:
    body = '--b\r\nContent-Type: application/applefile; name="._a.jpg"\r\n\r\nx\r\n--b\r\nContent-Type: image/jpeg; name=a.jpg\r\n\r\nx\r\n--b--'
    assert [part.name for part in _read(_mail("multipart/appledouble; boundary=b", body)).parts] == ["a.jpg"]


# --- words that Outlook packs ----------------------------------------------------------------------------------------

PAGE_IN_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag19 <html>}{\*\htmltag241 <style>}{\*\htmltag241 p {color:red}}"
    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Bonjour, d\'e9j\'e0 {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 trois{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0  fuites \u8212? l\u8217'\'e9t\'e9."
    rb"\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}Merci\par}"
)
READ_SO = "Bonjour, déjà trois fuites — l’été.\nMerci"


def test_a_mail_whose_only_words_are_packed_rich_text_is_read() -> None:
    read = _read(ole(msg(text(0x0037, "Objet"), raw(0x1009, compressed_rtf.compress(PAGE_IN_RTF)))))
    assert (read.text, read.parts) == (READ_SO, ())


def test_rich_text_with_pictures_is_attached_too_and_one_that_cannot_be_read_as_it_is() -> None:
    rich = rb"{\rtf1\ansi La machine fuit.\par{\pict\pngblip 89504e470d0a1a0a}}"
    read = _read(ole(msg(text(0x0037, "Objet"), raw(0x1009, compressed_rtf.compress(rich)))))
    assert (read.text, [part.name for part in read.parts]) == ("La machine fuit.", ["texte.rtf"])
    assert read.parts[0].content == rich


def _attribute(kind: int, data: bytes) -> bytes:
    return pack("<BII", 1, kind, len(data)) + data + pack("<H", adler32(data) & 0xFFFF)


def _tnef(*told: tuple[int, int, bytes]) -> bytes:
    """A wrapping of no file, with these properties of a mail: tag, kind, bytes."""
    listed = b"".join(pack("<HHII", kind, tag, 1, len(data)) + data + bytes(-len(data) % 4) for tag, kind, data in told)
    return b"\x78\x9f\x3e\x22\x01\x00" + _attribute(0x00069003, pack("<I", len(told)) + listed)


@pytest.mark.parametrize("told", [
    (0x1009, 0x102, compressed_rtf.compress(PAGE_IN_RTF)), (0x1000, 0x1F, READ_SO.encode("utf-16-le") + b"\0\0"),
    (0x1013, 0x102, b"<p>Bonjour, d&eacute;j&agrave; trois fuites \xe2\x80\x94 l\xe2\x80\x99\xc3\xa9t\xc3\xa9.</p>Merci"),
])  # fmt: skip
def test_the_words_of_a_wrapping_of_outlook_are_read_where_the_mail_says_nothing_else(
    told: tuple[int, int, bytes],
) -> None:
    read = _read(_mail("application/ms-tnef; name=winmail.dat" + BASE64, base64.encodebytes(_tnef(told))))
    assert (read.text, read.parts) == (READ_SO, ())
    assert _read(wrapped(_tnef(told))).text == "Ci-joint."
