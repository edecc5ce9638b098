"""What the history keeps of variants, and how it tells it. What adopting one moves is told of the sessions."""

from eventapp.board.models import Variant
from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.visits import history
from eventapp.visits.telling import Action, Kind, Name, Teller, teller


class VariantKind(Kind):
    VARIANT = "variant", "board/variants"


class VariantAction(Action):
    BEGUN = "begun", Message("begun")
    ADOPTED = "adopted", Message("adopted")
    DROPPED = "dropped", Message("dropped")


def record(variant: Variant, action: VariantAction, *, act: Act) -> None:
    """Write down what was done with a variant, by its name."""
    named = [history.change("name", "", variant.name)]
    history.record(variant.visit_id, act, action, VariantKind.VARIANT, f"variant.{variant.id}", changes=named)


@teller
class VariantTeller(Teller):
    kinds, actions = VariantKind, VariantAction

    def name(self, thing: str) -> Name | None:
        """Variant 3."""
        first, *rest = thing.split(".")
        if first != "variant":
            return None
        return Name(self.say(Message("Variant %(number)s"), number=".".join(rest)), link=self.at("board", "variants"))

    def label(self, thing: str, field: str) -> str:
        """What it was called."""
        return Message("Name") if field == "name" else field
