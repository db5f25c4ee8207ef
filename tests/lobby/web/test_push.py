"""Boards of one topic go out in the order of the day, however long each took to build."""

from lobby.web.watchers import Watch


def board_of(day, watch):
    return day.pusher._board(watch)


def test_a_board_that_was_overtaken_while_it_was_built_is_not_sent(day):
    watch = Watch("bernburg/display/hall", "display", day.office_id, "hall", "de", inside=True)
    day.pusher.join(watch, "a screen")
    day.draw()
    slow = board_of(day, watch)
    day.draw()
    day.pusher._push_one(watch, even_if_same=False)
    newest, building = day.sent[-1], day.pusher._board
    day.pusher._board = lambda *_, **__: slow
    day.pusher._push_one(watch, even_if_same=True)
    assert day.sent[-1] is newest
    day.pusher._board = building
    day.draw()
    day.pusher._push_one(watch, even_if_same=False)
    assert day.sent[-1]["revision"] == newest["revision"] + 1
