"""By which words of a customer each signal is suggested: patterns in French and English, case ignored.

Each holds a run of letters that always stands there: `Signal.tells` looks for it first. A word that means two things stands with
what tells them apart: “enceinte” is a loudspeaker too, “court” is short in French, and a bill that explodes burns nobody.
"""

from __future__ import annotations

SAFETY_TOLD = (
    "incendie", "pris feu", "prend feu", r"\ben feu\b", "brul[ée](?! d.impatience)", "brûl[ée](?! d.impatience)", "brulure", "brûlure",
    r"fum[ée]e\b", "électrocut", "electrocut", "[ée]lectrique.{0,20}d[ée]charge", "d[ée]charge.{0,20}[ée]lectrique", "choc [ée]lectrique",
    r"bless[ée]e?s?\b", "blessure", "fuite de gaz", "odeur de gaz", "monoxyde", "intoxication", "intoxiqu[ée]",
    r"(batterie|four|plaque|vitre|chauffe-eau|cocotte|pile|téléphone|appareil|chargeur|verre|ballon|pneu)\b.{0,40}explos", "suicid",
    r"\b(caught|catch|catches|on|set|a|house) fire\b(?! tv| tablet| stick| hd)", "fire (brigade|service|department|hazard)", "burn(t|ed|s)",
    r"\binjur(y|ed|ies)\b", "explod(ed|es|ing)", "electric shock", "gas leak", "smell of gas", "carbon monoxide", "food poison", "kill myself",
)  # fmt: skip
COURT_TOLD = (
    "tribunal", "tribunaux", r"\b(en|la) justice\b", "commissaire de justice", "action judiciaire", "voie judiciaire", "poursuites",
    "assign(er|ation|erai|erons)",
    "vous assigne", "huissier", "procès(?!.verba)", r"proces\b(?!.verba)", "port(er|e|erai|ons) plainte", "d[ée]p[oô](t|ts) de plainte",
    "d[ée]pos.{0,12} plainte", r"\ben demeure\b",
    r"\b(to|in|the|county|claims) court\b(?! shoe)", r"\bsue (you|your|them|the)\b", r"\bsuing\b", "lawsuit", "small claims",
    "letter before (action|claim)", "legal action", "legal proceedings",
)  # fmt: skip
LAWYER_TOLD = (
    r"\bavocate?s?\b", "protection juridique", "assistance juridique", r"\blawyer", "solicitor", "attorney",
)  # fmt: skip
REGULATOR_TOLD = (
    "dgccrf", "signal ?conso", "r[ée]pression des fraudes", r"\bacpr\b", r"\bcnil\b", r"\barcep\b", r"\bddpp\b", "protection des populations",
    "d[ée]fenseur des droits", r"m[ée]diat(eur|rice|ion)\b", "ombudsman", r"\bregulator(s|y)?\b", "trading standards", "citizens advice",
    "information commissioner", r"\bcfpb\b", r"\bofcom\b", r"\bfca\b",
)  # fmt: skip
PRESS_TOLD = (
    "journalist", r"\bpresse\b(?![ -]([aà] |agrume|purée|ail\b|papier|fruit|citron|le |la |l['’]|sur ))",
    "60 millions", "que choisir", "r[ée]seaux sociaux", "trustpilot", "avis n[ée]gatif",
    "mauvais avis", "avis google", "avis sur google", r"\b(1|une|zéro|0) étoile\b", "twitter", "facebook", "tiktok", "instagram", "newspaper",
    r"\bles m[ée]dias\b", r"\baux m[ée]dias\b", r"\b(social|the|local) media\b(?! player)", r"\b(one|1|zero)[ -]star\b",
    "(bad|negative|google) review",
)  # fmt: skip
SENSITIVE_TOLD = (
    "handicap", "hospitalis", r"\b(suis|est|femme|épouse|fille|compagne|étais|était|étant) enceinte\b",
    "enceinte de ([1-9]|deux|trois|quatre|cinq|six|sept|huit) mois", "grossesse", "nourrisson", "nouveau-né", "tutelle", "curatelle",
    "surendett", "oxyg[èe]ne", "décéd", "decede", r"\bdécès\b", r"\bdeces\b", r"\bdéfunte?\b", r"\bveuve\b", r"\bveuf\b", r"\bdeuil\b", "obsèques",
    r"\b(enfant|fils|fille|fillette|neveu|nièce|élève)s? mineure?s?\b", r"mineure? de [1-9]",
    r"\b(fils|fille|enfant|neveu|nièce|garçon) de (1[0-7]|[2-9]) ans\b", r"\bcancer\b", "chimioth[ée]rapie", "dialys", "alzheimer",
    "gravement malade", "maladie grave", "discriminat", r"\bracis(me|te|m|t)\b", "homophob", "harc[èe]l", "harass",
    "disabled", "disability", "pregnant", "newborn", r"\bhospital(s|i[sz]ed)?\b", "passed away", "deceased", "bereave", r"\bfuneral\b",
    r"\b(husband|wife|mother|father|mum|dad|son|daughter|brother|sister|partner) (has |had |just )?died\b", "is a minor", r"\bunderage\b",
    r"\b([2-9]|1[0-7])[ -]years?[ -]old (son|daughter|child|boy|girl)\b", "seriously ill",
)  # fmt: skip
