"""The organiser's own choice: whether letters tell them of this visit's registrations."""

from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from eventapp.accounts.rules import has_mailbox
from eventapp.core import addresses, current
from eventapp.core.db import transaction
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate
from eventapp.registration.news import choose_news, news_choice
from eventapp.registration.rules import News
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("desk_news", __name__)
PAGE: Final = addresses.desk("<slug>", "news")
NAMES: Final = {
    News.NEVER: Message("Never"),
    News.AT_ONCE: Message("At once"),
    News.DAILY: Message("Once a day, at 7 in the morning"),
}


class NewsForm(Form):
    """How one organiser is told."""

    how = SelectField(Message("Letters about registrations"))

    def __init__(self, language: str, chosen: News) -> None:
        super().__init__(language, data={"how": chosen.value})
        self.how.choices = [(how.value, translate(language, name)) for how, name in NAMES.items()]


@bp.get(PAGE)
def news(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return _page(desk, _form(desk))


@bp.post(PAGE)
def choose(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    form = _form(desk)
    if not form.validate():
        return _page(desk, form, status=form.refused_status)
    visit_id, account_id, how = desk.visit.id, desk.account.id, News(form.how.data)
    with transaction():
        choose_news(visit_id, account_id, how)
    return redirect(f"{addresses.desk(slug, 'news')}?done=1", 303)


def _form(desk: Desk) -> NewsForm:
    return NewsForm(desk.language, news_choice(desk.visit.id, desk.account.id))


def _page(desk: Desk, form: NewsForm, *, status: int = 200) -> Response:
    return desk.page(
        "desk/news.html",
        status,
        current="registrations",
        here=addresses.desk(desk.visit.slug, "news"),
        form=form,
        done="done" in request.args and not form.errors,
        reaches=has_mailbox(desk.account.email),
        sends_mail=current.settings().smtp is not None,
    )
