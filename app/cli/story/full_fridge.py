# ruff: noqa: E501  prose reads better unbroken
"""In full: a fridge dented on delivery, spoilt food, a daughter who writes for her mother; settled and carried out."""

from __future__ import annotations

from datetime import date

from app.cli.story import files, papers, photos
from app.cli.story.acts import ask, call, claims, close, escalate, note, reply, take
from app.cli.story.acts_more import answered, carry, counter, decide, file, offer, opinion, send
from app.cli.story.evidence import Cabinet
from app.cli.story.script import Paper, Script

KEY, BACK = "lemoine", 126

SCRIPT = Script(
    KEY, BACK, "after-sales", "alice", "post", "Réfrigérateur livré enfoncé, denrées perdues",
    "Le réfrigérateur que vous m’avez livré a un enfoncement sur le côté. Vos livreurs m’ont fait signer trop vite. Depuis, il tient mal le froid et j’ai jeté pour cent quarante euros de viande et de fromages. J’ai quatre-vingt-quatre ans et je n’ai pas la force de me battre ; ma fille Mireille s’en occupera pour moi.",
    "Un réfrigérateur en bon état et 140 € de denrées", "1039", "delivery", speaker=("representative", "Mireille Lemoine-Chabert", ""),
    acts=(
        file(0,
             Paper("lettre.pdf", "Lettre de Mme Lemoine", "complaint", dated=-2),
             Paper("mandat.pdf", "Mandat donné à sa fille", "mandate", dated=-2, author="Mme Odette Lemoine")),
        take(1, "Votre lettre nous est bien parvenue, avec le mandat que vous donnez à votre fille. C’est donc à elle que j’écrirai désormais, avec copie pour vous. Je m’occupe de votre dossier."),
        claims(1, ("Remplacement du réfrigérateur", "899", "Garantie légale de conformité"), ("Denrées perdues", "140", "Préjudice")),
        call(3, "Mme Lemoine-Chabert précise que l’enfoncement est du côté du compresseur et que l’appareil remonte à 9 °C l’après-midi.", 14),
        ask(3, "Pour instruire au plus vite la demande de votre mère, pourriez-vous nous envoyer une photographie de l’enfoncement, le bon de livraison et la liste des denrées jetées ?", 15),
        reply(8, "Bonjour, voici la photographie, le bon et la liste que maman a tenue. Le ticket du boucher est joint. Bien à vous, Mireille Lemoine-Chabert"),
        file(8,
             Paper("facture.pdf", "Facture du réfrigérateur", "invoice", dated=8),
             Paper("bon-de-livraison.pdf", "Bon de livraison signé", "delivery", dated=8),
             Paper("enfoncement.jpg", "Photographie de l’enfoncement", "photo", dated=7),
             Paper("denrees.xlsx", "Liste des denrées jetées", "proof", dated=7, author="Mme Odette Lemoine"),
             Paper("boucher.pdf", "Ticket du boucher", "proof", dated=6)),
        note(10, "Le bon porte « carton abîmé », d’une écriture tremblée. La réserve existe donc, même brève. Transport en cause.", minutes=15),
        escalate(11, "Remplacement d’un appareil à 899 € : au-delà de mes plafonds. Cliente depuis dix-neuf ans, âgée, représentée."),
        offer(13, ("exchange", "", "photographie de l’enfoncement, pièce n° 5"), ("inconvenience", "80", "liste et ticket, pièces n° 6 et n° 7"), until=28, reason="Échange d’un appareil à 899 €, au-delà de mon plafond d’échange ; le transporteur nous remboursera.",
              message="L’ancien appareil sera repris le même jour. Nous choisirons la date avec votre fille."),
        decide(14, "helene", True, "Dommage de transport établi par la réserve et la photographie : l’échange est la bonne réponse."),
        send(14),
        counter(17, "Merci pour l’échange, c’est parfait. Pour les denrées, maman a vraiment perdu 140 €, le ticket le montre. Pourriez-vous aller jusque-là ?", "140", proof="Courriel de Mme Lemoine-Chabert"),
        call(19, "Expliqué que le ticket du boucher porte sur 78 €, le reste étant estimé. Mme Lemoine-Chabert comprend et accepte.", 11, out=True),
        answered(20, "accepted", "J’accepte votre proposition au nom de ma mère. Elle vous remercie.", proof="Courriel du {+20} et mandat, pièce n° 2"),
        carry(27, "Bon de livraison BL-77104 signé par Mme Lemoine ; ancien appareil repris", 1),
        carry(29, "Virement n° V-20931 du {+29}", 2),
        call(31, "Mme Lemoine appelle elle-même : le réfrigérateur est à 4 °C, elle est rassurée.", 6, solved="yes", said="Vous m’avez bien écoutée, merci."),
        close(33, "close_carried_out"),
        opinion(37, "yes", "On m’a écoutée, et la livraison du nouveau s’est très bien passée.", satisfaction=5, ease=6, recommends=9),
    ),
)  # fmt: skip


def fill(cabinet: Cabinet) -> None:
    """The files of this case."""
    days = cabinet.days

    def on(after: int) -> date:
        return days.day(after - BACK)

    cabinet.draw(
        papers.their_letter(
            f"{KEY}/lettre.pdf",
            KEY,
            on(-2),
            "Messieurs,\n\nLe réfrigérateur que vous m’avez livré a un enfoncement sur le côté. Vos livreurs m’ont fait signer trop vite et je n’ai pas mes lunettes pour ces petits papiers. J’ai tout de même écrit « carton abîmé ».\n\nDepuis, il tient mal le froid et j’ai jeté pour cent quarante euros de viande et de fromages.\n\nJ’ai quatre-vingt-quatre ans et je n’ai pas la force de me battre ; ma fille Mireille s’en occupera pour moi. Je joins un papier pour cela.\n\nAvec mes salutations.",
        ),
        papers.their_letter(
            f"{KEY}/mandat.pdf",
            KEY,
            on(-2),
            "Mandat\n\nJe soussignée, Odette Lemoine, donne mandat à ma fille, Mireille Lemoine-Chabert, demeurant 12 rue des Halles à Mâcon, pour me représenter auprès de la Maison Ardoine au sujet de mon réfrigérateur, recevoir les courriers, accepter ou refuser toute proposition.\n\nLes sommes me seront versées sur mon compte.\n\nFait pour valoir ce que de droit.",
        ),
        papers.invoice(f"{KEY}/facture.pdf", days, KEY, (("Livraison offerte", 0),)),
        papers.delivery_note(f"{KEY}/bon-de-livraison.pdf", days, KEY, "carton abîmé", "O. Lemoine"),
        papers.receipt(
            f"{KEY}/boucher.pdf",
            "Ticket de caisse",
            on(-6),
            (("Rôti de veau, 1,4 kg", 3920), ("Gigot d’agneau, tranches", 2480), ("Terrine maison", 1400)),
            "Boucherie Perraud, Bourg-en-Bresse",
        ),
    )
    cabinet.keep(f"{KEY}/enfoncement.jpg", photos.photo("dent", papers.noon(on(7))))
    cabinet.keep(
        f"{KEY}/denrees.xlsx",
        files.workbook(
            "Denrées jetées",
            (
                ("Denrée", "Prix en euros", "Ticket"),
                ("Rôti de veau", 39.2, "oui"),
                ("Gigot d’agneau", 24.8, "oui"),
                ("Terrine", 14, "oui"),
                ("Fromages du marché", 38, "non"),
                ("Beurre, crème, yaourts", 24, "non"),
                ("Total", 140, ""),
            ),
            papers.noon(on(7)),
        ),
    )
