"""Backups: making one, putting it back, and looking whether all is whole."""

import sys
from pathlib import Path

import click

from eventapp import data_folder
from eventapp.backups import archive
from eventapp.backups.archive import BackupUnusable
from eventapp.backups.making import make_backup
from eventapp.commands.application import application
from eventapp.commands.start import fail, in_one_line, kept_secret_key, settings
from eventapp.core.clock import utc_now
from eventapp.core.db import db
from eventapp.doctor.inside import look_inside

A_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=A_FILE)
@click.option("--keep-days", type=click.IntRange(1), help="FILE is a folder of dated backups; older ones are deleted.")
@click.option("--without-key", is_flag=True, help="Leave the key out; the backup then only names it.")
def backup(file: Path, *, keep_days: int | None, without_key: bool) -> None:
    """Save database and key in FILE, while people go on registering; in a folder under a name of its own."""
    now = utc_now()
    if keep_days and not file.exists():
        file.mkdir(mode=0o700, parents=True)
    if keep_days and not file.is_dir():
        fail(f"{file} is no folder; --keep-days keeps dated backups in one")
    target = archive.dated(file, now) if file.is_dir() else file
    with application() as made:
        chosen = made.extensions["eventapp.settings"]
        try:
            manifest = make_backup(chosen, db.engine, target, with_key=not without_key, now=now)
        except BackupUnusable as error:
            fail(str(error))
    click.echo(f"{target}: {sum(manifest.rows.values())} rows of {manifest.database}, {_about_key(manifest)}.")
    if keep_days:
        for old in archive.remove_old(file, days=keep_days, now=now):
            click.echo(f"{old}: older than {keep_days} days, deleted.")


def _about_key(manifest: archive.Manifest) -> str:
    if archive.KEY in manifest.sha256:
        return "with the key: keep it where nobody else can read"
    return f"without the key ({manifest.key}), which must be kept elsewhere"


@click.command()
@click.argument("file", type=A_FILE)
@click.option("--erased", "erased", type=A_FILE, multiple=True, help="A newer erased.log than the one beside FILE.")
def restore(file: Path, *, erased: tuple[Path, ...]) -> None:
    """Put the backup FILE into an empty place: a data folder without a database, or an empty PostgreSQL database."""
    from eventapp.backups.restoring import restore_backup  # with the whole program: each room erases again

    for path in erased:
        if not path.is_file():
            fail(f"{path} is no file")
    with in_one_line():
        try:
            manifest = archive.read_manifest(file)
            chosen = settings(secret_key=kept_secret_key() or archive.read_key(file, manifest))
            data_folder.make(chosen.data_dir)
            done = restore_backup(chosen, file, erased=erased, now=utc_now())
        except BackupUnusable as error:
            fail(str(error))
    click.echo(f"{file}: restored, as it was at {manifest.made_at}; {sum(manifest.rows.values())} rows.")
    if done.migrated:
        click.echo(f"It was of revision {manifest.revision} (version {manifest.version}); brought to this version's.")
    if done.erased:
        click.echo(f"Erased again, since it had been erased after that: {done.erased}.")
    if manifest.key not in map(archive.fingerprint, (chosen.secret_key, chosen.old_secret_key)):
        click.echo(f"EVENTAPP_SECRET_KEY is another key than the backup's ({manifest.key}): no link sent before opens.")


@click.command()
def check() -> None:
    """Read everything once: is the database whole, are files what was stored, what is due, what hangs?

    The exit status is 1 if something is wrong.
    """
    wrong = False
    with application() as made:
        for finding in look_inside(made.extensions["eventapp.settings"], db.engine, utc_now()):
            click.echo(finding.line())
            wrong = wrong or bool(finding.remedy)
    sys.exit(1 if wrong else 0)
