"""Jinja, one environment a language: templates never ask a request what language it is."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup

from eventapp.core import addresses, dates, mailboxes
from eventapp.core.hyphens import hyphenate
from eventapp.core.paths import folder
from eventapp.core.text import LANGUAGE_NAMES, LANGUAGES, LocalizedText, catalogue, fill, pick, say

DATE_FILTERS = (
    *(dates.weekday, dates.long_date, dates.day_and_month, dates.day_heading, dates.date_range, dates.clock_time),
    *(dates.date_and_time, dates.date_of, dates.short_weekday, dates.later_day),
)
_globals: dict[str, Any] = {}


def add_global(name: str, value: Any) -> None:
    """Give every template a function or a constant of that name; called once, when the app is made."""
    _globals[name] = value
    for language in LANGUAGES:
        environment(language).globals[name] = value


def filter_of_templates(function: Callable[..., str]) -> Callable[..., str]:
    """Give every template the function, whose first argument is its language, as a filter."""
    for language in LANGUAGES:
        environment(language).filters[function.__name__] = _bound(function, language)
    return function


@cache
def environment(language: str) -> Environment:
    """The environment whose ``_()`` and ``ngettext()`` speak that language, with dates and addresses bound to it."""
    env = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=select_autoescape(["html", "xml"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(*_texts(language), newstyle=False)  # type: ignore[attr-defined]
    env.globals.update(_globals)
    env.globals.update(language=language, languages=LANGUAGES, language_names=LANGUAGE_NAMES, addresses=addresses)
    for function in DATE_FILTERS:
        env.filters[function.__name__] = _bound(function, language)
    env.filters["language_name"] = lambda code: Locale.parse(language).languages[code]
    env.filters["territory"] = lambda code: Locale.parse(language).territories[code]
    env.filters["mailbox"] = mailboxes.shown
    env.filters["say"] = lambda text, order=LANGUAGES: say(text, language, order)
    env.filters["local"] = lambda text, order=LANGUAGES: _marked(text, language, order)
    env.filters["heading"] = lambda text, order=LANGUAGES: _marked(text, language, order, hyphenate)
    env.filters["linked"] = lambda text, address, order=LANGUAGES: _linked(text, address, language, order)
    env.filters["together"] = lambda texts, order=LANGUAGES: _together(texts, language, order)
    env.filters["paragraphs"] = lambda text, order=LANGUAGES: _paragraphs(text, language, order)
    return env


def render(language: str, template: str, **values: object) -> str:
    """The template's text in that language."""
    return environment(language).get_template(template).render(**values)


def _texts(language: str) -> tuple[Callable[..., str], Callable[..., str]]:
    """What ``_()`` and ``ngettext()`` are: as Jinja's own new style, but the sentence is ended by core.text.fill."""
    texts = catalogue(language)

    def filled(context: Context, text: str, values: Mapping[str, object]) -> str:
        text = fill(text, values)
        return (Markup(text) if context.eval_ctx.autoescape else text) % values  # noqa: S704 - our own texts

    @pass_context
    def gettext(context: Context, message: str, /, **values: object) -> str:
        return filled(context, texts.gettext(message), values)

    @pass_context
    def ngettext(context: Context, one: str, many: str, num: int, /, **values: object) -> str:
        return filled(context, texts.ngettext(one, many, num), {"num": num, **values})

    return gettext, ngettext


def _bound(function: Callable[..., str], language: str) -> Callable[..., str]:
    return lambda *args, **values: function(language, *args, **values)


def _marked(
    text: LocalizedText,
    language: str,
    order: Sequence[str],
    written: Callable[[str, str], str] = lambda words, _: words,
) -> Markup:
    """The words; in a ``<span lang>`` where they had to be taken from another language (WCAG 3.1.2).

    ``written`` makes of words and their language what is shown.
    """
    words, found = pick(text, language, order)
    words = written(words, found)
    return Markup("{}").format(words) if found == language else Markup('<span lang="{}">{}</span>').format(found, words)


def _linked(text: LocalizedText, address: str, language: str, order: Sequence[str]) -> Markup:
    """As ``_marked``, a link inside the mark: on paper no element stands between a link and its annotation (PDF/UA-1,
    7.18.5)."""
    words, found = pick(text, language, order)
    link = Markup('<a href="{}">{}</a>').format(address, words)
    return link if found == language else Markup('<span lang="{}">{}</span>').format(found, link)


def _together(texts: Sequence[LocalizedText], language: str, order: Sequence[str]) -> Markup:
    """Oslo, Norway: as ``_marked`` for each, no comma for what there is no word of."""
    return Markup(", ").join(_marked(text, language, order) for text in texts if pick(text, language, order)[0])


def _paragraphs(text: LocalizedText | str, language: str, order: Sequence[str]) -> Markup:
    """Each block between empty lines a ``<p>``; one newline a ``<br>``."""
    words, found = pick(text, language, order) if isinstance(text, Mapping) else (text, language)
    attribute = Markup("") if found == language else Markup(' lang="{}"').format(found)
    return Markup("\n").join(
        Markup("<p{}>{}</p>").format(attribute, Markup("<br>").join(block.split("\n")))
        for block in words.split("\n\n")
        if block.strip()
    )
