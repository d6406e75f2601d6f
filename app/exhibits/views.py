"""The pages of exhibits: the list, putting new files in order, one exhibit with its pages, downloads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answered

from app.cases.models import Case
from app.cases.queries import advice_for, case_for
from app.cases.rules.advising import shown_exhibit
from app.exhibits import actions, forms, queries
from app.exhibits.actions import About, Region
from app.exhibits.forms import ArrangeForm, DescribeForm, MaskForm, ReleaseForm, UploadForm, WithdrawForm
from app.exhibits.models import Exhibit
from app.exhibits.rules import ExhibitKind, From, Origin, guessed_kind, title_of, travels
from app.kernel import Audience, Refused, words
from app.people.guards import current_actor, needs, taken
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing import unit_of_work
from app.plumbing.pictures import KINDS, Family
from app.plumbing.typography import say
from app.plumbing.web import clock, download, found, lang, number_of, picture, refusals_shown_on, today

blueprint = Blueprint("exhibits", __name__)
Answer = str | Answered | tuple[str, int]
MOST_SHOWN = 60
READ = frozenset({Family.TEXT, Family.MAIL})
"""What is shown by its words."""


def _case(ref: str) -> Case:
    return found(lambda: case_for(current_actor(), ref))


def _exhibit(ref: str, number: int) -> Exhibit:
    case = _case(ref)
    return found(lambda: queries.exhibit_numbered(case, number))


def _to_read(ref: str, number: int) -> Exhibit:
    """An exhibit to be looked at: by whoever sees the case, or is asked about it and may open one of this kind."""
    actor = current_actor()
    try:
        return queries.exhibit_numbered(case_for(actor, ref), number)
    except Refused:
        row = found(lambda: queries.exhibit_numbered(advice_for(actor, ref, today()).case, number))
    if row.withdrawn_at is not None or not shown_exhibit(row.kind.value):
        abort(404)
    return row


# --- the list and new files ------------------------------------------------------------------------------------------


@blueprint.route("/cases/<ref>/exhibits", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
def exhibits(ref: str) -> Answer:
    """The exhibits of a case; new files are stored and looked at, then put in order."""
    case, form = _case(ref), UploadForm()
    if request.method == "POST":
        if not current_actor().may(Permission.EXHIBIT_ADD):
            abort(403)
        if form.validate_on_submit():
            with refusals_shown_on(form):
                return _arrange(case, _staged(form), order=[])
    page = _list(case, form)
    return (page, 422) if form.errors else page


def _list(case: Case, form: UploadForm, bulk: forms.ReleaseManyForm | None = None) -> str:
    rows = queries.exhibits_of(case)
    outside = [audience for audience in Audience if audience is not Audience.INTERNAL]
    return render_template(
        "exhibits/exhibits.html", case=case, rows=rows, form=form, bulk=bulk or forms.ReleaseManyForm(), outside=outside,
        may_add=current_actor().may(Permission.EXHIBIT_ADD), may_release=current_actor().may(Permission.EXHIBIT_RELEASE),
    )  # fmt: skip


def _staged(form: UploadForm) -> list[dict[str, Any]]:
    sent = [whole(file) for file in form.files.data or [] if file and file.filename]
    kept, refused = actions.sifted(sent)
    taken = actions.take_in(kept or sent)
    for why in refused:
        flash(say(actions.LEFT_OUT.fill(why=why), lang()), "warning")
    return actions.packed(taken)


def whole(sent: FileStorage) -> tuple[str, bytes]:
    """The name and bytes of an upload, its temporary file closed."""
    with sent.stream:
        return sent.filename or "", sent.read()


def _signer(case: Case) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"exhibits:{case.id}:{current_actor().key}")


def _arrange(case: Case, staged: list[dict[str, Any]], order: list[int], form: ArrangeForm | None = None) -> Answer:
    order = order or list(range(len(staged)))
    if form is None:
        form = ArrangeForm(formdata=None)
        for file in staged:
            form.pieces.append_entry(_proposed(file))
        form.staged.data = _signer(case).dumps(staged)
    form.order.data = ",".join(map(str, order))
    same = {file["key"]: queries.same_file(case, file["key"]) for file in staged}
    cautions = [actions.caution_of(file) for file in staged]
    return render_template(
        "exhibits/arrange.html",
        case=case,
        form=form,
        staged=staged,
        order=order,
        same=same,
        cautions=cautions,
        read=[KINDS[file["type"]].family in READ for file in staged],
    )


def _proposed(file: dict[str, Any]) -> dict[str, Any]:
    kind = KINDS[file["type"]]
    return {"title": title_of(file["name"]), "kind": guessed_kind(file["name"], kind.family.value, kind.mime).value}


@blueprint.post("/cases/<ref>/exhibits/<int:number>/inside")
@needs(Permission.EXHIBIT_ADD)
def take_out(ref: str, number: int) -> Answer:
    """Take the files inside an exhibit out of it: they are put in order and numbered as exhibits of their own."""
    row = _exhibit(ref, number)
    form = _described(row)
    with refusals_shown_on(form):
        kept, refused = actions.sifted(queries.files_inside(row))
        for why in refused:
            flash(say(actions.LEFT_OUT.fill(why=why), lang()), "warning")
        if kept:
            return _arrange(row.case, actions.packed(actions.take_in(kept)), order=[])
    return _page(row, describe_form=form), 422


@blueprint.post("/cases/<ref>/exhibits/arrange")
@needs(Permission.EXHIBIT_ADD)
def arrange(ref: str) -> Answer:
    """Move a file up or down, or number them all in this order."""
    case, form = _case(ref), ArrangeForm()
    try:
        staged = _signer(case).loads(form.staged.data or "")
    except BadData:
        abort(400)
    order = _order(form.order.data or "", len(staged))
    if "move" in request.form:
        return _arrange(case, staged, _moved(order, request.form["move"]), form)
    if form.validate_on_submit():
        with refusals_shown_on(form), unit_of_work.writing():
            rows = actions.add_exhibits(
                _case(ref), actions.unpacked([staged[n] for n in order]), [_about(form, n) for n in order],
                by=current_actor(), at=clock().now(),
            )  # fmt: skip
            flash(
                say(
                    words("{n} {n:pièce ajoutée|pièces ajoutées}.", "{n} {n:exhibit|exhibits} added.", n=len(rows)),
                    lang(),
                )
            )
            return redirect(url_for("exhibits.exhibits", ref=case.ref))
    page = _arrange(case, staged, order, form)
    return page if not isinstance(page, str) else (page, 422)


def _order(text: str, count: int) -> list[int]:
    """The order the page carries, when it is one of these files; else as they came."""
    given = [number for part in text.split(",") if (number := number_of(part)) is not None]
    return given if sorted(given) == list(range(count)) else list(range(count))


def _moved(order: list[int], move: str) -> list[int]:
    place, _, way = move.partition(":")
    at = number_of(place)
    if at is None:
        return order
    to = at + (1 if way == "down" else -1)
    if 0 <= at < len(order) and 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order


def _about(form: ArrangeForm, number: int) -> About:
    piece = form.pieces[number].form
    return About(
        title=piece.title.data or "", kind=ExhibitKind(piece.kind.data), dated_on=piece.dated_on.data,
        author=piece.author.data or "", brought_by=From(form.brought_by.data), audience=Audience(form.audience.data),
    )  # fmt: skip


@blueprint.post("/cases/<ref>/exhibits/release")
@needs(Permission.EXHIBIT_RELEASE)
@unit_of_work.commits
def release_many(ref: str) -> Answer:
    """Show several exhibits to an audience at once; those withdrawn are left and named."""
    case, form = _case(ref), forms.ReleaseManyForm()
    if not form.validate_on_submit():
        return _list(case, UploadForm(formdata=None), form), 422
    left = []
    for number in form.numbers:
        row = found(lambda number=number: queries.exhibit_numbered(case, number))  # type: ignore[misc]
        try:
            actions.release(row, Audience(form.audience.data), by=current_actor(), at=clock().now())
        except Refused as refused:
            left.append(f"{row.number} ({say(refused.message, lang())})")
    if left:
        flash(
            say(words("Laissées telles quelles : {left}", "Left as they were: {left}", left="; ".join(left)), lang()),
            "soon",
        )
    return redirect(url_for("exhibits.exhibits", ref=case.ref))


# --- one exhibit -----------------------------------------------------------------------------------------------------


@blueprint.get("/cases/<ref>/exhibits/<int:number>")
@needs(Permission.CASE_READ)
def exhibit(ref: str, number: int) -> str:
    """One exhibit: its pages, what is said of it, who sees what of it."""
    return _page(_exhibit(ref, number))


def _page(row: Exhibit, **forms: Any) -> str:
    reader = (
        Audience(request.args.get("as", "internal")) if request.args.get("as") in set(Audience) else Audience.INTERNAL
    )
    how = travels(row.piece(reader), reader)
    reading = queries.received(row, reader, pages=False).reading if how.shown and not row.pages else None
    pages = row.pages if reader is Audience.INTERNAL or how.shown else 0
    given = {
        "describe_form": _described(row),
        "release_form": ReleaseForm(formdata=None, audience=row.audience.value), "withdraw_form": WithdrawForm(formdata=None, prefix="withdraw"),
        "mask_form": MaskForm(formdata=None, prefix="mask"),
    } | forms  # fmt: skip
    actor = current_actor()
    return render_template(
        "exhibits/exhibit.html", case=row.case, row=row, reader=reader, how=how, reading=reading, pages=list(range(1, min(pages, MOST_SHOWN) + 1)),
        more=max(0, pages - MOST_SHOWN), lost=queries.is_lost(row), readers=list(Audience),
        ways={each: travels(row.piece(each), each) for each in Audience},
        may_add=actor.may(Permission.EXHIBIT_ADD), may_release=actor.may(Permission.EXHIBIT_RELEASE), **given,
    )  # fmt: skip


def _described(row: Exhibit) -> DescribeForm:
    return DescribeForm(
        formdata=None, title=row.title, kind=row.kind.value, dated_on=row.dated_on, author=row.author,
        brought_by=row.brought_by.value, origin=row.origin.value,
    )  # fmt: skip


@blueprint.post("/cases/<ref>/exhibits/<int:number>/describe")
@needs(Permission.EXHIBIT_ADD)
@unit_of_work.commits
def describe(ref: str, number: int) -> Answer:
    """Correct what is said of an exhibit."""
    row, form = _exhibit(ref, number), DescribeForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            about = About(
                form.title.data or "", ExhibitKind(form.kind.data), form.dated_on.data, form.author.data or "",
                From(form.brought_by.data), Origin(form.origin.data),
            )  # fmt: skip
            actions.describe(row, about, by=current_actor(), at=clock().now())
            return _back(row)
    return _page(row, describe_form=form), 422


@blueprint.post("/cases/<ref>/exhibits/<int:number>/release")
@needs(Permission.EXHIBIT_RELEASE)
@unit_of_work.commits
def release(ref: str, number: int) -> Answer:
    """Say who may see it."""
    row, form = _exhibit(ref, number), ReleaseForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.release(row, Audience(form.audience.data), by=current_actor(), at=clock().now())
            return _back(row)
    return _page(row, release_form=form), 422


@blueprint.post("/cases/<ref>/exhibits/<int:number>/withdraw")
@needs(Permission.EXHIBIT_ADD)
@unit_of_work.commits
def withdraw(ref: str, number: int) -> Answer:
    """Withdraw it; its number stays."""
    row, form = _exhibit(ref, number), WithdrawForm(prefix="withdraw")
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.withdraw(row, form.reason.data or "", by=current_actor(), at=clock().now())
            return _back(row)
    return _page(row, withdraw_form=form), 422


@blueprint.post("/cases/<ref>/exhibits/<int:number>/restore")
@needs(Permission.EXHIBIT_ADD)
@unit_of_work.commits
def restore(ref: str, number: int) -> Answer:
    """Take back a withdrawal."""
    row = _exhibit(ref, number)
    actions.restore(row, by=current_actor(), at=clock().now())
    return _back(row)


@blueprint.post("/cases/<ref>/exhibits/<int:number>/mask")
@needs(Permission.EXHIBIT_RELEASE)
def mask(ref: str, number: int) -> Answer:
    """Make a masked copy for an audience; the original is not touched."""
    row, form = _exhibit(ref, number), MaskForm(prefix="mask")
    if form.validate_on_submit():
        with refusals_shown_on(form):
            made = actions.prepare_mask(row, read_regions(form.regions.data or ""))
            with unit_of_work.writing():
                actions.mask(
                    _exhibit(ref, number), made, Audience(form.to.data), form.reason.data or "", by=current_actor(), at=clock().now()
                )  # fmt: skip
            return redirect(url_for("exhibits.exhibit", ref=ref, number=number, **{"as": form.to.data}))
    return _page(_exhibit(ref, number), mask_form=form), 422


@blueprint.post("/cases/<ref>/exhibits/<int:number>/unmask")
@needs(Permission.EXHIBIT_RELEASE)
@unit_of_work.commits
def unmask(ref: str, number: int) -> Answer:
    """Let an audience see it whole again."""
    row = _exhibit(ref, number)
    to = request.form.get("to", "")
    if to not in set(Audience):
        abort(400)
    reason = say(words("Masque retiré", "Mask removed"), lang())
    actions.unmask(row, Audience(to), reason, by=current_actor(), at=clock().now())
    return _back(row)


def _back(row: Exhibit) -> Answered:
    return redirect(url_for("exhibits.exhibit", ref=row.case.ref, number=row.number))


def read_regions(text: str) -> list[Region]:
    """Regions as typed: "1: 10 20 60 25; 3"; refuses what cannot be read."""
    regions: list[Region] = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        page, _, box = part.partition(":")
        shares = box.replace(",", ".").replace("%", " ").split()
        try:
            numbers = [float(share) / 100 for share in shares]
            left, top, right, bottom = numbers if numbers else (0.0, 0.0, 1.0, 1.0)
            regions.append((int(page), (left, top, right, bottom) if numbers else None))
        except ValueError as unread:
            message = words("Zone illisible : « {part} ».", "Unreadable region: “{part}”.", part=part[:40])
            raise Refused("region_unreadable", message, "regions") from unread
    return regions


# --- bytes -----------------------------------------------------------------------------------------------------------


@blueprint.get("/cases/<ref>/exhibits/<int:number>/pages/<int:page>.jpg")
@needs(Permission.CASE_READ)
def page(ref: str, number: int, page: int) -> Response:
    """One page as a picture, as we or another reader see it."""
    row = _to_read(ref, number)
    asked = request.args.get("as", Audience.INTERNAL.value)
    reader = Audience(asked) if asked in set(Audience) else Audience.INTERNAL
    drawn = found(lambda: queries.page_picture(row, page, reader))
    return picture(drawn)


@blueprint.get("/cases/<ref>/exhibits/<int:number>/file")
@needs(Permission.CASE_READ)
def file(ref: str, number: int) -> Answer:
    """The original, or (`?as=mediator`) the copy that reader gets; always a download, never opened by the browser."""
    row = _to_read(ref, number)
    asked = request.args.get("as")
    if asked not in set(Audience) or asked == Audience.INTERNAL.value:
        return taken(download(queries.original(row), row.file_name), Taken.EXHIBIT, case=ref, number=number)
    copy = found(lambda: queries.copy_for(row, Audience(asked)))
    given = download(copy.content, f"{row.number:02d}.{copy.kind.extension}")
    return taken(given, Taken.EXHIBIT, case=ref, number=number, reader=asked)
