"""Inside the sandbox: each of our typefaces embedded once in a file, with the glyphs that any of its parts uses."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

import pikepdf
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

BATCH = 100
"""Lines of one block of a character map (the most that CMap files allow)."""
SILENT = "\u034f"
"""Stands for the piece of a cluster that has no character of its own."""
UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "DSIG")
SYMBOLIC, SLANTED = 4, 64
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{lines}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class Face:
    """One typeface of the whole: its font object, used by every part, and the glyphs used so far."""

    def __init__(self, target: pikepdf.Pdf, program: bytes) -> None:
        self.target, self.program = target, program
        self.font: Any = target.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font))
        self.glyphs: dict[int, tuple[str, float]] = {}

    @cached_property
    def opened(self) -> TTFont:
        """The whole typeface."""
        return TTFont(io.BytesIO(self.program), recalcTimestamp=False, lazy=True)

    def written(self, text: str) -> tuple[str, float]:
        """The glyphs of a text as a string of hexadecimal digits, and its width in thousandths."""
        letters, metrics, units = self.opened.getBestCmap(), self.opened["hmtx"], self.opened["head"].unitsPerEm
        names = [letters[ord(letter)] for letter in text]
        glyphs = [self.opened.getGlyphID(name) for name in names]
        widths = [round(metrics[name][0] * 1000 / units) for name in names]
        for glyph, letter, width in zip(glyphs, text, widths, strict=True):
            self.glyphs.setdefault(glyph, (letter, width))
        return "".join(f"{glyph:04x}" for glyph in glyphs), float(sum(widths))

    def embed(self) -> None:
        """Fill the font object (ISO 32000-2, 9.7.6 and 9.8), with everybody's glyphs."""
        glyphs = dict(sorted(self.glyphs.items()))
        if not glyphs:
            return
        name = pikepdf.Name(f"/AMIABL+{self.opened['name'].getBestFullName().replace(' ', '-')}")
        widths = [thing for glyph, (_, width) in glyphs.items() for thing in (glyph, [width])]
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, CIDToGIDMap=pikepdf.Name.Identity,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            W=pikepdf.Array(widths), FontDescriptor=self.target.make_indirect(self._described(name, glyphs)),
        )  # fmt: skip
        self.font.Subtype, self.font.BaseFont, self.font.Encoding = (
            pikepdf.Name.Type0,
            name,
            pikepdf.Name("/Identity-H"),
        )
        self.font.DescendantFonts = pikepdf.Array([self.target.make_indirect(descendant)])
        self.font.ToUnicode = self.target.make_stream(_map(glyphs))

    def _described(self, name: pikepdf.Name, glyphs: Mapping[int, object]) -> pikepdf.Dictionary:
        face, program = self.opened, reduced(self.program, glyphs=glyphs.keys(), keep_numbers=True)
        scale, angle = 1000 / face["head"].unitsPerEm, float(face["post"].italicAngle)
        bounds = [round(getattr(face["head"], edge) * scale) for edge in ("xMin", "yMin", "xMax", "yMax")]
        return pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=SYMBOLIC + (SLANTED if angle else 0), FontBBox=bounds,
            ItalicAngle=angle, Ascent=round(face["hhea"].ascent * scale), Descent=round(face["hhea"].descent * scale),
            CapHeight=round(face["OS/2"].sCapHeight * scale), StemV=80, FontFile2=self.target.make_stream(program, Length1=len(program)),
        )  # fmt: skip


def reduced(program: bytes, *, text: str = "", glyphs: Collection[int] = (), keep_numbers: bool = False) -> bytes:
    """A typeface with these characters and glyphs only, under the numbers they had or under new ones.

    Its rules for setting text are not embedded: reading them is what takes long.
    """
    face = TTFont(io.BytesIO(program), recalcTimestamp=False, lazy=True)
    for name in UNUSED:
        if name in face:
            del face[name]
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, retain_gids=keep_numbers)
    chooser = subset.Subsetter(options)
    chooser.populate(text=text, gids=list(glyphs))
    chooser.subset(face)
    out = io.BytesIO()
    face.save(out)
    return out.getvalue()


class Faces:
    """The typefaces of a file under construction."""

    def __init__(self, target: pikepdf.Pdf, programs: Mapping[str, bytes]) -> None:
        self.known = {name: Face(target, program) for name, program in programs.items() if name.endswith(".ttf")}

    def for_writing(self, name: str) -> Face:
        """The typeface of this name, to write with."""
        return self.known[name]

    def release(self, fonts: Mapping[str, Any], resources: Any) -> None:
        """Let go of the fonts of a part that are ours, before it is taken over."""
        for name, font in fonts.items():
            if font["face"] in self.known and f"/{name}" in resources.Font:
                del resources.Font[f"/{name}"]

    def take(self, fonts: Mapping[str, Any], resources: Any) -> None:
        """Give a part that was taken over the typefaces of the whole."""
        for name, font in fonts.items():
            if font["face"] in self.known:
                face = self.known[font["face"]]
                resources.Font[f"/{name}"] = face.font
                for glyph, (text, width) in font["glyphs"].items():
                    face.glyphs.setdefault(int(glyph), (text or SILENT, width))

    def embed(self) -> None:
        """Embed every typeface that is used."""
        for face in self.known.values():
            face.embed()


def _map(glyphs: Mapping[int, tuple[str, float]]) -> bytes:
    """The character map (ISO 32000-2, 9.10.3) of these glyphs."""
    lines = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, (text, _) in glyphs.items()]
    blocks = [lines[start : start + BATCH] for start in range(0, len(lines), BATCH)]
    text = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return CMAP.format(lines=text).encode("ascii")
