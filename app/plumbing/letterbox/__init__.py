"""Mail that comes in: a box that is read (`box`), and what a mail says, found out inside the sandbox (`reading`)."""

from app.plumbing.letterbox.pages import Part, Read, Reader, digest, read

__all__ = ["Part", "Read", "Reader", "digest", "read"]
