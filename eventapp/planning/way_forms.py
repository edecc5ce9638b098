"""The small table in which organisers correct how long ways take."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import StopValidation

from eventapp.core.forms import EditForm, Form
from eventapp.planning.ways import Pair
from eventapp.programme.ways import check_way, read_way, tell_way
from eventapp.visits.values import Unfit


class WayField(StringField):  # type: ignore[misc]
    """Told in the reader's language, typed in any; ``data`` as check_way keeps it, or what was typed."""

    data: str | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        with suppress(Unfit):
            self.data = check_way(self.data or "")

    def _value(self) -> str:
        """What the control shows."""
        words = str(self.data or "")
        try:
            return tell_way(self._translations.language, read_way(words))
        except Unfit:
            return words


def _readable(form: Form, field: Field) -> None:
    try:
        check_way(field.data or "")
    except Unfit as unfit:
        raise StopValidation(unfit.text(form.language)) from unfit


def ways_form(language: str, pairs: Iterable[Pair], now: Mapping[str, Any], labels: Mapping[str, str]) -> EditForm:
    """A field for each pair; ``now``: what is given, by Pair.name; ``labels``: what each way is called."""
    names = [pair.name for pair in pairs]
    fields = {name: WayField(labels[name], [_readable], default="") for name in names}
    shown = {name: now[name] for name in names}
    form: EditForm = type("WaysForm", (EditForm,), fields)(language, data=shown)
    if not form.is_submitted():
        form.remember(shown)
    return form
