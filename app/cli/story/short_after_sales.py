"""Short cases of the after-sales service."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from app.cases.rules.signals import SignalKind
from app.cli.story.acts import (
    answer,
    ask,
    call,
    contest,
    dismiss,
    escalate,
    keep,
    mail,
    note,
    of_incident,
    open_incident,
    promise,
    recuse,
    reopen,
    reply,
    solved,
    take,
    withdraw,
)
from app.cli.story.script import Script
from app.people.rules import Level

SCRIPTS = (
    Script(
        "moreau", 176, "after-sales", "alice", "phone", "Lave-vaisselle qui ne vidange plus",
        "M. Moreau appelle : son lave-vaisselle garde cinq centimètres d’eau à la fin de chaque cycle depuis trois jours. Il a nettoyé le filtre, rien n’y fait.",
        "Une réparation sous garantie, rapidement", category="breakdown", minutes=9,
        acts=(
            take(1, "J’ai bien pris en charge votre demande au sujet du lave-vaisselle Cascade. Je regarde avec l’atelier quand un technicien peut passer et je vous rappelle demain au plus tard."),
            promise(1, "Rappeler M. Moreau avec une date de passage", 2, "18:00"),
            call(2, "Rendez-vous proposé le {+6} entre 10 h et 12 h. M. Moreau accepte.", 5, out=True),
            keep(2, "Appel du jour : rendez-vous fixé au {+6}"),
            note(6, "Compte rendu du technicien : turbine de pompe bloquée par un éclat de verre. Turbine remplacée, essai concluant.", minutes=5),
            answer(7, "founded", "Notre technicien est passé hier : un éclat de verre bloquait la pompe de vidange. La pièce a été remplacée, sans frais pour vous, et un cycle complet a été lancé en votre présence. L’intervention est inscrite au dossier de votre appareil."),
            call(9, "M. Moreau confirme que tout fonctionne.", 3, out=True, solved="yes", said="Impeccable, merci au technicien."),
            solved(9, "« Tout marche, vous pouvez fermer le dossier. »"),
        ),
    ),
    Script(
        "vidal", 198, "after-sales", "olivier", "email", "Machine à café : troisième fuite",
        "Bonjour, c’est la troisième fois que ma machine à café fuit par le bac. Deux passages en atelier en quatre mois. Je n’ai plus confiance dans cet appareil et je demande un échange.",
        "L’échange de la machine", "449", category="breakdown",
        acts=(
            take(1, "J’ai bien reçu votre message et je comprends votre lassitude après deux passages en atelier. J’ai demandé les deux comptes rendus de réparation et je vous réponds avant le {+12}."),
            note(3, "Les deux comptes rendus concordent : joint de pompe remplacé deux fois par la même référence. L’atelier reconnaît que le joint n’est pas le bon.", minutes=15),
            answer(8, "founded", "Les comptes rendus confirment ce que vous dites : le joint posé deux fois n’était pas le bon. La loi vous donne droit à un appareil conforme. Une machine neuve du même modèle vous attend en magasin à partir du {+11} ; nous reprenons l’ancienne."),
            call(13, "Mme Vidal est passée prendre la nouvelle machine. Elle remercie.", 4, channel="person", solved="yes", said="C’est réglé, et l’accueil était charmant."),
            solved(13, "« C’est réglé, merci. »"),
        ),
    ),
    Script(
        "nguyen", 92, "after-sales", "alice", "web", "Aspirateur robot qui se perd",
        "Le robot Filou ne retrouve plus sa base depuis la mise à jour. Il s’arrête au milieu du salon. Le service d’aide m’a fait réinitialiser l’appareil quatre fois, sans résultat.",
        "Un remboursement ou un appareil qui marche", "329", category="breakdown",
        acts=(
            take(1, "Merci pour ces précisions. Le numéro de version que vous donnez est connu de notre fabricant ; je me renseigne et reviens vers vous."),
            ask(3, "Pour comparer votre appareil à ceux déjà signalés, pourriez-vous nous envoyer le numéro de série (sous le bac) et une courte vidéo du retour à la base ?", 13),
            reply(7, "Voici le numéro de série : FL-20994-C. La vidéo est trop lourde, je vous mets une photographie."),
            answer(11, "founded", "Votre appareil fait partie d’une série dont la mise à jour a été corrigée cette semaine. La correction s’installe d’elle-même la nuit prochaine. Si le robot ne retrouve pas sa base d’ici au {+16}, nous l’échangeons sans autre démarche."),
        ),
    ),
    Script(
        "benoit", 44, "after-sales", "olivier", "chat", "Ordinateur portable : batterie qui tient une heure",
        "Bonjour, l’ordinateur Nova 14 annoncé pour douze heures en tient une et quart. Je l’ai depuis un mois. C’est de la publicité mensongère.",
        "Un remboursement partiel", "250", category="quality",
        acts=(
            take(1, "Je prends votre dossier en charge. Une telle autonomie n’est pas normale : elle peut venir d’un réglage ou de la batterie elle-même."),
            ask(2, "Pourriez-vous lancer le rapport de batterie (nous joignons la marche à suivre) et nous renvoyer le fichier obtenu ?", 12),
            reply(6, "Rapport joint. On y lit une capacité de 31 % par rapport à l’origine."),
            answer(9, "partly", "Le rapport montre une batterie défectueuse : nous la remplaçons gratuitement, à votre domicile, le {+14}. En revanche nous ne versons pas la somme demandée : une fois la batterie changée, l’appareil est conforme à l’annonce, et la loi prévoit d’abord la réparation."),
            call(16, "M. Benoit a reçu le technicien. La batterie tient la journée. Il regrette le temps perdu mais ne donne pas suite.", 6, out=True, solved="partly", said="Ça marche, dommage d’avoir dû insister."),
        ),
    ),
    Script(
        "perrin", 230, "after-sales", "alice", "phone", "Congélateur coffre : joint décollé",
        "Mme Perrin, quatre-vingt-un ans, signale que le joint du coffre se décolle et que du givre se forme. Elle a peur de perdre ses conserves.",
        "Qu’on vienne remettre le joint", category="breakdown", minutes=14,
        acts=(
            take(1, "Nous passons voir votre congélateur cette semaine. En attendant, gardez le couvercle fermé : le froid tient plus de vingt heures."),
            call(3, "Passage du technicien : joint recollé et renforcé, température de nouveau à −19 °C. Mme Perrin est soulagée.", 10, channel="person", solved="yes", said="Vous avez été bien gentils."),
            solved(3, "« C’est très bien, merci mon petit. »"),
        ),
    ),
    Script(
        "perrin-bis", 12, "after-sales", "olivier", "phone", "Congélateur coffre : le joint se décolle encore",
        "Mme Perrin rappelle : le même joint se décolle à nouveau, au même coin. Elle n’ose plus rien y mettre.",
        "Un joint qui tienne, ou un autre congélateur", "319", "breakdown", customer="perrin", minutes=11,
        linked=("perrin", "Même joint, recollé l’hiver dernier"),
        acts=(
            take(1, "Je vois dans notre dossier que ce joint a déjà été recollé. Cette fois, nous commandons un joint neuf plutôt qu’une réparation de fortune."),
            promise(1, "Poser un joint neuf chez Mme Perrin", 13, "12:00"),
            note(4, "Joint commandé chez le fabricant, arrivée annoncée le {+11}. Technicien réservé pour le {+13} au matin.", minutes=6),
        ),
    ),
    Script(
        "dupuis", 61, "after-sales", "olivier", "email", "Four : la porte ne ferme plus après la pyrolyse",
        "Depuis la première pyrolyse, la porte du four bâille d’un bon centimètre. J’ai un repas de famille dimanche et je ne peux rien cuire. Cliente depuis neuf ans, je suis déçue.",
        "Une réparation avant dimanche et un geste", "60", "breakdown",
        acts=(
            take(1, "Je comprends l’urgence. Un technicien peut passer vendredi entre 8 h et 10 h ; je vous confirme dès qu’il a la charnière dans son camion."),
            promise(1, "Réparer le four avant dimanche", 3, "18:00"),
            note(4, "Le technicien n’est pas passé : charnière absente du stock. Personne n’a prévenu Mme Dupuis."),
            mail(4, "Personne n’est venu hier et personne n’a appelé. J’ai dû commander un traiteur (facture de 138 €). C’est inadmissible."),
            call(5, "Excuses présentées. Réparation fixée au {+8}, pièce réservée nominativement.", 12, out=True),
            keep(8, "Compte rendu du technicien signé par la cliente, avec cinq jours de retard"),
            escalate(9, "Engagement rompu la veille d’une fête de famille, frais de traiteur avancés par la cliente : au-delà de ce que je peux accorder."),
            answer(15, "founded", "Vous avez raison sur toute la ligne : nous avions promis une date et nous ne l’avons pas tenue, sans même vous prévenir. Le four est réparé. Nous remboursons votre facture de traiteur, 138 €, sur présentation de son double, et je vous adresse mes excuses personnelles."),
            call(19, "Mme Dupuis a reçu le virement. Elle apprécie l’appel.", 5, out=True, solved="yes", said="Vous vous êtes rattrapés."),
            solved(19, "« Le four marche et le traiteur est remboursé. »"),
        ),
    ),
    Script(
        "arnaud", 17, "after-sales", "alice", "email", "Lave-linge : tambour bloqué avec le linge dedans",
        "Le lave-linge s’est arrêté en plein cycle, hublot verrouillé, avec tout le linge de mes enfants. C’est mon troisième message. Je vais écrire un avis négatif partout si personne ne répond.",
        "Qu’on ouvre la machine et qu’on la répare", "0", "breakdown",
        acts=(
            take(1, "Je vous présente mes excuses pour les deux messages restés sans réponse : ils étaient arrivés sur une adresse qui n’est plus lue. Votre dossier est maintenant suivi."),
            call(1, "Guidée au téléphone pour la vidange de secours : hublot ouvert, linge sauvé. La panne de carte reste à réparer.", 18, out=True),
            promise(1, "Remplacer la carte électronique du lave-linge", 15, "17:30"),
            note(6, "Carte en rupture chez le fabricant, réception repoussée. Prévenir Mme Arnaud si le {+12} rien n’est arrivé."),
        ),
    ),
    Script(
        "schmitt", 66, "after-sales", "alice", "registered", "Réfrigérateur américain : bruit de compresseur",
        "Par la présente, je vous mets en demeure de remplacer sous quinzaine le réfrigérateur Boréal 560 L, dont le compresseur fait un bruit continu de 52 décibels, mesuré par mes soins. À défaut, je saisirai mon avocat.",
        "Le remplacement de l’appareil", "1690", "quality",
        acts=(
            take(1, "Votre lettre recommandée nous est parvenue hier. Je la transmets à notre responsable de service, et un technicien vous appellera pour une mesure contradictoire du bruit."),
            escalate(2, "Mise en demeure et avocat annoncé ; appareil à 1 690 €."),
            call(7, "Mesure contradictoire faite chez M. Schmitt avec son accord : 41 dB à un mètre, porte fermée, pour 42 annoncés.", 35, channel="person"),
            answer(12, "unfounded", "La mesure faite chez vous, avec votre appareil et le nôtre, donne 41 décibels à un mètre ; la fiche du produit en annonce 42. L’appareil est donc conforme, et nous ne pouvons accéder à votre demande de remplacement. Nous vous proposons de vérifier gratuitement son calage, qui peut amplifier les vibrations."),
            contest(17, "Votre technicien a mesuré à dix heures du matin. La nuit, le compresseur tourne plus fort. Je maintiens ma demande."),
            note(20, "Prévoir une mesure de nuit ? À décider avec le fabricant. Le client est correct mais déterminé.", minutes=20),
            answer(30, "unfounded", "J’ai repris votre dossier depuis le début, sans avoir pris part à ce qui vous a été répondu. Un enregistreur a été posé chez vous deux nuits de suite : le niveau n’a jamais dépassé 42 décibels, c’est-à-dire la valeur annoncée avant l’achat. Je ne peux donc pas faire droit à votre demande. Le calage de l’appareil reste offert si vous le souhaitez.", final=True),
        ),
    ),
    Script(
        "leclerc", 150, "after-sales", "olivier", "phone", "Plaque à induction : odeur de brûlé",
        "Mme Leclercq appelle : une odeur de brûlé et un peu de fumée sont sorties de sa plaque pendant la cuisson. Elle a coupé le courant. Personne n’est blessé.",
        "Qu’on vienne voir, et vite", "0", "safety", minutes=16,
        acts=(
            take(1, "Vous avez eu le bon réflexe en coupant le courant. Ne remettez pas la plaque en service : un technicien passe chez vous dès demain, et nous vous prêtons deux plaques d’appoint."),
            escalate(1, "Fumée dans une cuisine : sécurité des personnes, directement au responsable qualité.", level=Level.QUALITY),
            open_incident(2, "vesta", "Plaques Vesta : connecteur qui chauffe", "Un connecteur du foyer avant droit, monté entre mars et juin, peut chauffer. Fabricant prévenu, vente suspendue, clients de la série contactés un par un.", "claire"),
            note(3, "Rapport du technicien : connecteur noirci, plastique fondu sur un centimètre. Pièce conservée sous scellé pour le fabricant.", minutes=30),
            answer(6, "founded", "La pièce retirée chez vous montre un défaut de fabrication d’un connecteur. Votre plaque est remplacée par un modèle d’une autre série, posée le {+9} par nos soins. Vous n’avez rien à payer, et rien à faire d’autre que d’être présente. Je vous remercie d’avoir appelé aussitôt.", final=True),
            call(11, "Plaque remplacée et essayée avec Mme Leclercq.", 6, out=True, solved="yes", said="Rassurée, merci d’avoir fait vite."),
            solved(11, "« Tout est en ordre. »"),
        ),
    ),
    Script(
        "marchand", 131, "after-sales", "alice", "email", "Plaque à induction qui s’éteint seule",
        "Le foyer avant droit s’éteint tout seul au bout de dix minutes et le verre est très chaud sur le côté. J’ai lu votre message sur les connecteurs. Suis-je concerné ?",
        "Le remplacement si ma plaque est concernée", "429", "safety",
        acts=(
            take(1, "Oui, le numéro de série que vous donnez fait partie des plaques concernées. Merci de ne plus l’utiliser. Nous vous remplaçons l’appareil sans attendre de nouvelle demande de votre part."),
            of_incident(1, "vesta", "sophie"),
            answer(4, "founded", "Une plaque neuve, d’une autre série, sera posée chez vous le {+7}. Tout est à notre charge."),
            solved(9, "« Nouvelle plaque posée, rien à redire. »"),
        ),
    ),
    Script(
        "roy", 108, "after-sales", "olivier", "phone", "Plaque Vesta rappelée : cuisine immobilisée",
        "Mme Roy a reçu notre lettre sur les connecteurs. Elle demande qui va payer les repas pris dehors pendant les dix jours sans plaque.",
        "Le remplacement et 180 € de repas", "180", "safety",
        acts=(
            of_incident(1, "vesta", "sophie"),
            take(1, "Votre plaque est bien concernée. Le remplacement est prévu le {+6}. Pour les repas, gardez vos tickets : je vois ce que nous pouvons faire."),
            escalate(4, "Demande de frais au-delà de mon plafond, dans l’incident des plaques Vesta."),
            answer(9, "partly", "La plaque est remplacée depuis le {+6}. Nous remboursons les repas dont vous avez les tickets, soit 112 €, par virement sous dix jours. Les 68 € restants ne sont pas justifiés et nous ne pouvons pas les prendre en charge."),
            mail(14, "Merci pour le virement. Je n’ai pas gardé les autres tickets, tant pis pour moi."),
        ),
    ),
    Script(
        "colin", 9, "after-sales", "alice", "web", "Plaque Vesta : pas de nouvelles du remplacement",
        "Vous m’avez écrit que ma plaque était concernée par un défaut et que vous me rappelleriez. Deux semaines plus tard, toujours rien. Avec un nourrisson, faire chauffer les biberons au micro-ondes commence à peser.",
        "Le remplacement annoncé", "0", "safety",
        acts=(
            take(1, "Vous auriez dû être rappelé la semaine dernière et je vous prie de nous en excuser. Je m’occupe de la date de pose aujourd’hui même."),
            of_incident(1, "vesta", "sophie"),
            promise(2, "Poser la nouvelle plaque chez M. Collin", 9, "18:30"),
        ),
    ),
    Script(
        "copro", 84, "after-sales", "olivier", "email", "Sèche-linge de la buanderie : pannes à répétition",
        "Au nom de la copropriété Les Glycines : les deux sèche-linge Zéphyr de la buanderie commune se mettent en défaut tour à tour. Les habitants se plaignent, le conseil syndical aussi.",
        "Le remplacement des deux appareils", "1398", "breakdown",
        acts=(
            take(1, "Je note que les appareils servent à toute la résidence. C’est un usage bien plus intense que l’usage familial pour lequel ils sont vendus ; je vérifie ce que cela change."),
            note(5, "Compteurs relevés : 1 140 et 1 220 cycles en six mois. Usage collectif, hors de la destination normale.", minutes=25),
            answer(10, "unfounded", "Les compteurs indiquent plus de onze cents cycles par appareil en six mois, soit dix fois un usage familial. L’usure des courroies vient de là et non d’un défaut. Nous ne pouvons pas remplacer les appareils, mais notre service aux entreprises peut vous proposer des modèles collectifs."),
            mail(15, "Le conseil syndical prend note et demande un devis pour deux appareils collectifs."),
        ),
    ),
    Script(
        "girard", 29, "after-sales", "alice", "chat", "Enceinte livrée avec un accroc",
        "Bonjour ! L’enceinte marche très bien mais le tissu a un accroc de deux centimètres à l’arrière. C’est un cadeau, je préférerais qu’elle soit parfaite.",
        "Un échange", "199", "quality",
        acts=(
            take(0, "Je comprends tout à fait, surtout pour un cadeau. Une enceinte neuve peut partir aujourd’hui ; vous nous rendrez l’autre dans le même carton."),
            answer(1, "founded", "L’enceinte de remplacement est partie ce matin. L’étiquette de retour est dans le colis : rien à imprimer, rien à payer."),
            solved(5, "« Reçue, parfaite, merci ! »"),
            reopen(12, "La seconde enceinte grésille dès qu’on monte le son : M. Girard a rappelé le {+11}.", "sophie"),
            note(13, "Échange contre un modèle d’un autre lot : à voir avec le magasin.", minutes=5),
            ask(18, "Avant un deuxième échange, pourriez-vous nous dire si le grésillement se produit aussi en filaire ? Cela nous évitera de vous renvoyer un appareil de la même série.", 36),
        ),
    ),
    Script(
        "haas", 100, "after-sales", "olivier", "email", "Climatiseur : condensation sur le parquet",
        "Le climatiseur Alizé a coulé toute la nuit sur mon parquet. Deux lames sont gondolées. Le menuisier demande 380 €. Mon assurance protection juridique suit l’affaire.",
        "Le remboursement de la réparation du parquet", "380", "quality",
        acts=(
            take(1, "J’ai bien reçu votre message et le devis du menuisier. Je demande au fabricant si un défaut du bac est connu."),
            dismiss(2, SignalKind.LAWYER, "L’assurance est citée comme protection juridique, mais Mme Haas précise au téléphone qu’elle n’a ouvert aucun dossier."),
            recuse(3, "claire", "Mme Haas est une parente éloignée : je préfère ne pas juger ce dossier s’il monte.", "claire"),
            escalate(6, "Dommage aux biens : hors de ma compétence."),
            answer(14, "unfounded", "Le fabricant ne connaît aucun défaut du bac, et la notice demande de le vider toutes les huit heures en usage continu. Vous nous avez dit que l’appareil avait tourné deux nuits sans être vidé. Nous ne pouvons donc prendre en charge la réparation du parquet."),
            contest(19, "La notice dont vous parlez n’était pas dans le carton. Je n’ai pas pu la lire."),
            note(24, "Question simple et décisive : la notice était-elle dans le carton ? Interroger le fabricant sur la composition du colis.", minutes=40),
            answer(38, "founded", "J’ai examiné votre dossier à neuf. Le fabricant confirme que les cartons de ce lot sont partis sans notice française. Vous ne pouviez pas connaître la consigne de vidange. Nous prenons en charge la réparation de votre parquet, 380 €, sur facture du menuisier.", final=True),
            solved(48, "« Virement reçu, parquet réparé. Merci d’avoir cherché. »"),
        ),
    ),
    Script(
        "picard", 26, "after-sales", "alice", "web", "Hotte : notice introuvable en ligne",
        "Je cherche la notice de la hotte Brise. Le lien de votre site mène à une page vide.", "", "0", "information", minutes=4,
        acts=(
            take(0, "Merci du signalement : le lien est réparé. Je joins la notice à ce message."),
            solved(1, "« Notice reçue, merci. »"),
        ),
    ),
    Script(
        "moreau-bis", 4, "after-sales", "olivier", "email", "Lave-vaisselle : éclat sur la porte après l’intervention",
        "Votre technicien a bien travaillé l’été dernier, mais il a laissé un éclat sur la porte. Je ne l’avais pas vu tout de suite. Est-ce que cela se répare ?",
        "Une retouche ou une remise", "50", "repair", customer="moreau", linked=("moreau", "Suite de l’intervention de l’été"),
        acts=(
            take(1, "Merci de nous l’écrire si posément. Pourriez-vous m’envoyer une photographie de l’éclat ? Je regarde avec l’atelier s’il se retouche."),
        ),
    ),
    Script(
        "vidal-bis", 1, "after-sales", "alice", "phone", "Machine à café neuve : détartrage impossible",
        "Mme Vidal n’arrive pas à lancer le détartrage de la machine échangée. Le voyant clignote en orange. Elle demande à être rappelée.",
        "Une aide pas à pas", "0", "information", customer="vidal", minutes=6,
    ),
    Script(
        "traore", 13, "after-sales", "olivier", "email", "Téléviseur : pixels morts au centre de l’écran",
        "Quatre pixels morts au beau milieu de l’écran, visibles sur tous les fonds clairs. Le téléviseur a trois semaines. Une amie journaliste prépare un article sur ces écrans et m’a proposé d’y participer.",
        "Un échange contre un téléviseur neuf", "799", "quality",
        acts=(
            take(1, "J’ai bien reçu votre message. Pour cette taille d’écran, nous reprenons l’appareil dès trois pixels : pourriez-vous nous envoyer une photographie de l’écran sur fond blanc ?"),
            mail(3, "Photographie jointe. On voit bien les quatre points."),
            note(5, "Quatre pixels confirmés sur la photographie : au-delà du seuil de reprise. Échange à proposer.", minutes=10),
        ),
    ),
    Script(
        "roy-bis", 22, "after-sales", "alice", "email", "Retouche de plan de travail après la pose",
        "Le poseur de la nouvelle plaque a rayé le plan de travail sur une dizaine de centimètres. Je vous laisse voir ce qui est possible.",
        "Une retouche", "90", "repair", customer="roy", purchase="roy", linked=("roy", "Pose de la plaque remplacée"),
        acts=(
            take(1, "Je suis désolée de ce désagrément. Le poseur reconnaît la rayure. Un ébéniste partenaire peut passer la semaine prochaine."),
            withdraw(8, "« Finalement mon mari a repoli la rayure lui-même, on ne voit plus rien. Je retire ma demande, merci. »"),
        ),
    ),
)  # fmt: skip
