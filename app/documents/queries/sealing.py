"""The key with which this installation seals: its certificate is kept, its private part comes from SEAL_KEY alone."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from app.documents.models import SealCertificate
from app.plumbing import installation
from app.plumbing.db import db
from app.plumbing.pdf.seal import SealKey, certificate_of

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (FIPS 186-5)."""


def _secret() -> str:
    return installation.settings().seal_key


def brought_key() -> SealKey | None:
    """The key of SEAL_KEY when that holds a whole one (PEM or PKCS#12 in base64)."""
    secret = _secret()
    if "-----BEGIN" in secret or (len(secret) > 400 and secret.startswith("MII")):
        return SealKey.read(secret.encode())
    return None


def private_key() -> ec.EllipticCurvePrivateKey:
    """The private key that follows from SEAL_KEY: every machine with the same setting has the same."""
    drawn = HKDF(hashes.SHA256(), 48, None, b"amiable seal").derive(_secret().encode())
    return ec.derive_private_key(1 + int.from_bytes(drawn, "big") % (ORDER - 1), ec.SECP256R1())


def new_certificate(name: str, at: datetime) -> bytes:
    """A certificate (DER) of that key, signed by itself."""
    made = certificate_of(private_key(), name, at)
    return made.public_bytes(serialization.Encoding.DER)


def fits(certificate: bytes) -> bool:
    """Does this certificate belong to the key of SEAL_KEY?"""
    public = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    held = x509.load_der_x509_certificate(certificate).public_key().public_bytes(*public)
    return held == private_key().public_key().public_bytes(*public)


def kept_certificate() -> bytes | None:
    """The certificate kept for the present key."""
    rows = db.session.scalars(select(SealCertificate).order_by(SealCertificate.id.desc()))
    return next((row.certificate for row in rows if fits(row.certificate)), None)


def our_certificate() -> bytes | None:
    """What a checker trusts: our certificate, if we ever sealed."""
    brought = brought_key()
    return brought.certificate if brought is not None else kept_certificate()


def seal_key() -> SealKey | None:
    """The key and its certificate, ready to seal; None before a certificate is kept."""
    brought = brought_key()
    if brought is not None:
        return brought
    certificate = kept_certificate()
    if certificate is None:
        return None
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = private_key().private_bytes(serialization.Encoding.PEM, *plain)
    return SealKey.read(pem + x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM))
