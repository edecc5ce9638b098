"""Which step is taken back next, and which is done again: as two piles would have it."""

from hypothesis import given
from hypothesis import strategies as st

from eventapp.undo.steps import Latest, Step, find_latest

acts = st.lists(st.sampled_from(["do", "do", "undo", "undo", "redo"]), max_size=30)


@given(acts)
def test_the_latest_first_and_whatever_is_new_ends_what_could_be_done_again(todo: list[str]) -> None:
    steps, undo, redo = list[Step](), list[int](), list[int]()
    for number, act in enumerate(todo, 1):
        if act == "do":
            steps.append(Step(number))
            undo.append(number)
            redo.clear()
        elif act == "undo" and undo:
            steps.append(Step(number, undoes=undo.pop()))
            redo.append(number)
        elif act == "redo" and redo:
            steps.append(Step(number, redoes=redo.pop()))
            undo.append(number)
        found = find_latest(reversed(steps))
        assert found == Latest(undo[-1] if undo else None, redo[-1] if redo else None)
