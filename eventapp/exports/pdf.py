"""HTML to a PDF that a screen reader reads and an archive keeps: PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3).

WeasyPrint is imported where it is used: it costs a second and 40 MB, and only the press needs it.
"""

import logging
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from eventapp.core.errors import NotPrinted
from eventapp.core.paths import folder
from eventapp.exports.booklet import printable

FACES = ((300, "FiraSans-Light.ttf"), (400, "FiraSans-Regular.ttf"), (600, "FiraSans-SemiBold.ttf"))
STYLE_SHEETS = ("booklet.css",)
Assets = dict[str, tuple[bytes, str]]
Layer = Callable[[str, str], Any]
"""(HTML, style beside its own) in, WeasyPrint's document with its pages out."""

log = logging.getLogger(__name__)


@cache
def assets() -> Assets:
    """{address: (bytes, media type)}: all that a document may load, fonts and style sheets of our own."""
    fonts = {f"asset:{name}": (_font(name), "font/ttf") for _, name in FACES}
    faces = "".join(
        f'@font-face {{ font-family: "Fira Sans"; font-weight: {weight}; src: url("asset:{name}") }}\n'
        for weight, name in FACES
    )
    sheets = {
        f"asset:{name}": ((faces + (folder("templates") / "print" / name).read_text()).encode(), "text/css")
        for name in STYLE_SHEETS
    }
    return fonts | sheets


def _font(name: str) -> bytes:
    return files("fontpkg_fira_sans").joinpath("files", name).read_bytes()


@cache
def letters() -> frozenset[str]:
    """The characters that every face has."""
    from io import BytesIO

    from fontTools.ttLib import TTFont

    faces = [set(TTFont(BytesIO(_font(name))).getBestCmap()) for _, name in FACES]
    return frozenset(map(chr, set.intersection(*faces)))


def render_pdf(html: str) -> bytes:
    """The document as PDF, the same bytes for the same text. Raises NotPrinted for whatever WeasyPrint calls an error.

    Nothing is loaded but ``assets``: any other address ends the work.
    """
    return set_pdf(html, lambda lay, text: lay(text, ""))


def set_pdf(html: str, arrange: Callable[[Layer, str], Any]) -> bytes:
    """As ``render_pdf``, of the document that ``arrange`` makes: of the layer and the text that can be printed.

    Raises NotPrinted.
    """
    from weasyprint.urls import FatalURLFetchingError

    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        document = arrange(_layer(), _only_letters(html))
        document.metadata.generate_rdf_metadata = _with_ua(document.metadata.generate_rdf_metadata)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a", finisher=_say_scopes)
    except FatalURLFetchingError as error:
        raise NotPrinted(str(error)) from error
    finally:
        logger.removeHandler(complaints)
    if complaints.lines:
        raise NotPrinted("; ".join(complaints.lines))
    return pdf


def _only_letters(html: str) -> str:
    text, lost = printable(html, letters())
    if lost:
        log.warning("not in the fonts: %s", " ".join(sorted(f"U+{ord(char):04X}" for char in lost)))
    return text


def _layer() -> Layer:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), _fetcher()

    def lay(html: str, style: str) -> Any:
        sheets = [CSS(string=style, font_config=fonts, url_fetcher=fetcher)] if style else []
        return HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=sheets)

    return lay


def _say_scopes(_document: Any, pdf: Any) -> None:
    """Give each header cell its scope (ISO 32000-1, 14.8.5.7), which WeasyPrint leaves out: of a table's head its
    column, of any other row the row.
    """
    found: dict[int, Any] = {thing.number: thing for thing in pdf.objects if hasattr(thing, "get")}
    for cell in found.values():
        if cell.get("S") == "/TH":
            group = found[_number(found[_number(cell["P"])]["P"])]
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _number(reference: bytes) -> int:
    """Of the object that a reference leads to: 12 of "12 0 R"."""
    return int(reference.split()[0])


class _Complaints(logging.Handler):
    """Keeps what WeasyPrint logs as an error: it goes on after them, and the paper would be wrong."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        """Serves the table of assets; any other address stops the work."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in assets():
                raise FatalURLFetchingError(f"not an asset: {url[:80]}")
            body, media_type = assets()[url]
            return URLFetcherResponse(url, body, {"Content-Type": media_type})

    return AssetFetcher(timeout=1, allowed_protocols={"asset"}, allow_redirects=False, fail_on_errors=True)


def _with_ua(generate: Callable[..., bytes]) -> Callable[..., bytes]:
    """Say PDF/UA beside PDF/A in the XMP metadata, with the extension schema that PDF/A demands for it."""
    return lambda *args: generate(*args).replace(b"</rdf:RDF>", _UA)


_SCHEMA = {
    "schema": "PDF/UA identification",
    "namespaceURI": "http://www.aiim.org/pdfua/ns/id/",
    "prefix": "pdfuaid",
}
_PROPERTY = {
    "name": "part",
    "valueType": "Integer",
    "category": "internal",
    "description": "Part of ISO 14289 that the document follows",
}


def _elements(prefix: str, values: dict[str, str]) -> str:
    return "".join(f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in values.items())


_UA = (
    '<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
    '<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    + _elements("pdfaSchema", _SCHEMA)
    + '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    + _elements("pdfaProperty", _PROPERTY)
    + "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"
).encode()
