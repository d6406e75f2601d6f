# ruff: noqa: E501  prose reads better unbroken
"""The papers of the story: invoices, delivery notes, letters and reports, all drawn in one go and then taken apart."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape

import pikepdf

from app.cli.story import cast, shop
from app.cli.story.days import Days
from app.cli.story.script import long_date, money_date, typeset
from app.plumbing.pdf.drawing import Colophon, house_fonts, render

STYLE = """
@page { size: A4; margin: 20mm 20mm 22mm; @bottom-center { content: "%s"; font: 7pt "Story"; color: #888 } }
@page hand { margin: 26mm 28mm; @bottom-center { content: none } }
html { font: 10.5pt/1.45 "Story"; color: #1c1c1c }
section { break-before: page } section:first-of-type { break-before: auto }
.hand { page: hand } .hand p { font-size: 11.5pt; line-height: 1.65; margin: 0 0 10pt }
.top { display: flex; justify-content: space-between; border-bottom: 1.2pt solid #24405a; padding-bottom: 8pt; margin-bottom: 18pt }
.mark { font-size: 17pt; font-weight: 700; color: #24405a; letter-spacing: .4pt } .mark small { display: block; font-size: 8pt; font-weight: 400; color: #555; letter-spacing: 0 }
.side { font-size: 8.5pt; text-align: right; color: #444; white-space: pre-line }
.to { margin: 6pt 0 16pt 95mm; white-space: pre-line } .right { text-align: right }
h1 { font-size: 15pt; margin: 0 0 10pt; color: #24405a } h2 { font-size: 11pt; margin: 14pt 0 4pt }
p { margin: 0 0 8pt; text-align: left } .pre { white-space: pre-line }
table { width: 100%%; border-collapse: collapse; margin: 8pt 0 } th, td { padding: 5pt 6pt; text-align: left; vertical-align: top; border-bottom: .5pt solid #c9d2da }
th { background: #eef2f5; font-size: 9pt } .n { text-align: right; white-space: nowrap } .sum td { font-weight: 700; border-top: 1pt solid #24405a }
.box { border: .8pt solid #8fa3b3; padding: 8pt 10pt; margin: 10pt 0 } .stamp { color: #8b2b2b; border: 1.4pt solid #8b2b2b; display: inline-block; padding: 3pt 8pt; font-weight: 700; transform: rotate(-4deg) }
.ink { color: #1f3a8a; font-style: italic } .quiet { color: #666; font-size: 9pt }
"""


@dataclass(frozen=True)
class Sheet:
    """One paper to be drawn: its file name and the inside of its pages."""

    name: str
    inside: str
    css: str = ""


def drawn(sheets: Sequence[Sheet], at: datetime) -> dict[str, tuple[bytes, int]]:
    """Every paper as a PDF of its own, with how many pages it has: one rendering for all."""
    fonts = {name.split(".")[0]: name for name in house_fonts()}
    faces = "".join(
        f'@font-face {{ font-family: "Story"; {more}; src: url(inside:{fonts[face]}) }}\n'
        for face, more in (("regular", "font-weight: 400"), ("it", "font-style: italic"), ("semibold", "font-weight: 600"), ("bold", "font-weight: 700"))
        if face in fonts
    )  # fmt: skip
    body = "".join(f'<section id="s{n}" class="{sheet.css}">{sheet.inside}</section>' for n, sheet in enumerate(sheets))
    page = f'<html lang="fr"><head><title>Pièces</title><style>{faces}{STYLE % escape(shop.LEGAL)}</style></head><body>{body}</body></html>'
    made = render(page, Colophon("Pièces de la démonstration", "fr", at), variant="plain")
    starts = [made.anchors[f"s{n}"] for n in range(len(sheets))] + [made.pages + 1]
    with pikepdf.open(io.BytesIO(made.pdf)) as whole:
        return {
            sheet.name: (_part(whole, starts[n], starts[n + 1], sheet.name), starts[n + 1] - starts[n])
            for n, sheet in enumerate(sheets)
        }


def _part(whole: pikepdf.Pdf, first: int, after: int, name: str) -> bytes:
    part = pikepdf.new()
    part.pages.extend(whole.pages[first - 1 : after - 1])
    part.docinfo["/Title"] = name.rsplit(".", 1)[0]
    part.remove_unreferenced_resources()
    out = io.BytesIO()
    part.save(out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# --- what papers are made of -----------------------------------------------------------------------------------------


def _f(text: str) -> str:
    return escape(typeset(text), quote=False)


def _paragraphs(text: str) -> str:
    return "".join(f'<p class="pre">{_f(part)}</p>' for part in text.strip().split("\n\n"))


def _firm(side: str) -> str:
    return f'<div class="top"><div class="mark">{shop.FIRM}<small>{_f("électroménager, image et son depuis 1974")}</small></div><div class="side">{_f(side)}</div></div>'


def _to(key: str) -> str:
    buyer = cast.BUYERS[key]
    lines = [buyer.organisation, f"{buyer.title} {buyer.name}", buyer.street, f"{buyer.postcode} {buyer.city}"]
    return f'<div class="to">{_f(chr(10).join(line for line in lines if line))}</div>'


def euros(minor: int) -> str:
    """An amount as papers print it."""
    whole, cents = divmod(abs(minor), 100)
    return f"{whole:,}".replace(",", " ") + f",{cents:02d} €"


def invoice(name: str, days: Days, key: str, extra: Sequence[tuple[str, int]] = ()) -> Sheet:
    """The invoice of a purchase, with delivery or services beside it (euro cents, VAT included)."""
    bought, on = cast.BOUGHT[key], cast.bought_on(days, key)
    price = round(float(bought.euros) * 100)
    lines = [(bought.label, price), *extra]
    total = sum(amount for _label, amount in lines)
    vat = round(total - total / 1.2)
    rows = "".join(
        f'<tr><td>{_f(label)}</td><td class="n">1</td><td class="n">{euros(amount)}</td></tr>'
        for label, amount in lines
    )
    number = f"FA-{on.year}-{cast.reference_of(key)[4:]}"
    return Sheet(name, _firm(f"{shop.ADDRESS}\nservice.client@{shop.HOST}\nRCS Lyon 000 000 000") + _to(bought.owner) + f"""
<h1>Facture n° {number}</h1><p>{_f(f"Date : {money_date(on)} — Commande {cast.reference_of(key)} — Règlement par carte")}</p>
<table><tr><th>Désignation</th><th class="n">Quantité</th><th class="n">Montant TTC</th></tr>{rows}
<tr><td colspan="2">dont TVA 20 %</td><td class="n">{euros(vat)}</td></tr><tr class="sum"><td colspan="2">Total TTC</td><td class="n">{euros(total)}</td></tr></table>
<p class="quiet">{_f("Garantie légale de conformité : deux ans à compter de la délivrance (articles L. 217-3 et suivants du code de la consommation). Facture acquittée.")}</p>""")  # fmt: skip


def delivery_note(name: str, days: Days, key: str, remark: str, signed: str) -> Sheet:
    """A delivery note with what was written on it by hand."""
    bought = cast.BOUGHT[key]
    on = cast.bought_on(days, key) + timedelta(days=bought.delivered or 0)
    hand = f'<p class="ink">{_f(remark)}</p>' if remark else '<p class="quiet">néant</p>'
    return Sheet(name, _firm("Service livraison\nTournée LY-07") + _to(bought.owner) + f"""
<h1>Bon de livraison n° BL-{cast.reference_of(key)[4:]}</h1><p>{_f(f"Livré le {money_date(on)}, créneau de 10 h à 12 h — Commande {cast.reference_of(key)}")}</p>
<table><tr><th>Colis</th><th>Désignation</th><th class="n">Poids</th></tr><tr><td>1/1</td><td>{_f(bought.label)}</td><td class="n">68 kg</td></tr></table>
<div class="box"><b>Réserves du client</b>{hand}</div>
<table><tr><th>Livreur</th><th>Client</th></tr><tr><td class="ink">D. Marty</td><td class="ink">{_f(signed)}</td></tr></table>""")  # fmt: skip


def our_letter(name: str, key: str, on: date, about: str, text: str, signed: str) -> Sheet:
    """A letter of ours on paper."""
    return Sheet(name, _firm(shop.ADDRESS.replace(", ", "\n")) + _to(key) + f'<p class="right">{_f(f"Lyon, le {long_date(on)}")}</p><p><b>Objet : {_f(about)}</b></p>{_paragraphs(text)}<p class="ink">{_f(signed)}</p>')  # fmt: skip


def their_letter(
    name: str,
    key: str,
    on: date,
    text: str,
    *,
    author: str = "",
    place: str = "",
    home: tuple[str, str] = ("", ""),
    registered: bool = False,
) -> Sheet:
    """A letter that a customer (or somebody for them) wrote."""
    buyer = cast.BUYERS[key]
    head = f'<p class="pre">{_f(author or f"{buyer.title} {buyer.name}")}\n{_f(home[0] or buyer.street)}\n{_f(home[1] or f"{buyer.postcode} {buyer.city}")}</p>'
    stamp = '<p class="stamp">Lettre recommandée avec avis de réception</p>' if registered else ""
    return Sheet(name, f'{head}<div class="to">{shop.FIRM}\n{_f(shop.ADDRESS)}</div>{stamp}<p class="right">{_f(f"{place or buyer.city}, le {long_date(on)}")}</p>{_paragraphs(text)}<p class="ink">{_f(author or buyer.name)}</p>', "hand")  # fmt: skip


def outside_letter(name: str, head: str, side: str, key: str, on: date, about: str, text: str, signed: str) -> Sheet:
    """A letter of a third party: mediator, bailiff, expert, workshop."""
    top = f'<div class="top"><div class="mark" style="color:#4a3b63">{_f(head)}</div><div class="side">{_f(side)}</div></div>'
    to = _to(key) if key else f'<div class="to">{shop.FIRM}\n{_f(shop.ADDRESS)}</div>'
    return Sheet(name, f'{top}{to}<p class="right">{_f(f"Le {long_date(on)}")}</p><p><b>{_f(about)}</b></p>{_paragraphs(text)}<p class="ink">{_f(signed)}</p>')  # fmt: skip


def report(name: str, title: str, on: date, facts: Mapping[str, str], finding: str, signed: str) -> Sheet:
    """A technician's report."""
    rows = "".join(f"<tr><th>{_f(label)}</th><td>{_f(value)}</td></tr>" for label, value in facts.items())
    return Sheet(name, _firm("Atelier et interventions") + f'<h1>{_f(title)}</h1><p>{_f(f"Établi le {long_date(on)}")}</p><table>{rows}</table><h2>Constat</h2>{_paragraphs(finding)}<p class="ink">{_f(signed)}</p>')  # fmt: skip


def receipt(name: str, title: str, on: date, lines: Sequence[tuple[str, int]], shop_name: str) -> Sheet:
    """A till receipt or a quote of somebody else, kept as proof."""
    total = sum(amount for _label, amount in lines)
    rows = "".join(f'<tr><td>{_f(label)}</td><td class="n">{euros(amount)}</td></tr>' for label, amount in lines)
    return Sheet(name, f'<div class="box"><h1>{_f(shop_name)}</h1><p>{_f(f"{title} — {money_date(on)}")}</p><table>{rows}<tr class="sum"><td>Total</td><td class="n">{euros(total)}</td></tr></table></div>')  # fmt: skip


def terms_sheet(name: str, version: str, clauses: Sequence[tuple[str, str, str]]) -> Sheet:
    """Our terms as they were printed."""
    body = "".join(f"<h2>{_f(f'{number}. {heading}')}</h2><p>{_f(text)}</p>" for number, heading, text in clauses)
    return Sheet(name, _firm(version) + f"<h1>{_f('Conditions générales de vente et de service')}</h1>{body}")


def noon(day: date) -> datetime:
    """Noon of a day, for what needs an instant."""
    return datetime.combine(day, time(12), UTC)
