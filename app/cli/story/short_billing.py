"""Short cases of the billing service."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from app.cli.story.acts import (
    answer,
    ask,
    call,
    close,
    contest,
    escalate,
    keep,
    note,
    promise,
    reply,
    solved,
    take,
    withdraw,
)
from app.cli.story.acts_more import answered, carry, offer, opinion, recognise
from app.cli.story.script import Script

SCRIPTS = (
    Script(
        "moreau-facture", 112, "billing", "bruno", "email", "Facture d’intervention sous garantie",
        "Je reçois une facture de 79 € pour le passage du technicien, alors que l’appareil est sous garantie et qu’on m’avait dit que c’était gratuit.",
        "L’annulation de la facture", "79", "billing", customer="moreau",
        acts=(
            take(1, "La facture est partie automatiquement avant que l’atelier ne coche la case « garantie ». Je la fais annuler."),
            answer(2, "founded", "La facture est annulée ; vous recevrez l’avoir correspondant d’ici deux jours. Vous n’avez rien à payer."),
            solved(5, "« Avoir bien reçu. »"),
            opinion(9, "yes", satisfaction=5, ease=7, recommends=9),
        ),
    ),
    Script(
        "roy-sepa", 19, "billing", "ines", "web", "Deux prélèvements le même mois",
        "Le contrat Sérénité m’a été prélevé deux fois le 5. Ce n’est que 14,90 €, mais je n’aime pas cela.",
        "Le remboursement du second prélèvement", "14,90", "billing", customer="roy", purchase="",
        acts=(
            take(0, "Vous avez raison de le signaler. Le double prélèvement vient d’un fichier envoyé deux fois à la banque ; vous n’êtes pas la seule concernée."),
            answer(3, "founded", "Les 14,90 € ont été remboursés sur votre compte hier. La banque a confirmé que l’envoi en double ne pouvait plus se reproduire."),
        ),
    ),
    Script(
        "leclerc-promo", 75, "billing", "bruno", "email", "Prix baissé deux jours après l’achat",
        "La hotte que j’ai payée 299 € lundi est à 239 € depuis mercredi. J’aurais aimé qu’on me le dise.",
        "La différence", "60", "billing", customer="leclerc", purchase="",
        acts=(
            take(1, "Je comprends que ce soit contrariant. Les prix promotionnels ne sont connus de nos magasins que la veille."),
            answer(4, "unfounded", "La promotion a commencé deux jours après votre achat et nous n’avions pas le droit de l’annoncer plus tôt. Le prix que vous avez payé était le bon ce jour-là : nous ne pouvons vous rembourser la différence."),
            contest(8, "Deux jours ! Un commerçant qui tient à ses clients ferait un geste."),
            offer(14, ("welcome_voucher", ""), ("gift", ""), until=29, message="Rien ne nous y oblige, mais deux jours, c’est peu."),
            answered(18, "accepted", "J’accepte, c’est élégant de votre part.", proof="Message du {+18}"),
            carry(20, "Bon d’achat n° BA-3310 et colis n° 7J-4471 expédiés"),
            close(21, "close_carried_out"),
            opinion(26, "yes", satisfaction=5, ease=6, recommends=10),
        ),
    ),
    Script(
        "haas-iban", 190, "billing", "ines", "phone", "Remboursement versé sur un ancien compte",
        "Mme Haas attend le remboursement d’un article retourné. Il a été versé sur un compte qu’elle a fermé l’an dernier.",
        "Un nouveau virement", "129", "refund", customer="haas", purchase="", minutes=12,
        acts=(
            take(1, "Votre banque nous renverra la somme dans quelques jours. Il me faudrait votre nouveau relevé d’identité bancaire pour la reverser."),
            ask(2, "Pourriez-vous nous faire parvenir votre nouveau relevé d’identité bancaire, par courrier ou depuis votre espace client ?", 12),
            reply(6, "Relevé envoyé depuis mon espace client."),
            answer(9, "founded", "Le virement de 129 € est parti ce matin sur votre nouveau compte."),
            call(14, "Mme Haas confirme avoir reçu le virement.", 3, out=True, solved="yes", said="C’est bon."),
            solved(14, "« C’est bon. »"),
            opinion(18, "partly", "L’argent est là, personne ne m’a expliqué pourquoi il s’était perdu.", satisfaction=2, ease=2, recommends=4),
            call(19, "Je rappelle Mme Haas : sa banque a gardé le virement dix jours avant de nous le renvoyer, et nous aurions dû le lui dire. Je m’en excuse.", 6, out=True, solved="yes", said="Merci d’avoir rappelé."),
            solved(19, "« Merci d’avoir rappelé. »"),
        ),
    ),
    Script(
        "lopez-credit", 130, "billing", "bruno", "email", "Frais de paiement en quatre fois",
        "On m’a compté 18 € de frais pour le paiement en quatre fois, alors que l’affiche disait « sans frais ».",
        "Le remboursement des frais", "18", "billing", customer="lopez", purchase="",
        acts=(
            take(1, "Je vérifie ce que disait l’affiche du magasin le jour de votre achat."),
            promise(1, "Donner à M. Lopez le résultat de la vérification", 6, "17:00"),
            keep(6, "Message envoyé avec la photographie de l’affiche"),
            answer(6, "founded", "L’affiche annonçait bien « sans frais » sans dire que c’était réservé aux achats de plus de 500 €. Dans le doute, c’est à nous de l’assumer : les 18 € vous sont remboursés."),
            solved(11, "« Remboursé, merci. »"),
        ),
    ),
    Script(
        "picard-acompte", 14, "billing", "bruno", "phone", "Acompte encaissé deux fois",
        "Mme Picard a payé l’acompte de sa hotte en magasin, puis la totalité en ligne. 90 € ont été encaissés en trop.",
        "Le remboursement de 90 €", "90", "billing", customer="picard", minutes=9,
        acts=(
            take(1, "Je retrouve bien les deux encaissements. Le trop-perçu de 90 € doit vous revenir, je prépare le virement."),
            recognise(2, "art. 1302-1 C. civ.", "acompte encaissé deux fois", "90", "ticket du magasin et relevé du paiement en ligne", due=14, claim=1),
            note(6, "Demande de virement bloquée : il manque la signature de Nadia. À relancer avant l’échéance."),
        ),
    ),
    Script(
        "dupuis-resiliation", 24, "billing", "bruno", "registered", "Résiliation du contrat Sérénité ignorée",
        "J’ai résilié mon contrat Sérénité il y a trois mois par lettre recommandée. Vous continuez de prélever 14,90 € chaque mois. Je signale l’affaire à la répression des fraudes si vous ne cessez pas.",
        "L’arrêt des prélèvements et 44,70 €", "44,70", "contract", customer="dupuis", purchase="",
        acts=(
            take(1, "Votre recommandé a été classé au mauvais dossier. Les prélèvements sont arrêtés à compter d’aujourd’hui, et je calcule ce que nous vous devons."),
            escalate(2, "Autorité citée, résiliation recommandée non traitée pendant trois mois."),
            answer(6, "founded", "Votre résiliation aurait dû prendre effet il y a trois mois. Les trois mensualités prélevées à tort, 44,70 €, vous sont remboursées sous dix jours, et le contrat est clos à la date de votre première lettre."),
        ),
    ),
    Script(
        "girard-tva", 6, "billing", "bruno", "email", "Facture au nom de la société",
        "J’ai besoin d’une facture au nom de mon entreprise pour un ordinateur acheté à titre personnel. La comptable insiste.",
        "Une facture rectifiée", "0", "billing", customer="girard", purchase="",
        acts=(
            take(1, "Je regarde ce que la loi nous permet : une facture se rectifie, mais l’acheteur ne se change pas toujours. Je vous réponds cette semaine."),
        ),
    ),
    Script(
        "vidal-relance", 40, "billing", "ines", "post", "Relance pour une facture déjà payée",
        "Je reçois une seconde relance pour la facture du mois dernier, payée en magasin par carte. Je joins le ticket. Cela devient vexant.",
        "Qu’on arrête de me relancer", "0", "billing", customer="vidal", purchase="",
        acts=(
            take(1, "Votre paiement est bien là : il avait été porté au compte d’un homonyme. Les relances cessent aujourd’hui."),
            answer(3, "founded", "Votre compte est à jour, et aucune relance ne partira plus. Je vous prie de nous excuser : être relancé pour une facture payée est désagréable, nous en avons conscience."),
            withdraw(7, "« Merci de votre lettre. Je retire ma réclamation, n’en parlons plus. »"),
        ),
    ),
    Script(
        "nguyen-sav", 5, "billing", "bruno", "chat", "Frais de dossier sur un retour",
        "On me retient 12 € de frais de dossier sur un retour fait dans les quatorze jours. Est-ce normal ?",
        "Le remboursement des 12 €", "12", "refund", customer="nguyen", purchase="",
        acts=(
            take(0, "Non, ce n’est pas normal : un retour dans les quatorze jours se rembourse en entier. Je fais rectifier."),
            ask(1, "Pourriez-vous nous indiquer le numéro du bon de retour ? Il commence par RET et figure sur l’étiquette.", 7),
        ),
    ),
)  # fmt: skip
