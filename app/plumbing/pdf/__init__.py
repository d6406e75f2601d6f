"""The PDF engine: caged rendering, joining and stamping, archives, seals. No business word in it."""

from app.plumbing.pdf.cage import CageError, Limits
from app.plumbing.pdf.drawing import Attached, Colophon, Rendered, render

__all__ = ["Attached", "CageError", "Colophon", "Limits", "Rendered", "render"]
