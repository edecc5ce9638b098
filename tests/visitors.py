"""A person with a browser, as far as a test needs one: cookies kept, forms read and sent over a real connection."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path

from tests.pages import PageForm, encoded, read_page
from tests.registration.people import TYPED


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers`` by their names in lower case."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def form(self, number: int = 0) -> PageForm:
        """The page's first form, or that one; fails with what came if there is none."""
        forms = read_page(self.text, self.path).forms
        assert number < len(forms), f"{self.path}: {self.status}, no form {number}: {self.text}"
        return forms[number]


@dataclass(slots=True)
class Visitor:
    """Asks the server at that port, each time over a connection of its own; by https if it trusts a certificate."""

    port: int
    seconds: float = 30
    certificate: Path | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def send(self, form: PageForm, typed: Mapping[str, str] = {}) -> Answer:
        return self._ask("POST", form.action, encoded(form.filled(typed)))

    def register(self, email: str, path: str = "/lt/oslo/register") -> Answer:
        """Open the form and send it; where no form comes, that is the answer."""
        page = self.get(path)
        if page.status != 200:
            return page
        others = {"organisation": "other", "other_organisation": "Varėnos biblioteka", "email": email}
        return self.send(page.form(), {**TYPED, **others})

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        connection = self._connection()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self._keep_cookies(answer)
            return Answer(path, answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        if self.certificate is None:
            return HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        trusting = ssl.create_default_context(cafile=self.certificate)
        return HTTPSConnection("localhost", self.port, timeout=self.seconds, context=trusting)

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
