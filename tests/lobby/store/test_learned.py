"""What a day's readers read: the lines that came since, and never the whole journal once more."""

from sqlalchemy import event

from lobby.commands import tickets
from lobby.store.database import Database


def test_a_reader_who_is_overtaken_does_not_read_the_whole_day_anew(day):
    for _ in range(5):
        day.draw()
    _, before = day.runtime.day(day.office_id)
    elsewhere = Database(day.runtime.settings, day.clock)  # what this process commits itself it need not read
    read_after, overtakers = [], [elsewhere]

    @event.listens_for(day.db.reading, "after_cursor_execute")
    def overtake(_connection, _cursor, statement, parameters, *_):
        if "FROM journal" in statement:
            read_after.append(parameters[-1])
        if overtakers and "FROM offices" in statement:  # with its first reading the reader has its snapshot
            tickets.draw(overtakers.pop(), day.office_id, tickets.Choice("residence", "de"), "key-from-elsewhere", "device:1")
            day.runtime.day(day.office_id)

    _, seen = day.runtime.day(day.office_id)
    assert seen == before
    assert set(read_after) == {before.revision}
    assert day.runtime.day(day.office_id)[1] == day.today
    elsewhere.close()
