"""Reading files of complaints: what is broken is named with its line, nothing stops the rest, nothing needs a database."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake import queries
from app.intake.rules.mapping import Mapping, check_headings, fitting, parse_mapping, unread
from app.intake.rules.records import Reading, digest, read, read_day
from app.intake.rules.tables import delimiter_of
from app.kernel import Money, Refused
from tests.intake import files

FRENCH = queries.mapping_named("generic-fr")
CFPB = queries.mapping_named("cfpb")


def _read(content: bytes, mapping: Mapping = FRENCH) -> list[tuple[int, Reading]]:
    table = queries.opened(io.BytesIO(content))
    check_headings(mapping, table.headings)
    rows = table.rows(lambda cells: read(mapping, cells).record is not None)
    return [(row.line, Reading(None, (row.problem,)) if row.problem else read(mapping, row.cells)) for row in rows]


def _why(reading: Reading) -> str:
    from app.plumbing.typography import say

    return " ".join(" ".join(say(problem, "fr") for problem in reading.problems).split())


def test_a_french_table_is_read_with_the_line_each_record_starts_on() -> None:
    found = _read(files.french())
    assert [line for line, _ in found] == [2, 3, 6]
    first, second, third = (reading.record for _line, reading in found)
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.external_id, first.received_on, first.amount, first.channel) == (
        "R-1",
        date(2026, 9, 3),
        Money(12050),
        "post",
    )
    assert second.what == "Trois lignes :\nla première,\nla seconde."
    assert (second.amount, second.written) == (Money(123456), False)
    assert (third.received_on, third.closed, third.named) == (date(2026, 9, 5), True, False)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_usual_separator_is_recognised(mark: str) -> None:
    content = (
        files.french()
        .decode()
        .replace("120,50", "120")
        .replace("1 234,56", "9")
        .replace("la première,", "la première")
        .replace(";", mark)
    )
    assert [reading.record is not None for _line, reading in _read(content.encode())] == [True, True, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_any_usual_encoding_is_recognised(encoding: str) -> None:
    found = _read(files.french().decode().encode(encoding))
    assert [line for line, _ in found] == [2, 3, 6]
    assert found[1][1].record is not None
    assert found[1][1].record.what.startswith("Trois lignes :\nla première")


def test_old_mac_line_ends_are_line_ends() -> None:
    assert len(_read(files.french(files.LINES[0], files.LINES[2]).replace(b"\r\n", b"\r"))) == 2


def test_a_file_cut_in_the_middle_of_a_quoted_record_names_that_record_once() -> None:
    whole = files.french(files.LINES[0], files.LINES[1])
    found = _read(whole[: whole.index(b"la seconde") + 4])
    assert [(line, reading.record is not None) for line, reading in found] == [(2, True), (3, False)]
    assert "jamais refermé" in _why(found[1][1])


def test_a_file_cut_in_the_middle_of_a_plain_record_counts_its_columns() -> None:
    content = files.french(files.LINES[0], "R-9;03/09/2026;Jean")
    (_, good), (line, cut) = _read(content)
    assert good.record is not None
    assert (line, _why(cut)) == (3, "3 colonnes au lieu de 9.")


def test_a_quote_never_closed_costs_its_own_record_only() -> None:
    broken = 'R-8;03/09/2026;Jean;;"La machine;;;;\r\n'
    found = _read(files.french(files.LINES[0], broken, files.LINES[1], files.LINES[2]))
    assert [(line, reading.record is not None) for line, reading in found] == [
        (2, True),
        (3, False),
        (4, True),
        (7, True),
    ]


def test_something_after_a_closing_quote_is_named() -> None:
    found = _read(files.french('R-8;03/09/2026;Jean;;"La" machine;;;;\r\n', files.LINES[0]))
    assert [reading.record is not None for _line, reading in found] == [False, True]
    assert "guillemet" in _why(found[0][1])


def test_american_dates_are_refused_where_days_come_first() -> None:
    ((_, reading),) = _read(files.french("R-1;09/23/2026;J;;Fuite;;;;\r\n"))
    assert (
        _why(reading)
        == "La colonne « Reçue le » dit « 09/23/2026 », qui n’est pas une date écrite 2026-11-21 ou 21/11/2026 (jour d’abord)."
    )


def test_american_dates_are_read_where_the_mapping_says_so() -> None:
    assert read_day("06/13/2023", CFPB.days, CFPB.zone) == date(2023, 6, 13)
    assert read_day("2023-06-13T23:30:00-05:00", CFPB.days, CFPB.zone) == date(2023, 6, 14)


def test_a_nul_an_empty_and_an_oversized_field_are_named_with_their_column() -> None:
    lines = (
        "R-1;03/09/2026;J;;Fu\x00ite;;;;\r\n",
        "R-2;;J;;Fuite;;;;\r\n",
        f"R-3;03/09/2026;{'J' * 500};;Fuite;;;;\r\n",
    )
    nul, empty, long = (reading for _line, reading in _read(files.french(*lines)))
    assert "« Réclamation » contient un caractère NUL" in _why(nul)
    assert "« Reçue le » est vide" in _why(empty)
    assert "« Client » a 500 caractères ; 160 au plus" in _why(long)


def test_what_is_no_text_is_refused_as_a_file_and_a_stray_sign_is_never_shown() -> None:
    program = bytes(range(256)) * 20
    with pytest.raises(Refused) as refused:
        queries.opened(io.BytesIO(program))
    assert refused.value.code == "file_not_table"
    table = queries.opened(io.BytesIO(b"Num\x07ero;Re\xe7ue\x1b le;R\xff;\x01\n1;2;3;4\n"))
    assert table.headings == ["Num ero", "Reçue  le", "Rÿ", ""]
    broken = queries.opened(io.BytesIO(b"Num\xff;Objet\n" + "1;Été\n2;Été\n".encode()))
    assert broken.headings == ["Num", "Objet"]


def test_everything_wrong_with_a_line_is_said_at_once() -> None:
    ((_, reading),) = _read(files.french("R-1;hier;J;pas une adresse;Fuite;;douze;Pigeon;\r\n"))
    assert len(reading.problems) == 3


def test_bytes_that_are_no_text_are_named_in_a_file_that_is_utf_8() -> None:
    lines = b"".join(line.encode() for line in files.LINES)
    content = (
        files.HEAD.encode()
        + lines
        + "R-7;03/09/2026;Zoé;;Fuite à l’eau;;;;\r\n".encode().replace("é".encode(), b"\xe9")
    )
    found = _read(content)
    assert [reading.record is not None for _line, reading in found] == [True, True, True, False]


def test_a_million_characters_without_a_line_end_are_refused_and_passed_over() -> None:
    found = _read(files.french("R-1;03/09/2026;J;;" + "x" * 2_500_000 + ";;;;\r\n", files.LINES[0]))
    assert [reading.record is not None for _line, reading in found] == [False, True]


def test_missing_columns_are_named_with_those_that_were_found() -> None:
    with pytest.raises(Refused, match="columns_missing") as refused:
        _read(b"Quand;Quoi\n1;2\n")
    assert "Quand" in str(refused.value.message)


def test_a_column_that_appears_twice_is_refused() -> None:
    with pytest.raises(Refused, match="column_twice"):
        _read("Reçue le;Réclamation;reclamation\n1;2;3\n".encode())


def test_columns_nobody_asked_for_are_left_aside_and_told() -> None:
    assert unread(FRENCH, ["Numéro", "Réclamation", "Couleur"]) == ("Couleur",)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n\n", b"%PDF-1.7 ...", b"\x89PNG....", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04nozip", bytes(5000)],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        _read(content)
    assert refused.value.message.fr.endswith(".")


def test_a_workbook_is_read_by_its_rows() -> None:
    rows = [
        ["Numéro", "Reçue le", "Réclamation", "Montant"],
        [17, date(2026, 9, 3), "Fuite", 120.5],
        [],
        ["R-2", "demain", "Panne", ""],
    ]
    (line, good), (other, bad) = _read(files.workbook(rows))
    assert (line, other) == (2, 4)
    assert good.record is not None
    assert (good.record.external_id, good.record.amount, good.record.received_on) == (
        "17",
        Money(12050),
        date(2026, 9, 3),
    )
    assert bad.record is None


def test_formulas_are_not_run_and_stay_text_in_a_csv() -> None:
    ((_, reading),) = _read(files.french('R-1;03/09/2026;J;;"=HYPERLINK(""http://x"";""y"")";;;;\r\n'))
    assert reading.record is not None
    assert reading.record.what.startswith("=HYPERLINK")


HEADINGS = ["Numéro", "Reçue le", "Réclamation", "Montant"]


def test_titles_above_the_headings_and_the_mark_of_a_spreadsheet_are_passed_over() -> None:
    titled = files.workbook([["Export du 3 mars"], [], HEADINGS, [17, "2026-09-03", "Fuite", 120]])
    assert [line for line, reading in _read(titled) if reading.record] == [4]
    assert [line for line, _ in _read(b"sep=;\r\n" + files.french(files.LINES[0]))] == [3]
    assert [line for line, _ in _read(b"Export du 3 mars\r\n" + files.french(files.LINES[0]))] == [3]


def test_a_cover_an_empty_and_a_hidden_sheet_are_no_table_and_what_is_not_read_is_named() -> None:
    good = [HEADINGS, [17, "2026-09-03", "Fuite", 120]]
    table = queries.opened(io.BytesIO(files.sheets(Lisez=[["Bonjour"], ["Suite"]], Vide=[], Mars=good, Avril=good)))
    assert (table.sheet, table.other_sheets) == ("Mars", ("Lisez", "Vide", "Avril"))
    assert len(list(table.rows())) == 1


def test_a_formula_that_nobody_worked_out_is_no_empty_cell() -> None:
    rows = [HEADINGS, [17, "2026-09-03", "Fuite", "=100+20"], [18, "2026-09-03", "Fuite", 5]]
    (_, bad), (_, good) = _read(files.workbook(rows))
    assert "« Montant » contient une formule sans son résultat" in _why(bad)
    assert good.record is not None


def test_the_error_of_a_spreadsheet_is_no_complaint() -> None:
    ((_, reading),) = _read(files.workbook([HEADINGS, [17, "2026-09-03", "#REF!", 5]]))
    assert _why(reading) == "La colonne « Réclamation » porte l’erreur de tableur « #REF! »."


def test_a_workbook_under_a_password_is_not_called_an_old_one() -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(Refused, match="workbook_broken"):
        _read(start)
    with pytest.raises(Refused, match="file_locked"):
        _read(start + "EncryptedPackage".encode("utf-16-le") + bytes(600))


def test_a_complaint_is_sent_then_received_then_closed() -> None:
    head = "Numéro;Envoyée le;Reçue le;Close le;État;Réclamation\n"
    lines = (
        "1;02/09/2026;01/09/2026;;;Fuite\n",
        "2;;25/09/2026;01/09/2026;clos;Fuite\n",
        "3;;25/09/2026;01/09/2026;;Fuite\n",
    )
    (_, late), (_, early), (_, still_open) = _read(files.french(*lines, head=head))
    assert "envoyée après" in _why(late)
    assert "close avant" in _why(early)
    assert still_open.record is not None


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="workbook_bomb"):
        _read(files.bomb())


def test_a_workbook_with_a_declaration_is_refused() -> None:
    good = files.workbook([["Numéro", "Reçue le", "Réclamation"], [1, "2026-09-03", "Fuite"]])
    with pytest.raises(Refused, match="workbook_doctype"):
        _read(files.with_doctype(good))


def test_a_damaged_workbook_is_refused() -> None:
    good = files.workbook([["Numéro", "Reçue le", "Réclamation"], [1, "2026-09-03", "Fuite"]])
    with pytest.raises(Refused, match="workbook_broken"):
        _read(good[:-200])


def test_the_digest_sees_contents_not_spacing() -> None:
    assert digest({"a": "Une  fuite", "b": ""}) == digest({"b": " ", "a": "une fuite"})
    assert digest({"a": "Une fuite"}) != digest({"a": "Une fuite."})


def test_the_mapping_that_fits_is_found_by_the_columns() -> None:
    every = queries.all_mappings()
    assert fitting(every, ["complaint_id", "date_sent_to_company", "complaint_what_happened"]) == CFPB
    assert fitting(every, ["Réclamation", "Reçue le"]) == FRENCH
    assert fitting(every, ["x", "y"]) is None


def test_a_mapping_with_a_wrong_key_does_not_load() -> None:
    with pytest.raises(Refused, match="mapping_wrong"):
        parse_mapping(
            "name: x1\ntitle: {fr: a, en: b}\nabout: {fr: a, en: b}\nfields: {color: {from: [c]}}\n", "x.yaml"
        )


def test_the_separator_is_looked_for_outside_quotes() -> None:
    assert delimiter_of('"a,b,c,d";"e"') == ";"


@given(
    st.lists(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), min_size=3, max_size=3), max_size=8)
)
def test_whatever_the_cells_hold_reading_names_problems_and_never_breaks(rows: list[list[str]]) -> None:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Numéro", "Reçue le", "Réclamation"])
    writer.writerows(rows)
    for _line, reading in _read(text.getvalue().encode()):
        assert (reading.record is None) == bool(reading.problems)


@given(st.binary(max_size=3000))
def test_any_bytes_after_the_headings_are_read_or_named(content: bytes) -> None:
    try:
        found = _read("Numéro;Reçue le;Réclamation\n".encode() + content)
    except Refused:
        return
    assert all(line > 1 for line, _reading in found)
