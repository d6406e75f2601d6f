"""French and English spelling of sentences, amounts and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.kernel import Audience, Lang, Money, Words, words
from app.plumbing import typography as ty

NARROW, HARD = "\u202f", "\u00a0"
MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("Pourquoi ?", f"Pourquoi{NARROW}?"),
        ("Oui ! Non ; si : voilà", f"Oui{NARROW}! Non{NARROW}; si{NARROW}: voilà"),
        ("« bonjour »", f"«{NARROW}bonjour{NARROW}»"),
        ("TVA à 20 %", f"TVA à 20{NARROW}%"),
        ("l'accord d'Élise", "l’accord d’Élise"),
        ("un avoir de 20 € sous 48 h", f"un avoir de 20{HARD}€ sous 48{HARD}h"),
        ("pièce n° 3", f"pièce n°{HARD}3"),
    ],
)
def test_french_gets_its_spaces_and_apostrophes(typed: str, spelled: str) -> None:
    assert ty.french(typed) == spelled


@pytest.mark.parametrize(
    "typed",
    ["18:30", "https://exemple.fr/?q=l'a", "www.exemple.fr/a;b?c", "jean.d'arc@exemple.fr", "5'10", "sftp://hôte:22"],
)
def test_addresses_and_times_are_left_as_typed(typed: str) -> None:
    assert ty.french(typed) == typed


@pytest.mark.parametrize(
    "address",
    [
        "service-client@maison-ardoine.example,",
        "https://mediation-maison.example.",
        "www.a-b.fr",
        "suivi.maison-ardoine.fr/c",
    ],
)
def test_on_paper_an_address_is_never_parted(address: str) -> None:
    assert ty.unbroken(f"<b> et/ou {address} 04-05") == f'&lt;b&gt; et/ou <span class="whole">{address}</span> 04-05'
    assert "span" not in ty.unbroken(f"https://a-b.fr/{'x-' * 40}")


@settings(derandomize=True)
@given(st.text(alphabet="ab'’ :;!?%«»https://w.@1€h", max_size=60))
def test_spelling_french_twice_changes_nothing_more_and_only_touches_spaces_and_apostrophes(typed: str) -> None:
    once = ty.french(typed)
    assert ty.french(once) == once
    plain = once.replace(NARROW, " ").replace(HARD, " ").replace("’", "'")
    assert plain.replace(" ", "") == typed.replace("’", "'").replace(" ", "")


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "style", "spelled"),
    [
        (123456, "EUR", "fr", "exact", f"1{NARROW}234,56{HARD}€"),
        (123456, "EUR", "en", "exact", "€1,234.56"),
        (-50, "EUR", "fr", "exact", f"−0,50{HARD}€"),
        (2000, "EUR", "fr", "exact", f"20,00{HARD}€"),
        (2000, "EUR", "fr", "trim", f"20{HARD}€"),
        (2050, "EUR", "fr", "trim", f"20,50{HARD}€"),
        (123950, "EUR", "fr", "round", f"1{NARROW}240{HARD}€"),
        (5, "JPY", "en", "exact", "JP¥5"),
        (1234, "TND", "fr", "exact", f"1,234{HARD}TND"),
    ],
)
def test_amounts_are_written_as_each_language_writes_them(
    minor: int, currency: str, lang: Lang, style: str, spelled: str
) -> None:
    assert ty.money(Money(minor, currency), lang, style) == spelled


@pytest.mark.parametrize(
    ("lang", "style", "spelled"),
    [
        ("fr", "long", f"30{HARD}novembre 2026"),
        ("fr", "full", f"lundi 30{HARD}novembre 2026"),
        ("fr", "short", "30/11/2026"),
        ("fr", "near", f"lun. 30{HARD}nov."),
        ("fr", "brief", f"30{HARD}nov."),
        ("fr", "dated", f"30{HARD}nov. 2026"),
        ("fr", "month", "novembre 2026"),
        ("en", "long", f"30{HARD}November 2026"),
        ("en", "full", f"Monday 30{HARD}November 2026"),
        ("en", "short", "30/11/2026"),
    ],
)
def test_dates_have_a_style_for_letters_and_one_for_tables(lang: Lang, style: str, spelled: str) -> None:
    assert ty.day(MONDAY, lang, style) == spelled


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    first = date(2026, 12, 1)
    assert ty.day(first, "fr") == f"1er{HARD}décembre 2026"
    assert ty.day(first, "en") == f"1{HARD}December 2026"


def test_an_instant_is_told_on_the_clock_of_its_reader() -> None:
    at = datetime(2026, 11, 30, 23, 5, tzinfo=UTC)
    assert ty.instant(at, "fr") == f"1er{HARD}décembre 2026 à 0{HARD}h{HARD}05"
    assert ty.instant(at, "en", "Europe/London") == f"30{HARD}November 2026 at 23:05"
    assert ty.instant(at, "fr", "America/Cayenne", "short") == "30/11/2026 20:05"
    assert ty.instant(at, "fr", style="time") == f"0{HARD}h{HARD}05"


def test_an_instant_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        ty.instant(datetime(2026, 11, 30, 18, 30), "fr")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("distance", "fr", "en"),
    [
        (1826, f"dans 5{HARD}ans environ", f"in about 5{HARD}years"),
        (729, f"dans 729{HARD}jours", f"in 729{HARD}days"),
        (9, f"dans 9{HARD}jours", f"in 9{HARD}days"),
        (1, "demain", "tomorrow"),
        (0, "aujourd’hui", "today"),
        (-1, "hier", "yesterday"),
        (-3, f"en retard de 3{HARD}jours", f"3{HARD}days late"),
    ],
)
def test_days_left_are_said_as_a_colleague_would(distance: int, fr: str, en: str) -> None:
    d = MONDAY + timedelta(days=distance)
    assert (ty.days_left(d, MONDAY, "fr"), ty.days_left(d, MONDAY, "en")) == (fr, en)


def test_lengths_of_time_and_numbers() -> None:
    assert [ty.minutes(n, "fr") for n in (0, 12, 65, 120)] == [
        f"0{HARD}min",
        f"12{HARD}min",
        f"1{HARD}h{HARD}05",
        f"2{HARD}h",
    ]
    assert ty.minutes(65, "en") == f"1{HARD}h{HARD}05{HARD}min"
    assert (ty.count(12345, "fr"), ty.count(12345, "en")) == (f"12{NARROW}345", "12,345")
    assert (ty.percent(Fraction(1, 8), "fr"), ty.percent(Decimal("0.5"), "en")) == (f"12,5{NARROW}%", "50%")


def test_a_sentence_formats_each_value_by_its_kind() -> None:
    duty = words(
        "Réponse due {on:full} : {owed} ({who})", "Answer due {on:full}: {owed} ({who})", on=MONDAY, owed=Money(8970)
    ).fill(who=words("service Facturation", "Billing"))
    assert ty.say(duty, "fr") == f"Réponse due lundi 30{HARD}novembre 2026{NARROW}: 89,70{HARD}€ (service Facturation)"
    assert ty.say(duty, "en") == f"Answer due Monday 30{HARD}November 2026: €89.70 (Billing)"


def test_numbers_bring_the_word_that_agrees_with_them() -> None:
    def said(n: int, lang: Lang) -> str:
        return ty.say(words("{n} {n:dossier|dossiers}", "{n} {n:case|cases}", n=n), lang)

    assert [said(n, "fr") for n in (0, 1, 2)] == ["0 dossier", "1 dossier", "2 dossiers"]
    assert [said(n, "en") for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert said(12345, "fr") == f"12{NARROW}345 dossiers"


def test_several_values_are_joined_as_in_speech() -> None:
    names = words("{who}, ou {who:or}", "{who}, or {who:or}", who=("A", "B", words("le C", "the C")))
    assert ty.say(names, "fr") == "A, B et le C, ou A, B ou le C"
    assert ty.say(names, "en") == "A, B and the C, or A, B or the C"
    assert ty.say(words("{who}.", "{who}.", who=("A",)), "fr") == "A."
    assert ty.say(words("[{who}]", "[{who}]", who=()), "fr") == "[]"


def test_what_people_typed_is_never_retouched() -> None:
    assert ty.say(words("« {text} »", "“{text}”", text="l'a ?"), "fr") == f"«{NARROW}l'a ?{NARROW}»"


def test_other_values_read_as_words_too() -> None:
    seen = words("{yes} {none} {kind} {year} {long}", "", yes=True, none=None, kind=Audience.INTERNAL, year=2026)
    assert ty.say(seen.fill(long=timedelta(minutes=90)), "fr") == f"oui — internal 2026 1{HARD}h{HARD}30"


class Weather(StrEnum):
    RAIN = "rain"

    @property
    def words(self) -> Words:
        return words("la pluie", "rain")


def test_a_value_that_has_its_own_words_says_them() -> None:
    assert ty.say(words("Voici {it}", "Here is {it}", it=Weather.RAIN), "fr") == "Voici la pluie"
    spoken = ty.jinja_tools("fr", ty.PARIS, MONDAY)["say"]
    assert callable(spoken)
    assert spoken(Weather.RAIN) == "la pluie"
    assert isinstance(spoken(Markup("<b>")), Markup)


def test_braces_of_a_sentence_without_values_stay() -> None:
    assert ty.say(words("{tel quel}", "{as is}"), "fr") == "{tel quel}"


def test_templates_get_every_tool_bound_to_their_reader() -> None:
    tools = ty.jinja_tools("fr", "Europe/Paris", MONDAY)
    t, say, days_left, day = tools["t"], tools["say"], tools["days_left"], tools["day"]
    assert callable(day)
    assert day(MONDAY, "auto") == f"30{HARD}nov."
    assert day(date(2027, 1, 1), "auto") == f"1er{HARD}janv. 2027"
    assert callable(t)
    assert callable(say)
    assert callable(days_left)
    assert t("Pourquoi ?", "Why?") == f"Pourquoi{NARROW}?"
    assert t("Payer {m:trim}", "Pay {m:trim}", m=Money(2000)) == f"Payer 20{HARD}€"
    assert say("déjà écrit") == "déjà écrit"
    assert days_left(MONDAY + timedelta(days=1)) == "demain"


def test_safe_html_among_the_values_stays_and_the_rest_is_escaped() -> None:
    link = Markup('<a href="/c/1">AM-1</a>')
    shown = ty.choose("Voir {ref} & {text} ?", "", "fr", ref=link, text="<b>")
    assert isinstance(shown, Markup)
    assert shown == Markup(f'Voir <a href="/c/1">AM-1</a> &amp; &lt;b&gt;{NARROW}?')


def test_a_forgotten_value_is_a_mistake_not_a_hole() -> None:
    with pytest.raises(KeyError):
        ty.say(words("{a} {b}", "{a} {b}", a=1), "fr")


def test_the_day_of_an_instant_is_the_readers() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    days = [ty.jinja_tools("fr", zone, MONDAY)["day_here"](late) for zone in ("Europe/Paris", "Europe/London")]
    assert days == [date(2026, 11, 23), date(2026, 11, 22)]


@pytest.mark.parametrize(
    ("lang", "typed", "bound_"),
    [
        ("en", "by 10 September 2027, not 10 times", "by 10\u00a0September 2027, not 10 times"),
        ("fr", "le 1er mars 2026 : 86 €", "le 1er\u00a0mars 2026\u202f: 86\u00a0€"),
        ("fr", "le 31 mai, hier mars", "le 31\u00a0mai, hier mars"),
    ],
)
def test_on_paper_a_day_stays_with_its_month(lang: Lang, typed: str, bound_: str) -> None:
    assert ty.bound(typed, lang) == bound_
