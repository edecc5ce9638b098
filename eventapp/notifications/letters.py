"""Letters: a template in a language becomes a subject, a text and an HTML body."""

from dataclasses import dataclass

from eventapp.core import templates
from eventapp.core.text import clean_line


@dataclass(frozen=True, slots=True)
class Letter:
    """``subject`` is one line; ``text`` and ``html`` say the same, in ``language``."""

    language: str
    subject: str
    text: str
    html: str


def render_letter(language: str, template: str, **values: object) -> Letter:
    """Render ``templates/mail/<template>.txt`` and ``.html``; the first line of the text is the subject."""
    subject, _, text = templates.render(language, f"mail/{template}.txt", **values).strip().partition("\n")
    html = templates.render(language, f"mail/{template}.html", subject=clean_line(subject), **values)
    return Letter(language, clean_line(subject), text.strip() + "\n", html)
