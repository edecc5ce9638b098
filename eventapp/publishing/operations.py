"""Release and tell: the operations that join the plan with what the public gets."""

from collections.abc import Sequence
from itertools import product

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.text import LANGUAGES, LocalizedText, clean_line
from eventapp.programme import snapshot
from eventapp.programme.models import Release
from eventapp.programme.operations import release_programme
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing.compilation import begin_anew, keep
from eventapp.publishing.errors import DraftChangedMeanwhile, NothingToRelease, OutputNotFound
from eventapp.publishing.formats import FORMATS, Printed
from eventapp.publishing.history import ReleaseAction, record_file, record_release
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.visits.operations import hold_facts, hold_visit


def publish_programme(
    visit_id: int,
    *,
    act: Act,
    note: LocalizedText,
    draft: PublicProgramme | None = None,
    as_in: int | None = None,
) -> Release:
    """Release the draft: calendars are made at once, paper becomes due for the worker. Raises VisitNotFound.

    ``draft``: another one than the visit's, that of the earlier version ``as_in``.

    The note may come from a form, a command or another program: it stands on pages, cleaned.
    """
    release = release_programme(visit_id, note=_cleaned(note), now=act.now, draft=draft)
    _make_files(release, (), act)
    record_release(release, ReleaseAction.RELEASED, act=act, as_in=as_in)
    return release


def _cleaned(note: LocalizedText) -> LocalizedText:
    return {language: clean_line(words) for language, words in note.items()}


def remake_outputs(visit_id: int, *, act: Act) -> int:
    """Make the files of the release in force anew, after the address or the program has changed; gives their number.

    Calendars at once; paper becomes due for the worker, and the old files serve meanwhile. What this version makes and
    the one that released did not is made, too. Nothing of the release changes: UIDs, SEQUENCE, LAST-MODIFIED and
    DTSTAMP stay. Earlier releases keep theirs. Raises VisitNotFound.
    """
    hold_visit(visit_id)
    current = select(Release).where(Release.visit_id == visit_id).order_by(Release.number.desc()).limit(1)
    release = session.scalar(current)
    if release is None:
        return 0
    number = _make_files(release, outputs(release.id), act)
    record_release(release, ReleaseAction.MADE_ANEW, act=act)
    return number


def replace_files(release: Release, act: Act) -> None:
    """Make the files of a release anew that says less than before: the old ones serve no more. Nothing of its sessions
    changes, so UIDs, SEQUENCE, LAST-MODIFIED and DTSTAMP stay."""
    found = outputs(release.id)
    for row in found:
        row.body, row.sha256, row.made_at = None, "", None
    _make_files(release, found, act)


def _make_files(release: Release, found: Sequence[Output], act: Act) -> int:
    """Each format in each language, into its row if there is one; gives their number."""
    programme, rows = snapshot.load(release.content), {(row.kind, row.language): row for row in found}
    for language, each in product(LANGUAGES, FORMATS):
        row = rows.get((each.name, language)) or Output(release_id=release.id, kind=each.name, language=language)
        if isinstance(each.made, Printed):
            begin_anew(row, now=act.now)
        else:
            keep(row, each.made(programme, language, act.links.base_url), base_url=act.links.base_url, now=act.now)
        session.add(row)
    return len(LANGUAGES) * len(FORMATS)


def release_as_shown(visit_id: int, digest: str, *, act: Act, note: LocalizedText) -> Release:
    """Release the draft if it is still what an organiser has looked at; ``digest`` is that of its preview.

    Raises DraftChangedMeanwhile, NothingToRelease, VisitNotFound.
    """
    visit = hold_facts(visit_id)
    preview = preview_release(visit, now=act.now)
    if not preview.differences:
        raise NothingToRelease  # the button pressed twice, too
    if preview.digest != digest:
        raise DraftChangedMeanwhile
    return publish_programme(visit_id, note=note, act=act)


def make_again(visit_id: int, output_id: int, *, act: Act) -> None:
    """Let the worker try again what it could not make. Raises OutputNotFound, also where nothing has failed."""
    hold_visit(visit_id)
    failed = select(Output, Release).join(Release, Release.id == Output.release_id)
    failed = failed.where(Output.id == output_id, Output.state == OutputState.FAILED, Release.visit_id == visit_id)
    found = session.execute(failed, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise OutputNotFound
    output, release = found
    begin_anew(output, now=act.now)
    record_file(release, output, ReleaseAction.TRIED_AGAIN, act=act)
