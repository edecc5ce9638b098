"""What the history keeps of numbers that were handed over, and how it tells it."""

from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.visits import history
from eventapp.visits.telling import Action, Kind, Name, Teller, teller


class MealKind(Kind):
    MEALS = "meals", "registrations"


class MealAction(Action):
    HANDED_OVER = "numbers handed over", Message("numbers handed over")


def record(visit_id: int, to_whom: str, act: Act) -> None:
    """Write down that somebody got the numbers."""
    changes = [history.change("to_whom", "", to_whom)] if to_whom else []
    history.record(visit_id, act, MealAction.HANDED_OVER, MealKind.MEALS, "meals", changes=changes)


@teller
class MealTeller(Teller):
    kinds, actions = MealKind, MealAction

    def name(self, thing: str) -> Name | None:
        """There is one list of meals."""
        return Name(self.say(Message("Meals")), link=self.at("meals")) if thing == "meals" else None

    def label(self, thing: str, field: str) -> str:
        """To whom."""
        return Message("To whom") if field == "to_whom" else field
