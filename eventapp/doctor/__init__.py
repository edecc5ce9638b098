"""What is wrong with an installation, and what to do about it. Its words are for whoever runs it, in English.

Nothing is changed, sent or set up by looking.
"""

from collections.abc import Mapping
from datetime import datetime

from eventapp.config import WrongSetting, read_settings
from eventapp.doctor.database import look_at_database
from eventapp.doctor.findings import Finding
from eventapp.doctor.machine import clock, data_folder, disk, fonts, key, libraries
from eventapp.doctor.mail import look_at_mail
from eventapp.doctor.pages import look_at_pages
from eventapp.doctor.permissions import look_at_permissions
from eventapp.doctor.processes import look_at_processes

__all__ = ["Finding", "examine"]


def examine(environ: Mapping[str, str], *, secret_key: str | None, now: datetime) -> list[Finding]:
    """Look at everything; ``secret_key`` is the one that ``eventapp run`` keeps, None if there is none."""
    machine = [*libraries(), fonts(), clock(now)]
    try:
        settings = read_settings(environ, secret_key=secret_key)
    except WrongSetting as error:
        remedy = "set it as the README says, and look again: the rest depends on it (eventapp run makes a missing key)"
        return [Finding("settings", str(error), remedy), *machine]
    folder = settings.data_dir
    found = [Finding("settings", f"complete; pages at {settings.base_url}"), key(settings, secret_key)]
    found += [data_folder(folder), *look_at_permissions(settings), disk(folder), *machine]
    found += [look_at_processes(), *look_at_database(settings, now), *look_at_mail(settings)]
    return found + look_at_pages(settings, now)
