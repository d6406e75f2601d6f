"""Short cases of the delivery service."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from app.cli.story.acts import (
    advise,
    answer,
    ask,
    call,
    close,
    consult,
    contest,
    escalate,
    keep,
    mail,
    merge,
    note,
    promise,
    reply,
    solved,
    take,
    unmerge,
    writes,
)
from app.cli.story.acts_more import counter, offer, opinion, pay, recognise
from app.cli.story.script import Script

SCRIPTS = (
    Script(
        "fernandes", 18, "delivery", "lea", "phone", "Sèche-linge livré avec quinze jours de retard",
        "Mme Fernandes a attendu son sèche-linge deux semaines de plus que prévu. Trois créneaux annulés, chaque fois le matin même. Elle a posé deux jours de congé pour rien.",
        "Le remboursement de la livraison et un dédommagement", "109", "delivery",
        acts=(
            take(1, "Trois créneaux annulés, c’est trois de trop. Je rassemble les feuilles de tournée et je vous réponds par écrit avant le {+12}."),
            note(3, "Tournées relues : une panne de camion, puis deux oublis de report. Rien à redire du côté de la cliente.", minutes=15),
            mail(9, "Toujours pas de réponse. Je rappelle que mes deux jours de congé sont perdus."),
            offer(11, ("delivery_refund", "39"), until=22, message="Vous avez attendu deux semaines pour rien : la livraison ne vous aura rien coûté. Pour les congés, je transmets à mon responsable."),
            counter(14, "Merci pour la livraison. Mais deux jours de congé, ce sont deux jours de congé : j’en demande au moins la moitié.", "109"),
            writes(17, "Avez-vous pu en parler à votre responsable ? L’offre se termine bientôt et je n’ai pas de nouvelles."),
        ),
    ),
    Script(
        "lopez", 20, "delivery", "karim", "email", "Canapé-lit jamais livré",
        "Commande du canapé-lit Escale il y a deux mois, livraison promise sous trente jours. Toujours rien, et le suivi affiche « en préparation ». Je vous fixe un dernier délai de deux semaines, après quoi je demanderai l’annulation.",
        "La livraison, ou l’annulation et le remboursement", "1150", "delivery",
        acts=(
            take(1, "Votre canapé est arrivé à l’entrepôt dans un coloris qui n’est pas le vôtre : voilà pourquoi rien ne bouge. J’ai relancé le fabricant et je vous donne une date ferme avant le {+5}."),
            promise(1, "Donner à M. Lopez une date de livraison ferme", 5, "18:00"),
            call(8, "M. Lopez rappelle : aucune date reçue. Il parle de saisir le tribunal si le délai passe.", 7),
            escalate(9, "Engagement rompu, menace de procès, et un délai légal qui court pour annuler la commande."),
            recognise(13, "art. L. 216-7 C. conso", "prix d’une commande annulée faute de livraison", "1150", "commande, et délai fixé par le client le {+0}", due=27, claim=1),
            consult(19, "alice", "Le canapé arrivé est neuf mais beige au lieu de gris. Vous qui connaissez le modèle Escale : les housses s’échangent-elles sans démonter le mécanisme ? Je le proposerais au client plutôt que d’annuler.", 30, who="marc"),
            note(12, "Le fabricant annonce le bon coloris pour la fin du mois, sans garantie. Préparer l’annulation et le remboursement intégral sous quatorze jours.", minutes=20),
        ),
    ),
    Script(
        "petitjean", 7, "delivery", "lea", "chat", "Colis « livré » mais jamais reçu",
        "Le suivi dit que ma console a été remise hier à 14 h 12. J’étais chez moi, personne n’a sonné. Les voisins n’ont rien.",
        "La console ou le remboursement", "549", "delivery",
        acts=(
            take(0, "Je prends cela très au sérieux. Le transporteur a cinq jours pour nous dire où et à qui le colis a été remis ; je lui ai écrit à l’instant."),
            ask(2, "Le transporteur demande une attestation de non-réception signée. Le modèle est joint : deux lignes et une signature suffisent.", 9),
            consult(3, "bruno", "La console a-t-elle été débitée en une fois ? Si le colis est perdu, je voudrais savoir si un remboursement sur la carte est encore possible.", 20),
            advise(4, "bruno", "Oui, un seul débit, le jour de la commande. Le remboursement sur la carte reste possible pendant treize mois ; au-delà, ce serait un virement."),
        ),
    ),
    Script(
        "oconnor", 26, "delivery", "karim", "email", "Dishwasher left on the pavement",
        "Your driver left my dishwasher on the pavement in the rain because, he said, “fourth floor was not on his sheet”. I paid for delivery to the kitchen. I had to pay two students €40 to carry it up.",
        "Refund of the delivery to the kitchen and of the €40", "89", "delivery",
        acts=(
            take(1, "Thank you for writing, and I am sorry for the way this delivery ended. You did pay for delivery to the kitchen, and I have asked the carrier for the driver’s sheet."),
            note(4, "Feuille de route : la prestation « mise en place » figure bien sur la commande, pas sur la feuille du chauffeur. Erreur de notre saisie.", minutes=10),
            recognise(8, "art. 1217 C. civ.", "delivery to the kitchen, paid and not provided", "89", "order and driver’s sheet", due=15, claim=1),
            answer(8, "founded", "The mistake was ours: the delivery to your kitchen was on your order but not on the driver’s sheet. We are refunding the €49 you paid for it and the €40 you gave to the students, €89 in all, to your card within ten days."),
            pay(11, "Card refund no. R-8841"),
            mail(13, "Refund received, thank you for not making me argue."),
        ),
    ),
    Script(
        "schmitt-livraison", 142, "delivery", "lea", "phone", "Livraison : encadrement de porte abîmé",
        "M. Schmitt signale un éclat dans l’encadrement de sa porte d’entrée, fait par les livreurs en passant le réfrigérateur. Réserve portée sur le bon.",
        "La réparation de l’encadrement", "145", "delivery", customer="schmitt",
        acts=(
            take(1, "La réserve figure bien sur le bon de livraison. J’ouvre la déclaration auprès de notre transporteur."),
            ask(4, "Pourriez-vous nous envoyer une photographie de l’éclat et un devis de réparation ?", 16),
            reply(9, "Devis du menuisier joint, 145 €.", channel="post"),
            answer(14, "founded", "Le devis est accepté. Nous réglons directement votre menuisier : donnez-lui simplement le numéro de ce dossier."),
            solved(26, "« Porte réparée, le menuisier a été payé. »"),
        ),
    ),
    Script(
        "nguyen-livraison", 88, "delivery", "karim", "phone", "Créneau non respecté",
        "Mme Nguyen a attendu toute la matinée un colis passé à 16 h. Elle ne demande rien, elle veut que ce soit su.",
        "", "0", "delivery", customer="nguyen", minutes=5,
        acts=(
            take(0, "Merci d’avoir pris le temps de nous le dire. J’ai transmis l’écart au responsable de la tournée."),
            answer(1, "founded", "Le responsable de la tournée a reconnu l’écart : deux livraisons avaient été ajoutées sans que les clients suivants soient prévenus. La consigne a été rappelée à l’équipe."),
        ),
    ),
    Script(
        "benoit-colis", 58, "delivery", "lea", "email", "Colis ouvert à la livraison",
        "Le carton de l’ordinateur a été livré ouvert, scotch découpé. L’appareil est là mais le chargeur manque.",
        "Le chargeur", "59", "delivery", customer="benoit",
        acts=(
            take(1, "Un chargeur neuf part aujourd’hui. Je signale le colis ouvert au transporteur."),
            answer(2, "founded", "Le chargeur vous sera remis demain avant midi, contre signature."),
            solved(4, "« Chargeur reçu. »"),
            opinion(8, "no", "Le chargeur reçu n’est pas celui de mon ordinateur : la prise n’entre pas.", satisfaction=2, ease=2, recommends=3),
            call(9, "Je présente nos excuses à M. Benoit : le bon chargeur part ce soir, contre signature, et il garde l’autre le temps de le recevoir.", 7, out=True),
            solved(13, "« Celui-là est le bon, il charge. »"),
            opinion(17, "yes", "Erreur reconnue tout de suite, et réparée.", satisfaction=4, ease=6, recommends=7),
        ),
    ),
    Script(
        "hotel", 57, "delivery", "karim", "registered", "Douze téléviseurs : deux écrans cassés, pose refusée",
        "Sur les douze téléviseurs livrés à l’hôtel, deux ont l’écran fendu. Vos livreurs ont refusé de les reprendre. Les chambres 14 et 15 sont restées sans poste tout le mois. Notre conseil, Me Vautrin, avocat, nous invite à chiffrer notre perte.",
        "Deux téléviseurs et 1 260 € de perte d’exploitation", "2038", "delivery",
        acts=(
            take(1, "Votre recommandé nous est parvenu hier. Les deux appareils vous seront remplacés ; je transmets votre demande d’indemnité à mon responsable."),
            escalate(2, "Cliente professionnelle, avocat, plus de 2 000 € demandés."),
            call(5, "Deux téléviseurs neufs posés dans les chambres 14 et 15, contre signature de Mme Salomon.", 12, channel="person"),
            answer(16, "partly", "Les deux téléviseurs ont été remplacés sous dix jours. Pour la perte d’exploitation, les registres que vous nous avez remis montrent que les chambres 14 et 15 ont été occupées vingt-trois nuits sur trente. Nous ne pouvons donc retenir la somme demandée."),
            contest(23, "Les chambres ont été louées moins cher, faute de télévision. Notre avocat vous écrira."),
            note(24, "Copie de la lettre d’avocat annoncée, pas encore reçue."),
            note(27, "Dossier repris. Demander les tarifs pratiqués avant et pendant, chambre par chambre.", minutes=35),
            ask(29, "Afin d’examiner votre demande à neuf, je vous serais reconnaissante de me transmettre les tarifs affichés et encaissés pour les chambres 14 et 15 sur le mois en cause, et sur le mois précédent.", 60),
        ),
    ),
    Script(
        "dupuis-bis", 25, "delivery", "lea", "email", "Reprise de l’ancien four oubliée",
        "Vos livreurs devaient reprendre l’ancien four, ils sont partis sans. Il est dans mon entrée depuis trois semaines.",
        "Qu’on vienne le chercher", "0", "delivery", customer="dupuis",
        acts=(
            take(1, "C’est un oubli de notre part. L’enlèvement est inscrit à la tournée du {+4}, entre 9 h et 11 h."),
            promise(1, "Enlever l’ancien four chez Mme Dupuis", 4, "12:00"),
            keep(4, "Bon d’enlèvement signé par Mme Dupuis"),
            answer(5, "founded", "L’ancien four a été enlevé hier. Nous vous présentons nos excuses pour ces trois semaines d’encombrement."),
        ),
    ),
    Script(
        "lemoine-doublon", 121, "delivery", "karim", "email", "Réfrigérateur cabossé (message de la fille)",
        "Bonjour, ma mère, Mme Lemoine, a reçu un réfrigérateur enfoncé sur le côté. Elle vous a écrit il y a quelques jours et attend une réponse.",
        "Une réponse", "0", "delivery", customer="lemoine",
        acts=(merge(2, "lemoine", "sophie"),),
    ),
    Script(
        "traore-bis", 11, "delivery", "lea", "phone", "Téléviseur livré sans ses pieds",
        "M. Traoré n’a pas trouvé les pieds du téléviseur dans le carton. Il l’a posé sur des livres en attendant.",
        "Les pieds du téléviseur", "0", "delivery", customer="traore", minutes=4,
        acts=(
            take(0, "Les pieds sont commandés au magasin. Je vous préviens dès qu’ils arrivent."),
            merge(1, "traore", "marc"),
            unmerge(3, "Deux sujets différents : les pieds manquants relèvent de la livraison, les pixels de l’après-vente.", "marc"),
            answer(5, "founded", "Les pieds du téléviseur partent aujourd’hui par la poste, avec leurs quatre vis et la notice."),
        ),
    ),
    Script(
        "voisin", 70, "delivery", "karim", "email", "Camion garé devant un garage",
        "Votre camion bloque l’entrée de mon garage tous les mardis. Je ne suis pas client chez vous.",
        "", "0", "reception", purchase="", minutes=3,
        acts=(
            close(1, "close_not_ours", "Remarque d’un riverain sur le stationnement, transmise au responsable de la tournée. Aucun achat, aucune demande."),
        ),
    ),
    Script(
        "marchand-bis", 2, "delivery", "lea", "web", "Date de livraison changée sans prévenir",
        "Ma livraison prévue jeudi est passée à lundi sans explication. Je ne serai pas là lundi.",
        "Garder la date de jeudi", "0", "delivery", customer="marchand", purchase="",
    ),
    Script(
        "arnaud-bis", 240, "delivery", "karim", "phone", "Livreur désagréable",
        "Mme Arnaud trouve que le livreur l’a prise de haut quand elle a demandé à vérifier l’appareil avant de signer.",
        "Des excuses", "0", "reception", customer="arnaud", purchase="", minutes=8,
        acts=(
            take(1, "Je vous remercie de nous l’avoir dit. Vérifier avant de signer est votre droit, et nous y invitons nos clients."),
            answer(6, "founded", "Le livreur a été entendu : il était en retard et l’a reporté sur vous. Il vous présente ses excuses, auxquelles je joins les miennes."),
        ),
    ),
)  # fmt: skip
