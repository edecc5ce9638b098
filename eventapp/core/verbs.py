"""Verbs: what a button does stands in the address that its form is sent to: ``…/cancel``, ``…/link``, ``…/remove``.

A verb is done by POST alone. Whoever reads such an address (reloads the page of a refusal, finds it in the browser's
history) is led to the page that has the button (docs/decisions/143).
"""

from collections.abc import Callable, Collection
from functools import partial

from flask import Blueprint, g, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core.errors import NoSuchVerb

View = Callable[..., ResponseReturnValue]


def add(blueprint: Blueprint, page: str, verbs: Collection[str], view: View, *, of: str = "") -> None:
    """An address below the page's for each verb, of which the view is told as ``verb``.

    ``of``: what tells these from another page's verbs of the same name.
    """
    for verb in verbs:
        endpoint = "_".join(filter(None, (of, verb)))
        blueprint.add_url_rule(f"{page}/{verb}", endpoint, partial(view, verb=verb), methods=["GET", "POST"])


def lead_to(page: str) -> ResponseReturnValue:
    """Whoever reads a verb's address goes on to the page that has its button; nobody keeps that they asked."""
    answer = redirect(page, 303)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def of_old_form(verbs: Collection[str], language: str, *, saves: bool = True) -> str:
    """The verb that a form of the version before names in its field ``do``; "": none, the page's own form was sent.

    Such forms stand in tabs that were open when this version was installed. Goes with the version after 0.1, and with
    it whatever calls it. ``language``: of a refusal. ``saves``: whether the page has a form of its own. Raises
    NoSuchVerb for any other word, and for two.
    """
    words = request.form.getlist("do")
    if saves and not words:
        return ""
    if len(words) != 1 or words[0] not in verbs:
        g.language = language
        raise NoSuchVerb
    return words[0]
