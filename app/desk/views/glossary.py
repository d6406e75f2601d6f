"""The words of the house, as the help page explains them: one word for one thing, and no synonyms."""

from __future__ import annotations

from app.kernel import words

WORDS = (
    (
        words("dossier", "case"),
        words(
            "tout ce qui concerne un litige, de la première réclamation à la fin",
            "everything about one dispute, from the first complaint to the end",
        ),
    ),
    (
        words("réclamation", "complaint"),
        words(
            "ce qui ne va pas, selon le client, à l’oral ou par écrit",
            "what the customer says is wrong, oral or written",
        ),
    ),
    (
        words("réponse, réponse définitive", "answer, final answer"),
        words(
            "toute réponse écrite d’un de nos niveaux ; la définitive est notre dernière",
            "any written answer of any level of ours; the final one is our last",
        ),
    ),
    (
        words("demande", "claim"),
        words(
            "une chose demandée : un montant ou une action, et son fondement",
            "one thing asked: amount or action, and its basis",
        ),
    ),
    (
        words("appréciation", "verdict"),
        words(
            "fondée, en partie, non fondée ; distincte de l’issue du dossier",
            "founded, partly, unfounded; apart from how the case ends",
        ),
    ),
    (
        words("partie, mandat", "party, mandate"),
        words(
            "le réclamant, qui a contracté, un représentant, des héritiers ; le mandat dit qui parle et est payé pour qui",
            "complainant, contracting party, representative, heirs; the mandate says who may speak and be paid for whom",
        ),
    ),
    (
        words("droit légal", "entitlement"),
        words("ce que la loi accorde déjà ; jamais un geste", "what the law already grants; never goodwill"),
    ),
    (
        words("geste commercial", "gesture"),
        words("ce que nous accordons au-delà du droit", "something granted beyond the entitlement"),
    ),
    (
        words("offre amiable", "offer"),
        words(
            "un ou plusieurs gestes proposés au client, jusqu’à une date",
            "one or more gestures put to the customer, until a date",
        ),
    ),
    (
        words("protocole transactionnel", "settlement agreement"),
        words(
            "des concessions de part et d’autre et une renonciation, signées des deux",
            "mutual concessions and a waiver, signed by both",
        ),
    ),
    (
        words("pouvoir de décision", "authority"),
        words("ce qu’un niveau peut accorder sans demander", "how much a level may grant without asking"),
    ),
    (
        words("service", "service"),
        words(
            "un département : après-vente, facturation, livraison…",
            "a department: after-sales, billing, delivery…",
        ),
    ),
    (
        words("échelle", "ladder"),
        words(
            "accueil, supervision, qualité (chez nous) ; médiateur, tribunal (dehors)",
            "front line, supervisor, quality (ours); mediator, court (outside)",
        ),
    ),
    (
        words("niveau", "level"),
        words(
            "un échelon de l’échelle ; le dossier n’en a jamais qu’un",
            "a rung of the ladder; a case is on one at a time",
        ),
    ),
    (
        words("engagement", "promise"),
        words("une chose datée que nous avons dit que nous ferions", "a dated thing we said we would do"),
    ),
    (
        words("échéance", "duty"),
        words(
            "une date avec sa règle, son point de départ et son calcul",
            "a date with its rule, its start and its working",
        ),
    ),
    (
        words("régime", "regime"),
        words(
            "les règles d’un pays et d’un secteur, datées et sourcées",
            "the rules of a country and a sector, dated and sourced",
        ),
    ),
    (
        words("conditions (CGV, CGU)", "terms"),
        words(
            "nos conditions datées, par version et par clause",
            "our dated terms, by version and clause",
        ),
    ),
    (
        words("pièce", "exhibit"),
        words(
            "un élément de preuve numéroté ; les numéros ne resservent jamais",
            "a numbered piece of evidence; numbers are never reused",
        ),
    ),
    (
        words("journal", "journal"),
        words(
            "la trace, qui ne se modifie pas, de tout ce qui s’est passé", "the append-only record of all that happened"
        ),
    ),
    (
        words("avis demandé", "advice asked"),
        words(
            "une question à un collègue, d’un autre service aussi : il lit ce dossier, y écrit des notes et répond, jusqu’à une "
            "date ou jusqu’à ce qu’on la retire ; qui a donné son avis ne juge pas",
            "a question to a colleague, of another service too: they read this case, write notes on it and answer, until a date or "
            "until it is taken back; whoever gave advice does not judge",
        ),
    ),
    (
        words("saisine", "referral"),
        words("la médiation d’un dossier", "the mediation of a case"),
    ),
    (
        words("proposition du médiateur", "mediator’s proposal"),
        words(
            "ce que le médiateur propose aux deux parties ; chacune y répond",
            "what the mediator proposes to both sides; each answers",
        ),
    ),
    (
        words("dossier PDF, liasse", "case file, bundle"),
        words(
            "le PDF fait pour un lecteur ; la liasse y ajoute les pièces, page à page",
            "the PDF made for one reader; the bundle adds the exhibits, page by page",
        ),
    ),
    (
        words("estimation", "estimate"),
        words(
            "ce que le litige devrait coûter, avec son calcul",
            "what the dispute is expected to cost, with its working",
        ),
    ),
)
"""Each word, and what it means."""
