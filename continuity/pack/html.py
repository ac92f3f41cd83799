"""A copy as one HTML file: paper that prints, and the same pack as a page that works from disk without a network."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib import resources

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from continuity.pack.document import Pack
from continuity.structure import encode

__all__ = ["pack_html", "qr_svg"]

_STYLES = ("paper.css", "page.css")
_SCRIPTS = ("cards.js", "check.js", "log.js", "fold.js", "view.js", "steps.js", "forms.js")


def pack_html(pack: Pack) -> str:
    """The whole file; the same copy gives the same bytes."""
    template = _environment().get_template("pack.html.j2")
    forms = {form.id: form for form in pack.forms}
    return template.render(
        p=pack,
        forms=forms,
        qr=Markup(qr_svg(pack.qr_text)),
        data=_data(pack),
        style=_texts(_STYLES),
        script=_texts(_SCRIPTS),
    )


def qr_svg(text: str) -> str:
    """A QR code of plain text as SVG, error correction M (ISO/IEC 18004): readable after a fold or a stain."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True)
    return out.getvalue().decode()


def _data(pack: Pack) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(encode(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for letter, safe in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(letter, safe)
    return Markup(text)


@cache
def _texts(names: tuple[str, ...]) -> Markup:
    """Our own files as they are: style and script would lose their meaning if they were escaped."""
    folder = resources.files("continuity.pack") / "templates"
    return Markup("\n".join((folder / name).read_text("utf-8") for name in names))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("continuity.pack"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
