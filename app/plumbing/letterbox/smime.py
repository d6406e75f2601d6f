"""Inside the sandbox: mails in one block (RFC 8551, RFC 3156). One that is only signed is opened; of one that is encrypted it is said."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage, Message

from asn1crypto import cms

BLOCKS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
"""The seal beside a signed mail: it holds nothing that anybody wrote, and stays in the mail as it came."""
PGP_VERSION = "application/pgp-encrypted"
"""The part of an OpenPGP mail that only says which version it is."""


def opened(mail: EmailMessage) -> EmailMessage:
    """What a block holds that is signed and not encrypted; any other mail as it is."""
    inside = _signed(mail) if mail.get_content_type() in BLOCKS else None
    if inside is None:
        return mail
    inner = email.message_from_bytes(inside, policy=email.policy.default)
    assert isinstance(inner, EmailMessage)
    return inner


def _signed(part: Message) -> bytes | None:
    raw = part.get_payload(decode=True)
    try:
        block = cms.ContentInfo.load(raw)
        held = block["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError):
        return None
    return held if isinstance(held, bytes) and held else None


def locked_by(part: Message, within: str) -> str:
    """How this part is encrypted (`smime`, `pgp`), so that nobody here can read it; empty when it is not. `within`: what holds it."""
    if part.get_content_type() in BLOCKS and _signed(part) is None:
        return "smime"
    return "pgp" if within == "multipart/encrypted" and part.get_content_type() != PGP_VERSION else ""
