"""What a customer's own words say, as far as a table can tell: their language, the amounts they name, what it is about.

Each is a proposal that a person reads before anything is kept; where words may mean two things, nothing is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.kernel import Money, Refused

LOOKED_AT = 20_000
"""Characters of a text that are looked at."""
_FRENCH = (
    "le la les un une des du de et est je j vous nous mon ma mes votre vos pas ne que qui pour dans sur avec ce cette il elle on au "
    "aux ai avez a été suis plus depuis mais merci bonjour madame monsieur"
)
_ENGLISH = (
    "the a an and is are was i you we my your our not that which for in on with this it he she they have has been am but since to of "
    "thanks thank hello dear please would"
)
FRENCH, ENGLISH = frozenset(_FRENCH.split()), frozenset(_ENGLISH.split())
NUMBER = r"\d{1,3}(?:[ .,\u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
SIGNS = {
    "EUR": r"€|euros?\b|eur\b", "GBP": r"£|pounds?\b|gbp\b|quid\b", "USD": r"\$|dollars?\b|usd\b", "CHF": r"chf\b|francs? suisses?\b",
}  # fmt: skip
SIGN = "|".join(f"(?P<{code}>{said})" for code, said in SIGNS.items())
AMOUNT = re.compile(
    rf"(?<![\d.,])(?:(?P<before>[€£$]) ?(?P<first>{NUMBER})|(?P<whole>\d+) ?€ ?(?P<cents>\d\d)(?!\d)|(?P<number>{NUMBER})[ \u00a0\u202f]?(?:{SIGN}))",
    re.IGNORECASE,
)
BEFORE = {"€": "EUR", "£": "GBP", "$": "USD"}
ASKS = re.compile(
    r"rembours|demand|r[ée]clam|exige|souhait|\bveux\b|voudrai|restitu|d[ée]dommag|indemnis|rendez|rendre|"
    r"refund|money back|\bclaim|\bwant\b|compensat|reimburs|repay|pay me|give me",
    re.IGNORECASE,
)
"""Words of somebody who asks for something."""
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
ABOUT: tuple[tuple[str, str], ...] = (
    ("safety", r"incendie|pris feu|br[uû]lure|[ée]lectrocut|explos[ée]|caught fire|electric shock|burnt"),
    ("privacy", r"donn[ée]es personnelles|rgpd|\bgdpr\b|personal data|droit d.acc[èe]s|subject access"),
    (
        "delivery",
        r"livr(?:aison|[ée]e?s?|eur|er)\b|colis|transporteur|exp[ée]di|(?:jamais|pas) (?:encore )?(?:arriv|re[cç]u)|delivery|delivered|"
        r"parcel|courier|shipped|package|never arrived",
    ),
    (
        "breakdown",
        r"panne|d[ée]fectueu|d[ée]faut\b|(?:marche|fonctionne|s.allume|chauffe|refroidit|d[ée]marre|tourne|charge|s.ouvre|ferme) (?:plus|pas)|"
        r"\bfuit\b|cass[ée]|fendue?s?\b|fissur|hors service|tomb[ée]e? en rade|broken|\bbroke\b|faulty|cracked|stopped working|"
        r"does ?n.t (?:work|start|close)|\bleak",
    ),
    (
        "quality",
        r"mauvaise qualit|ab[îi]m[ée]|tach[ée]e?s?\b|d[ée]chir|ray[ée]e?s?\b|moisi|p[ée]rim[ée]|poor quality|scratch|\btorn\b|stained|mouldy",
    ),
    (
        "billing",
        r"factur|pr[ée]l[èeé]v|d[ée]bit[ée]|deux fois|surfactur|\bbill(?:s|ed)?\b|invoice|\bcharged\b|direct debit|overcharged|twice",
    ),
    ("contract", r"r[ée]sili|r[ée]tract|contrat|abonnement|cancel|contract|subscription"),
    ("repair", r"r[ée]par|technicien|intervention|repair|technician|engineer"),
    ("reception", r"impoli|malpoli|insult|agressi|raccroch|accueil|m[ée]pris|\brude\b|hung up"),
    ("information", r"publicit[ée]|mensong|tromp(?:eur|[ée]e?)\b|misleading|advert"),
)
"""Categories by the words that tell them; of two that are told as often, the first."""


def language_of(text: str) -> str:
    """`fr` or `en`: the one whose small words are more; French where they are as many."""
    said = re.findall(r"[a-zà-ÿ]+", text[:LOOKED_AT].lower())
    return "en" if sum(word in ENGLISH for word in said) > sum(word in FRENCH for word in said) else "fr"


def amounts_in(text: str) -> tuple[Money, ...]:
    """The amounts a text names with their currency, each once, in order."""
    return tuple(dict.fromkeys(_amounts(text[:LOOKED_AT])))


def _amounts(text: str) -> Iterator[Money]:
    for found in AMOUNT.finditer(text):
        code = BEFORE.get(found["before"] or "€" if found["whole"] else found["before"] or "")
        code = code or next(one for one in SIGNS if found[one])
        number = f"{found['whole']}.{found['cents']}" if found["whole"] else _number(found["first"] or found["number"])
        try:
            yield Money.parse(number, code)
        except Refused:
            continue


def _number(said: str) -> str:
    """“1.249,90”, “1,249.90” and “1 249” with a dot before the cents and nothing between thousands."""
    digits = re.sub(r"[ \u00a0\u202f\u2009'’]", "", said)
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"\D", "", digits[: cents.start()] if cents else digits)
    return f"{whole}.{cents[1]}" if cents else whole


def asked_in(text: str) -> Money | None:
    """The one amount that is asked: in a sentence that asks, else the only one of a text that asks; None where there are several."""
    asking = [each for each in SENTENCE.split(text[:LOOKED_AT]) if ASKS.search(each)]
    asked = dict.fromkeys(amount for each in asking for amount in amounts_in(each))
    every = asked or dict.fromkeys(amounts_in(text) if asking else ())
    return next(iter(every)) if len(every) == 1 else None


PHONE = re.compile(
    r"(?<![\w+.,-])(?P<fax>fax\W{0,3})?(?P<number>(?:(?:\+|00) ?33 ?(?:\(0\) ?)?|0)[1-9](?:[ .\u00a0\u202f-]?\d\d){4}"
    r"|(?:(?:\+|00) ?44 ?(?:\(0\) ?)?|0)[127](?:[ -]?\d){9})(?![ -]?\d)",
    re.IGNORECASE,
)
"""A telephone number of France or of the United Kingdom, as people write it; a fax is none."""


def phone_in(text: str) -> str:
    """The one telephone number that a text names, as it is written; empty where there is none, or several."""
    named = {
        re.sub(r"\D", "", found["number"])[-9:]: found["number"]
        for found in PHONE.finditer(text[:LOOKED_AT])
        if not found["fax"]
    }
    return " ".join(next(iter(named.values())).split()) if len(named) == 1 else ""


def category_of(text: str) -> str:
    """What it is about, by the words that are there most; `other` where none is."""
    read = text[:LOOKED_AT]
    counted = [(len(re.findall(told, read, re.IGNORECASE)), -place) for place, (_code, told) in enumerate(ABOUT)]
    most, place = max(counted)
    return ABOUT[-place][0] if most else "refund" if re.search(REPAID, read, re.IGNORECASE) else "other"


REPAID = r"rembours|refund|money back"
"""What most people ask for, whatever went wrong: it tells what it is about only where nothing else does."""
ASKS_FOR_DATA = re.compile(
    r"rgpd|\bgdpr\b|droit d.acc[èe]s|article 15|subject access|copie de (?:toutes )?mes donn[ée]es|copy of (?:all )?(?:my|the) (?:personal )?data|"
    r"(?:effac|supprim)\w* (?:toutes )?mes donn[ée]es|(?:delete|erase) (?:all )?my (?:personal )?data",
    re.IGNORECASE,
)


def asks_for_data(text: str) -> bool:
    """Does somebody ask what we hold about them, or that it be erased? (GDPR 15 and 17: a month, whatever the complaint)"""
    return ASKS_FOR_DATA.search(text[:LOOKED_AT]) is not None
