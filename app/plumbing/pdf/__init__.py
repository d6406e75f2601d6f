"""The PDF engine: sandboxed rendering, joining and stamping, archives, seals. No business word in it."""

from app.plumbing.pdf.drawing import Attached, Colophon, Rendered, render
from app.plumbing.pdf.sandbox import Limits, SandboxError

__all__ = ["Attached", "Colophon", "Limits", "Rendered", "SandboxError", "render"]
