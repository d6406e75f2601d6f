"""What people send is drawn as they see it: forms they filled in, photographs of new telephones."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image

from app.exhibits.rules import ExhibitKind, guessed_kind
from app.plumbing import pictures


def filled_form() -> bytes:
    """A form whose program left the drawing of what was filled in to whoever opens it (NeedAppearances)."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(400, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    field = document.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("nom"), V=pikepdf.String("Claire Moreau"),
        Rect=[40, 80, 360, 130], DA=pikepdf.String("/Helv 30 Tf 0 g"),
    ))  # fmt: skip
    page.Annots = document.make_indirect(pikepdf.Array([field]))
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array([field]), NeedAppearances=True, DA=pikepdf.String("/Helv 30 Tf 0 g"),
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
    )  # fmt: skip
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _darkest(picture: bytes) -> int:
    return int(Image.open(io.BytesIO(picture)).convert("L").getextrema()[0])


def test_what_was_filled_into_a_form_is_seen_on_its_page_and_in_the_copy() -> None:
    content = filled_form()
    assert _darkest(pictures.page_images(content)[0]) < 80
    assert _darkest(pictures.page_images(pictures.printable(content).content)[0]) < 80


def test_a_photograph_in_avif_is_drawn_and_cleaned_like_any_other() -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "AVIF")
    look = pictures.look(out.getvalue())
    assert (look.kind.code, look.pages, look.problem) == ("avif", 1, None)
    assert Image.open(io.BytesIO(pictures.page_images(out.getvalue())[0])).size == (60, 40)
    assert pictures.cleaned(out.getvalue()).kind.code == "jpg"
    assert guessed_kind("photo.avif", look.kind.family.value, look.kind.mime) is ExhibitKind.PHOTO
