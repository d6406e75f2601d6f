# ruff: noqa: E501
"""Photographs of the story, drawn by the pixel: a dented fridge, a cracked screen, a leak, a burnt connector…"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from datetime import datetime

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1200, 900)
Picture = Image.Image
EXIF_WHEN, EXIF_MADE, EXIF_MODEL = 0x0132, 0x010F, 0x0110


def photo(kind: str, taken_at: datetime) -> bytes:
    """A JPEG as a telephone would have taken it, the same for the same arguments."""
    chance = random.Random(kind)  # noqa: S311  grain and scratches, not secrets
    made = _grain(_lit(SCENES[kind](chance), chance), chance)
    notes = Image.Exif()
    notes[EXIF_MADE], notes[EXIF_MODEL], notes[EXIF_WHEN] = "Ardent", "Lumen 5", taken_at.strftime("%Y:%m:%d %H:%M:%S")
    out = io.BytesIO()
    made.save(out, "JPEG", quality=84, exif=notes.tobytes())
    return out.getvalue()


def _gradient(top: tuple[int, int, int], bottom: tuple[int, int, int], size: tuple[int, int] = SIZE) -> Picture:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def _lit(picture: Picture, chance: random.Random) -> Picture:
    """Light falls off towards the corners, and comes from one side."""
    light = Image.radial_gradient("L").resize(SIZE).point(lambda v: 255 - int(v * 0.5))
    shade = Image.merge("RGB", (light, light, light))
    warm = Image.new("RGB", SIZE, (255, 247 - chance.randrange(8), 232 - chance.randrange(10)))
    return ImageChops.multiply(ImageChops.multiply(picture, shade), warm)


def _grain(picture: Picture, chance: random.Random) -> Picture:
    small = Image.frombytes("L", (400, 300), chance.randbytes(120_000)).filter(ImageFilter.GaussianBlur(0.6))
    noise = small.resize(SIZE, Image.Resampling.BILINEAR).point(lambda v: 118 + (v - 128) // 7 + 10)
    grained = ImageChops.overlay(picture, Image.merge("RGB", (noise, noise, noise)))
    return grained.filter(ImageFilter.GaussianBlur(0.7)).rotate(chance.uniform(-1.6, 1.6), Image.Resampling.BICUBIC, fillcolor=(60, 58, 55)).crop((24, 24, 1176, 876)).resize(SIZE)  # fmt: skip


def _soft(picture: Picture, shape: Callable[[ImageDraw.ImageDraw], None], colour: tuple[int, int, int], blur: float, strength: float = 1.0) -> None:  # fmt: skip
    mask = Image.new("L", SIZE, 0)
    shape(ImageDraw.Draw(mask))
    mask = (
        mask.reduce(4)
        .filter(ImageFilter.GaussianBlur(blur / 4))
        .resize(SIZE, Image.Resampling.BILINEAR)
        .point(lambda v: int(v * strength))
    )
    picture.paste(Image.new("RGB", SIZE, colour), mask=mask)


def _floor(chance: random.Random, tone: tuple[int, int, int], line: int = 640) -> Picture:
    """A room: wall above, tiles below."""
    picture = _gradient((222, 217, 208), (196, 190, 181))
    floor = ImageDraw.Draw(picture)
    floor.rectangle((0, line, 1200, 900), fill=tone)
    for x in range(-1200, 2400, 150):
        floor.line((600 + (x - 600) * 0.72, line, x, 900), fill=tuple(v - 26 for v in tone), width=3)
    for depth in (0.0, 0.22, 0.55, 1.0):
        y = line + int((900 - line) * depth)
        floor.line((0, y, 1200, y), fill=tuple(v - 26 for v in tone), width=3)
    floor.rectangle((0, line - 34, 1200, line), fill=(236, 233, 226))
    assert chance
    return picture


def _dent(chance: random.Random) -> Picture:
    """A steel fridge, its side pushed in."""
    picture = _floor(chance, (148, 132, 116), 760)
    draw = ImageDraw.Draw(picture)
    steel = _gradient((206, 210, 213), (168, 173, 178), (640, 800))
    for x in range(0, 640, 2):
        ImageDraw.Draw(steel).line(
            (x, 0, x, 800), fill=tuple(188 + int(18 * math.sin(x / 90)) + chance.randrange(-5, 6) for _ in range(3))
        )
    picture.paste(steel, (270, 20))
    draw.line((270, 330, 910, 330), fill=(70, 74, 78), width=7)
    for y in (110, 400):
        draw.rounded_rectangle((300, y, 322, y + 190), 10, fill=(96, 101, 106))
    _soft(picture, lambda d: d.ellipse((600, 470, 860, 660), fill=255), (88, 93, 99), 26, 0.9)
    _soft(picture, lambda d: d.ellipse((640, 480, 800, 560), fill=255), (232, 236, 239), 20, 0.75)
    _soft(picture, lambda d: d.arc((590, 460, 870, 670), 20, 160, fill=255, width=10), (240, 243, 245), 4, 0.8)
    for _ in range(9):
        x, y = chance.randrange(640, 810), chance.randrange(510, 640)
        draw.line((x, y, x + chance.randrange(18, 70), y + chance.randrange(-10, 16)), fill=(66, 68, 72), width=2)
    return picture


def _screen(chance: random.Random) -> Picture:
    """A large screen, cracked from the lower corner."""
    picture = _floor(chance, (120, 96, 74), 720)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((90, 90, 1110, 690), fill=(18, 18, 20))
    glow = _gradient((36, 52, 88), (14, 18, 34), (984, 560))
    picture.paste(glow, (108, 106))
    heart = (845, 500)
    for _ in range(46):
        x, y = heart
        angle = chance.uniform(0, math.tau)
        for _step in range(chance.randrange(3, 11)):
            reach = chance.randrange(18, 78)
            nx, ny = x + math.cos(angle) * reach, y + math.sin(angle) * reach
            if not (112 < nx < 1088 and 110 < ny < 662):
                break
            draw.line(
                (x, y, nx, ny),
                fill=(212, 220, 232) if chance.random() < 0.5 else (128, 142, 168),
                width=chance.choice((1, 1, 2, 3)),
            )
            x, y, angle = int(nx), int(ny), angle + chance.uniform(-0.4, 0.4)
    for ring in (26, 52, 88):
        points = [
            (
                heart[0] + math.cos(a / 9 * math.tau) * ring * chance.uniform(0.8, 1.2),
                heart[1] + math.sin(a / 9 * math.tau) * ring * chance.uniform(0.8, 1.2),
            )
            for a in range(9)
        ]
        draw.line([*points, points[0]], fill=(180, 190, 206), width=1)
    for x in (930, 962, 1004):
        draw.line((x, 108, x, 664), fill=chance.choice(((70, 220, 150), (220, 80, 190), (240, 240, 250))), width=3)
    draw.rectangle((520, 690, 680, 716), fill=(30, 30, 32))
    return picture


def _leak(chance: random.Random) -> Picture:
    """A washing machine and the water in front of it."""
    picture = _floor(chance, (176, 166, 152), 560)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((300, 40, 860, 660), 14, fill=(238, 239, 238))
    draw.rectangle((300, 40, 860, 140), fill=(222, 224, 225))
    draw.rounded_rectangle((330, 66, 480, 116), 6, fill=(205, 208, 210))
    draw.ellipse((700, 62, 760, 122), fill=(186, 190, 194))
    draw.rectangle((540, 74, 670, 108), fill=(32, 42, 40))
    draw.text((560, 80), "E18", fill=(150, 240, 170), font_size=24)
    for inset, tone in ((0, 168), (22, 96), (46, 44)):
        draw.ellipse((420 + inset, 210 + inset, 740 - inset, 530 - inset), fill=(tone, tone + 3, tone + 8))
    _soft(picture, lambda d: d.ellipse((480, 270, 580, 370), fill=255), (200, 210, 220), 22, 0.5)
    _soft(picture, lambda d: d.ellipse((180, 630, 1050, 850), fill=255), (112, 118, 122), 18, 0.62)
    _soft(picture, lambda d: d.ellipse((330, 690, 760, 760), fill=255), (226, 232, 236), 14, 0.6)
    for x in (470, 560, 640):
        draw.line((x, 640, x + chance.randrange(-6, 7), 700), fill=(196, 206, 214), width=3)
    return picture


def _burnt(chance: random.Random) -> Picture:
    """A connector blackened by heat, seen close."""
    picture = _gradient((92, 96, 92), (62, 64, 62))
    draw = ImageDraw.Draw(picture)
    for x in range(40, 1200, 90):
        draw.line((x, 0, x + 40, 900), fill=(78, 108, 84), width=22)
    draw.rounded_rectangle((380, 240, 860, 660), 26, fill=(222, 214, 196))
    for column in range(4):
        draw.rounded_rectangle((420 + column * 110, 300, 490 + column * 110, 600), 8, fill=(168, 160, 144))
        draw.rectangle((440 + column * 110, 330, 470 + column * 110, 560), fill=(196, 164, 92))
    _soft(picture, lambda d: d.ellipse((650, 200, 960, 560), fill=255), (24, 20, 18), 46, 0.95)
    _soft(picture, lambda d: d.ellipse((730, 290, 850, 450), fill=255), (60, 38, 22), 16, 0.9)
    for wire, tone in ((470, (160, 40, 36)), (580, (40, 60, 140)), (690, (40, 110, 60)), (800, (56, 40, 30))):
        draw.line((wire, 0, wire - 10, 260), fill=tone, width=26)
    for _ in range(60):
        x, y = chance.randrange(650, 930), chance.randrange(250, 560)
        draw.ellipse((x, y, x + chance.randrange(2, 8), y + chance.randrange(2, 8)), fill=(30, 26, 24))
    return picture


def _bottles(chance: random.Random) -> Picture:
    """A wine cabinet, its thermometer far too warm."""
    picture = _gradient((104, 92, 84), (66, 58, 54))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((160, 60, 1040, 860), outline=(120, 116, 110), width=16)
    for shelf in range(5):
        y = 190 + shelf * 140
        draw.rectangle((186, y, 1014, y + 14), fill=(150, 108, 66))
        for bottle in range(8):
            x = 214 + bottle * 102
            tone = chance.choice(((74, 104, 76), (62, 70, 88), (112, 56, 60)))
            draw.ellipse((x, y - 84, x + 84, y), fill=tone)
            draw.ellipse((x + 24, y - 60, x + 60, y - 24), fill=tuple(v + 34 for v in tone))
            draw.ellipse((x + 34, y - 50, x + 50, y - 34), fill=(120, 44, 48))
    draw.rounded_rectangle((470, 74, 730, 132), 8, fill=(14, 16, 18))
    draw.text((520, 78), "24 °C", fill=(255, 96, 72), font_size=44)
    return picture


def _freezer(chance: random.Random) -> Picture:
    """Spoilt food in a freezer that stopped."""
    picture = _gradient((214, 222, 228), (176, 186, 194))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 120, 1080, 800), fill=(236, 240, 242), outline=(150, 158, 164), width=14)
    for place in range(44):
        x, y = chance.randrange(140, 930), 400 + place * 6 + chance.randrange(-20, 20)
        tone = chance.choice(((168, 96, 82), (196, 168, 120), (120, 140, 104), (206, 206, 204), (140, 72, 66)))
        draw.rounded_rectangle((x, y, x + chance.randrange(90, 180), y + chance.randrange(60, 120)), 12, fill=tone)
    _soft(picture, lambda d: d.ellipse((220, 660, 980, 800), fill=255), (150, 84, 76), 22, 0.6)
    for x in range(150, 1070, 46):
        draw.line((x, 470, x, 792), fill=(250, 250, 250), width=4)
    for y in range(470, 800, 80):
        draw.line((132, y, 1068, y), fill=(250, 250, 250), width=5)
    draw.rounded_rectangle((480, 150, 720, 216), 8, fill=(16, 18, 20))
    draw.text((520, 158), "+11 °C", fill=(255, 90, 70), font_size=44)
    return picture


SCENES: dict[str, Callable[[random.Random], Picture]] = {
    "dent": _dent, "screen": _screen, "leak": _leak, "burnt": _burnt, "bottles": _bottles, "freezer": _freezer,
}  # fmt: skip
