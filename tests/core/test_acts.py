"""An actor is written in rows and addresses, and read again."""

import pytest

from eventapp.core.acts import COMMAND, PARTICIPANT, WORKER, Actor, ActorKind, organiser


@pytest.mark.parametrize("actor", [COMMAND, PARTICIPANT, WORKER, organiser(30), Actor(ActorKind.ORGANISER)])
def test_an_actor_is_read_as_it_is_written(actor: Actor) -> None:
    assert Actor.of(str(actor)) == actor


@pytest.mark.parametrize("words", ["", "nobody", "Worker", "organiser:", "organiser:x", "organiser:03", "organiser:²"])
def test_who_is_nobody_is_no_actor(words: str) -> None:
    with pytest.raises(ValueError, match=r"not a valid|invalid literal|organiser:03"):
        Actor.of(words)
