"""The technical seal: made, checked, and every tampering found."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import page
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from app.kernel import Refused
from app.plumbing.pdf import Colophon, render
from app.plumbing.pdf.seal import SealKey, seal, verify


@pytest.fixture(autouse=True, scope="module")
def _in_a_hurry() -> Iterator[None]:
    """Tests are waited for: sandboxed jobs run at normal priority."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.plumbing.pdf.sandbox.COURTESY", 0)
        yield


AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
EXHIBITS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exhibits"


@pytest.fixture(scope="module")
def key() -> SealKey:
    return SealKey.make("Maison Béranger — Amiable", AT)


@pytest.fixture(scope="module")
def plain() -> bytes:
    font = "<style>@font-face{font-family:S;src:url(inside:regular.ttf)}body{font-family:S}</style>"
    return render(f"<html lang='fr'>{font}<body><p>Dossier</p></body></html>", Colophon("D", "fr", AT)).pdf


@pytest.fixture(scope="module")
def sealed(plain: bytes, key: SealKey) -> bytes:
    return seal(plain, key, at=AT, reason="Dossier AM-2026-00042, version 1")


def test_a_sealed_file_is_ours_and_whole(sealed: bytes, key: SealKey) -> None:
    found = verify(sealed, key.certificate)
    assert found.good
    assert found.by == "Maison Béranger — Amiable"
    assert found.at == AT
    assert found.certificate == key.fingerprint


def test_the_seal_only_adds_to_the_file(sealed: bytes, plain: bytes) -> None:
    assert sealed.startswith(plain)


def test_an_unsealed_file_is_told(plain: bytes, key: SealKey) -> None:
    assert not verify(plain, key.certificate).sealed


@pytest.mark.parametrize("place", [0.1, 0.5, 0.8])
def test_one_changed_byte_is_found(sealed: bytes, plain: bytes, key: SealKey, place: float) -> None:
    changed = bytearray(sealed)
    changed[int(len(plain) * place)] ^= 1
    found = verify(bytes(changed), key.certificate)
    assert not found.good


def test_something_appended_is_found(sealed: bytes, key: SealKey) -> None:
    assert not verify(sealed + b"\n% more", key.certificate).good


def test_the_seal_of_another_is_not_ours(plain: bytes, key: SealKey) -> None:
    found = verify(seal(plain, SealKey.make("Autre", AT), at=AT, reason="x"), key.certificate)
    assert found.intact
    assert not found.ours
    assert not found.good


def test_a_second_seal_covers_the_first(sealed: bytes, key: SealKey) -> None:
    assert verify(seal(sealed, key, at=AT, reason="again"), key.certificate).good


def test_a_sealed_file_still_keeps_both_standards(sealed: bytes) -> None:
    for profile in ("PDF/A-3A", "PDF/UA-1"):
        report = page.validate_pdf_bytes(sealed, profile=profile)
        assert [each.rule_id for each in report.failures if not each.rule_id.endswith("METADATA-FILTER-001")] == []


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler's pdfsig is not installed")
def test_an_independent_tool_agrees(sealed: bytes, tmp_path: Path) -> None:
    (tmp_path / "s.pdf").write_bytes(sealed)
    said = subprocess.run(["pdfsig", str(tmp_path / "s.pdf")], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_whatever_is_checked_there_is_an_answer(key: SealKey) -> None:
    files = [b"", b"not a pdf", b"%PDF-1.7"]
    if EXHIBITS.is_dir():
        names = ("poppler-395-0-fuzzed.pdf", "digitally-signed.pdf", "empty_protected.pdf")
        files += [(EXHIBITS / name).read_bytes() for name in names]
    for content in files:
        assert not verify(content, key.certificate).good


def test_a_key_reads_from_pkcs12_base64_and_pem(key: SealKey) -> None:
    private, certificate, _ = pkcs12.load_key_and_certificates(key.pkcs12, None)
    assert private is not None
    assert certificate is not None
    terms = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = private.private_bytes(*terms) + certificate.public_bytes(serialization.Encoding.PEM)
    for material in (key.pkcs12, base64.b64encode(key.pkcs12), pem):
        assert SealKey.read(material).certificate == key.certificate


def test_rubbish_for_a_key_is_refused_and_a_key_never_prints(key: SealKey) -> None:
    with pytest.raises(Refused):
        SealKey.read(b"rubbish")
    assert "pkcs12" not in repr(key)
