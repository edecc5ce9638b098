"""The forms by which organisers add, change, look for and choose people."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from wtforms import BooleanField, StringField, TextAreaField

from eventapp.core import outcomes
from eventapp.core.forms import Form, TickedForm
from eventapp.core.text import Message, clean_text, translate, translate_plural
from eventapp.people.models import MOST_SEARCHED
from eventapp.registration.consent import AGREED_BY_ANOTHER, CARE_BY_ANOTHER, Terms
from eventapp.registration.deciding import MOST_WORDS
from eventapp.registration.forms import AtMost, ChangeForm, Needed, one_line
from eventapp.registration.labels import FIELD_NAMES
from eventapp.registration.several import REASONS
from eventapp.visits.models import Organisation


class DeskForm(ChangeForm):
    """The same questions, asked by an organiser who speaks for the person."""

    agreement = AGREED_BY_ANOTHER
    care_agreement = CARE_BY_ANOTHER
    answers_are_needed = False  # an organiser may know less than the person
    care = BooleanField(CARE_BY_ANOTHER)
    consent = BooleanField(
        AGREED_BY_ANOTHER,
        validators=[Needed(Message("Ask the person first: without their agreement we may not keep their data."))],
    )

    def __init__(
        self, language: str, organisations: Sequence[Organisation], *, terms: Terms | None = None, **values: Any
    ) -> None:
        super().__init__(language, organisations, terms=terms, **values)
        self.diet_note.label.text = FIELD_NAMES["diet_note"]


class DecisionForm(Form):
    """What an organiser decides about a person. ``beyond``: a place, though none is free."""

    reason = TextAreaField(
        Message("Reason"), filters=[lambda typed: clean_text(typed or "")], validators=[AtMost(MOST_WORDS)]
    )
    beyond = BooleanField(Message("Also beyond the limit, if no place is free"))


class CallOffForm(Form):
    """What those who wait are told when the waiting ends."""

    words = TextAreaField(
        Message("Your own words to them"),
        filters=[lambda typed: clean_text(typed or "")],
        validators=[AtMost(MOST_WORDS)],
    )


class SearchForm(Form):
    """Whom an organiser looks for."""

    q = StringField(Message("Name, e-mail or telephone"), filters=[one_line], validators=[AtMost(MOST_SEARCHED)])

    def without_telephones(self) -> None:
        """For whoever may not see them, nor find anybody by them."""
        self.q.label.text = translate(self.language, Message("Name or e-mail"))


class PeopleForm(TickedForm):
    """Of the list of registrations. ``sure``: what happens was read; ``reason``: of a rejection."""

    NONE_TICKED = Message("Choose at least one person in the list.")
    sure = BooleanField()
    reason = TextAreaField(
        Message("Reason"), filters=[lambda typed: clean_text(typed or "")], validators=[AtMost(MOST_WORDS)]
    )


HERE: Final = ("search", "status", "organisation", "answer", "after", "before", "at")
"""What an address of the list says: whom it shows."""


def here(given: Mapping[str, str]) -> dict[str, str]:
    """Of an address what leads back to the same part of the list."""
    return {name: given[name] for name in HERE if given.get(name)}


def in_words(language: str, said: Mapping[str, str]) -> str:
    """Of the address: "11 cancelled, 1 left out: cancelled already."; "" where it says nothing of it."""
    did = said.get("did", "")

    def changed(number: int) -> str:
        if did == "cancel":
            return translate_plural(language, "%(num)s person cancelled", "%(num)s people cancelled", number)
        if did == "approve":
            return translate_plural(language, "%(num)s person accepted", "%(num)s people accepted", number)
        if did == "reject":
            return translate_plural(language, "%(num)s person not accepted", "%(num)s people not accepted", number)
        if did == "call-off":
            return translate_plural(
                language, "Waiting ended for %(num)s person", "Waiting ended for %(num)s people", number
            )
        if did == "put-back":
            return translate_plural(language, "%(num)s person put back", "%(num)s people put back", number)
        return translate_plural(language, "%(num)s person written to", "%(num)s people written to", number)

    return outcomes.in_words(language, said, REASONS, changed) if did else ""


def shown_people(language: str, said: Mapping[str, str], sent: PeopleForm | None) -> dict[str, Any]:
    """For the list: its form, as it was ``sent``, and what an address says was done. "choose": all of the page are
    ticked, for whoever has no script."""
    form = sent or PeopleForm(language)
    ticked = set(map(str, form.ids)) if sent else set[str]()
    return {
        "several": form,
        "outcome": in_words(language, said),
        "is_ticked": lambda item: bool(said.get("choose")) or str(item.id) in ticked,
        "of_list": urlencode(here(said)),
    }
