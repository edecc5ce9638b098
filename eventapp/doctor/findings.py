"""What the doctor found: one thing that was looked at, and what to do about it (pure)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``remedy``: what to do about it; empty: nothing has to be done.

    ``unsure``: it could not be looked at from here, so nothing is said of it; the words say why.
    """

    about: str
    words: str
    remedy: str = ""
    unsure: bool = False

    @property
    def state(self) -> str:
        """ "ok", "unsure" or "wrong"."""
        if self.remedy:
            return "wrong"
        return "unsure" if self.unsure else "ok"

    def line(self) -> str:
        """For eyes."""
        if self.remedy:
            return f"WRONG  {self.about}: {self.words}. To do: {self.remedy}"
        return f"{self.state:<6} {self.about}: {self.words}"

    def value(self) -> dict[str, str]:
        """For programs: the same four texts in every version."""
        return {"about": self.about, "state": self.state, "words": self.words, "remedy": self.remedy}
