"""The technical seal: a digital signature of this installation over a PDF, and its check.

It proves that the file came from the holder of the key and was not changed since; it is not a qualified electronic
signature or seal in the sense of eIDAS, and says so.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from app.kernel import Refused, words
from app.plumbing.pdf.sandbox import Limits, Parcel, run_sandboxed

CHECKING = Limits(cpu_seconds=30, wall_seconds=60, memory_mib=2048)
UNREADABLE = words(
    "La clé du sceau ne se lit pas : il faut un fichier PKCS#12, ou PEM avec clé et certificat.",
    "The seal key cannot be read: it must be a PKCS#12 file, or PEM with key and certificate.",
)


VALID_YEARS = 20


def certificate_of(
    key: ec.EllipticCurvePrivateKey, name: str, at: datetime, years: int = VALID_YEARS
) -> x509.Certificate:
    """A certificate of this key that it signs itself: for signing only, valid from the day before `at`."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(at.astimezone(UTC) + timedelta(days=365 * years))
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )


@dataclass(frozen=True, repr=False)
class SealKey:
    """A private key with its certificate, as PKCS#12 without a password; never shown in a log."""

    pkcs12: bytes
    certificate: bytes
    """The certificate alone, DER: what a checker trusts."""

    @classmethod
    def read(cls, material: bytes, password: bytes | None = None) -> SealKey:
        """From PKCS#12 (raw, or as base64 text) or PEM holding a key and a certificate."""
        try:
            if b"-----BEGIN" in material:
                return cls._of(
                    serialization.load_pem_private_key(material, password), x509.load_pem_x509_certificate(material)
                )
            raw = material if material[:1] == b"\x30" else base64.b64decode(material, validate=True)
            key, certificate, _ = pkcs12.load_key_and_certificates(raw, password)
        except (ValueError, TypeError) as broken:
            raise Refused("seal_key_unreadable", UNREADABLE, "SEAL_KEY") from broken
        if key is None or certificate is None:
            raise Refused("seal_key_unreadable", UNREADABLE, "SEAL_KEY")
        return cls._of(key, certificate)

    @classmethod
    def make(cls, name: str, at: datetime, years: int = VALID_YEARS) -> SealKey:
        """A new key (P-256) and a certificate signed by itself, in the name of this installation."""
        key = ec.generate_private_key(ec.SECP256R1())
        return cls._of(key, certificate_of(key, name, at, years))

    @classmethod
    def _of(cls, key: Any, certificate: x509.Certificate) -> SealKey:
        packed = pkcs12.serialize_key_and_certificates(None, key, certificate, None, serialization.NoEncryption())
        return cls(packed, certificate.public_bytes(serialization.Encoding.DER))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, to be published so that others can compare."""
        return hashlib.sha256(self.certificate).hexdigest()


@dataclass(frozen=True)
class SealCheck:
    """What a check found. `intact`: not a byte changed since; `ours`: made with the key we hold."""

    sealed: bool
    intact: bool = False
    ours: bool = False
    by: str = ""
    at: datetime | None = None
    certificate: str = ""
    """SHA-256 of the certificate that sealed."""

    @property
    def good(self) -> bool:
        """Sealed by us and unchanged."""
        return self.sealed and self.intact and self.ours


def seal(pdf: bytes, key: SealKey, *, at: datetime, reason: str, tsa_url: str = "") -> bytes:
    """The PDF with the seal of `key`, dated `at`; with `tsa_url`, an independent time stamp (RFC 3161) is asked for."""
    from app.plumbing.pdf.signing import sign  # noqa: PLC0415  pyHanko takes a second to import, few processes seal

    return sign(pdf, key.pkcs12, at, reason, tsa_url)


def verify(pdf: bytes, ours: bytes) -> SealCheck:
    """Check the last seal of a PDF against our certificate (DER), in the sandbox: the file may come from anybody."""
    said = run_sandboxed("app.plumbing.pdf.signing:check", Parcel({}, [pdf, ours]), CHECKING).head
    at = datetime.fromisoformat(said["at"]) if said.get("at") else None
    return SealCheck(said["sealed"], said["intact"], said["ours"], said["by"], at, said["certificate"])
