"""A copy as a tagged PDF (PDF/UA-1), by typst; the extra ``pdf`` brings it."""

from __future__ import annotations

import json
from importlib import resources

from continuity.errors import UsageProblem
from continuity.pack.document import Pack
from continuity.pack.html import qr_svg
from continuity.structure import encode

__all__ = ["pack_pdf", "require_typst"]


def require_typst() -> None:
    """Raise ``UsageProblem`` where the extra is not installed: better before anything is printed than after."""
    try:
        import typst  # noqa: F401
    except ImportError as problem:
        raise UsageProblem(
            "a PDF needs typst, which is not installed here",
            hint="pip install 'continuity-drills[pdf]', or print the HTML file from a browser.",
        ) from problem


def pack_pdf(pack: Pack, at: int) -> bytes:
    """The pages; ``at`` (milliseconds UTC) is the document's date, so that the same copy gives the same bytes."""
    require_typst()
    import typst

    template = (resources.files("continuity.pack") / "templates" / "pack.typ").read_bytes()
    inputs = {"pack": json.dumps(encode(pack), ensure_ascii=False), "qr": qr_svg(pack.qr_text)}
    made = typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=at // 1000)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made
