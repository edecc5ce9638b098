"""Reads a page as a browser does: its links, its forms, and what each form would send."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlencode

TYPED = {"text", "email", "tel", "url", "search", "number", "date", "time", "datetime-local", "month", "password", ""}
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Control:
    """``kind``: the type of an input, or "textarea", "select", "button". ``value`` None: as it stands it is not sent.

    ``choices`` of a select. ``invalid``: the page says that something is wrong with it.
    """

    name: str
    kind: str
    value: str | None
    choices: tuple[str, ...] = ()
    invalid: bool = False

    @property
    def is_typed(self) -> bool:
        """Whether a person may write any words into it."""
        return self.kind == "textarea" or self.kind in TYPED


@dataclass(frozen=True, slots=True)
class PageForm:
    """``action``: a path. ``controls`` in the page's order."""

    page: str
    action: str
    method: str
    controls: tuple[Control, ...]

    @property
    def typed(self) -> list[str]:
        """The names of the fields into which a person writes."""
        return list(dict.fromkeys(control.name for control in self.controls if control.is_typed))

    @property
    def invalid(self) -> set[str]:
        return {control.name for control in self.controls if control.invalid}

    @property
    def shape(self) -> tuple[str, ...]:
        """What tells it from its neighbours: the names of its fields, the values of those that are hidden, and whether
        any box of several is ticked."""
        own = [control for control in self.controls if control.name not in ("csrf_token", "seen", "asked_as")]
        boxes = [f"{item.name} ticked" for item in own if item.kind == "checkbox" and item.value is not None]
        names = (f"{item.name}={item.value}" if item.kind == "hidden" else item.name for item in own)
        return *names, *dict.fromkeys(boxes)

    def filled(self, typed: Mapping[str, str] = {}) -> Pairs:
        """What the browser sends once those fields are filled in; the first button is pressed."""
        sent, pressed = [], False
        for control in self.controls:
            if control.name in typed and control.kind not in ("radio", "button", "submit"):
                sent.append((control.name, typed[control.name]))
            elif control.kind in ("button", "submit"):
                if not pressed:
                    sent.append((control.name, control.value or ""))
                pressed = True
            elif control.value is not None:
                sent.append((control.name, control.value))
        return sent

    def value(self, name: str) -> str:
        """What stands in that field."""
        return next((control.value or "" for control in self.controls if control.name == name), "")


@dataclass(slots=True)
class Page(HTMLParser):
    """``tags``: (tag, attributes) of each element, in order. ``text``: all of it but what stands in fields."""

    path: str
    forms: list[PageForm] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    _form: dict[str, str] | None = None
    _controls: list[Control] = field(default_factory=list)
    _elsewhere: list[str] = field(default_factory=list)  # where its other buttons send it
    _select: Control | None = None
    _choices: list[str] = field(default_factory=list)
    _chosen: str | None = None
    _textarea: Control | None = None
    _words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "form":
            self._form, self._controls, self._elsewhere = found, [], []
        elif tag == "option" and self._select:
            self._choices.append(found.get("value", ""))
            self._chosen = self._choices[-1] if "selected" in found else self._chosen
        elif found.get("name"):
            self._control(tag, found)
        if found.get("formaction"):
            self._elsewhere.append(found["formaction"])

    def _control(self, tag: str, found: dict[str, str]) -> None:
        control = Control(found["name"], tag, found.get("value", ""), (), found.get("aria-invalid") == "true")
        if tag == "input":
            kind = found.get("type", "")
            ticked: bool = kind not in ("checkbox", "radio") or "checked" in found
            value = found.get("value", "on" if ticked else "") if ticked else None
            self._controls.append(replace(control, kind=kind, value=value))
        elif tag == "button":
            self._controls.append(control)
        elif tag == "select":
            self._select, self._choices, self._chosen = control, [], None
        elif tag == "textarea":
            self._textarea, self._words = control, []

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._words.append(data)
        else:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            self._controls.append(replace(self._textarea, value="".join(self._words).removeprefix("\n")))
            self._textarea = None
        elif tag == "select" and self._select:
            chosen = next(iter(self._choices), None) if self._chosen is None else self._chosen
            self._controls.append(replace(self._select, value=chosen, choices=tuple(self._choices)))
            self._select = None
        elif tag == "form" and self._form is not None:
            action, method = self._form.get("action", "") or self.path, self._form.get("method", "get").lower()
            actions = (action, *self._elsewhere)
            self.forms += [PageForm(self.path, each, method, tuple(self._controls)) for each in actions]
            self._form = None


@lru_cache(maxsize=2)
def read_page(html: str, path: str = "/") -> Page:
    """The page of that address. Whoever has just read it may read it again for nothing."""
    page = Page(path)
    page.feed(html)
    page.close()
    return page


def encoded(pairs: Pairs) -> bytes:
    """A form's body; half a surrogate pair goes out as its three bytes, as no browser but any program may send it."""
    return urlencode(pairs, encoding="utf-8", errors="surrogatepass").encode()
