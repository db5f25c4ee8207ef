"""Files of appointments: what is read of them, and what is refused, place by place."""

from datetime import UTC, datetime

import pytest

from lobby.commands import appointmentfile
from lobby.domain.errors import Invalid, TooLarge

QUARTER = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)  # quarter past ten in Bernburg


def read(day, text):
    """What a file says: (code, service, at)."""
    content = text if isinstance(text, bytes) else text.encode()
    return [(each.code, day.office.services[each.service_id].slug, each.at) for each in appointmentfile.parse(day.office, content)]


def refused(day, text):
    with pytest.raises(Invalid) as error:
        read(day, text)
    return error.value.errors


def event(*lines, uid="K7", at="DTSTART:20261124T101500", summary="residence"):
    body = [f"UID:{uid}", at, f"SUMMARY:{summary}", *lines]
    return "\r\n".join(["BEGIN:VEVENT", *body, "END:VEVENT"])


def ical(*events, head=()):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *head, *events, "END:VCALENDAR", ""])


@pytest.mark.parametrize(
    "text",
    [
        "code,service,at\nK7,residence,2026-11-24T10:15\n",
        "\ufeffcode;service;at\r\nK7;residence;2026-11-24 10:15\r\n",
        "code\tservice\tat\nK7\tresidence\t24.11.2026 10:15",
        'Name;AT; Service ;Code\n"Müller; Eva";2026-11-24T09:15:00Z;Residence;k-7\n\n;;;\n',
        "code,service,at\nK7,residence,2026-11-24T10:15:30+01:00\nK7,residence,2026-11-24T10:15:00+01:00\n",
    ],
    ids=["plain", "spreadsheet", "tabs", "other columns", "twice the same"],
)
def test_csv_is_read_as_offices_write_it(day, text):
    assert read(day, text) == [("K7", "residence", QUARTER)]


def test_each_bad_row_is_named_with_its_line_and_nothing_is_read(day):
    rows = (
        "K1,residence,2026-11-24 10:15",
        "K2,nothing,2026-11-24 10:15",
        "K3,residence,soon",
        "K3,residence,2026-11-24",
        ",residence,2026-11-24 10:15",
        "K1,fiktion,2026-11-24 10:15",
        "K4",
        "K5,residence,2026-03-29 02:30",
        "K6,residence,0001-01-01T00:00Z",
    )
    errors = refused(day, "code,service,at\n" + "\n".join(rows))
    assert errors == {
        "line 3": "Dieses Anliegen gibt es hier nicht.",
        "line 4": appointmentfile.BAD_TIME,
        "line 5": appointmentfile.BAD_TIME,
        "line 6": appointmentfile.BAD_CODE,
        "line 7": appointmentfile.TWICE,
        "line 8": "Dieses Anliegen gibt es hier nicht.",
        "line 9": appointmentfile.NO_SUCH_TIME,
        "line 10": appointmentfile.BAD_TIME,
    }


def test_calendars_say_times_in_their_own_zone_or_in_none(day):
    zone = "BEGIN:VTIMEZONE\r\nTZID:Kyiv by hand\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    zone += "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    events = [
        event(uid="A1"),
        event(uid="A2", at="DTSTART:20261124T091500Z"),
        event(uid="A3", at="DTSTART;TZID=Europe/Kyiv:20261124T111500"),
        event(uid="A4", at="DTSTART;TZID=Kyiv by hand:20261124T111500"),
    ]
    assert {at for _, _, at in read(day, ical(*events, head=[zone]))} == {QUARTER}


def test_a_category_names_the_service_before_the_summary_does_and_names_are_dropped(day):
    named = ("CATEGORIES:Bürgerbüro,FIKTION", "ATTENDEE;CN=Eva Müller:mailto:eva@example.org", "DESCRIPTION:Eva")
    other = event(uid="9f@booking.example", summary="Duldung")
    found = read(day, ical(event(*named, summary="Eva Müller"), other))
    assert [each[:2] for each in found] == [("K7", "fiktion"), ("9FBOOKINGEXAMPLE", "duldung")]


def test_cancelled_events_are_told_as_such(day):
    [one] = appointmentfile.parse(day.office, ical(event("STATUS:CANCELLED")).encode())
    [other] = appointmentfile.parse(day.office, ical(event(), head=["METHOD:CANCEL"]).encode())
    assert one.is_cancelled and other.is_cancelled


def test_events_that_cannot_be_appointments_are_named(day):
    events = [
        event("RRULE:FREQ=DAILY;COUNT=3", uid="A1"),
        event(uid="A2", at="DTSTART;VALUE=DATE:20261124"),
        event(uid="A3", at="DTSTART:tomorrow"),
        event(uid=""),
        event(uid="A5", summary="Eva Müller"),
    ]
    assert refused(day, ical(*events)) == {
        "event 1": appointmentfile.REPEATED,
        "event 2": appointmentfile.BAD_TIME,
        "event 3": appointmentfile.BAD_TIME,
        "event 4": appointmentfile.BAD_CODE,
        "event 5": "Dieses Anliegen gibt es hier nicht.",
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"\xff\xfec\x00o\x00d\x00e\x00",
        "code;service;at\nK7;residence;24.11.2026 10:15;M\xfcller\n".encode("latin-1"),
        b"<html><body>Session expired</body></html>",
        b"code,service\nK7,residence\n",
        b'code,service,at\n"K7,residence,2026-11-24 10:15\n' + b"x" * 200_000,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"BEGIN:VCALENDAR" + b"\r\nBEGIN:VEVENT" * 4000,
        b"BEGIN:VCALENDAR\r\nnonsense without a colon\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
        b"code,service,at\n" + b"K,residence,2026-11-24 10:15\n" * 30_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n" * 6000,
    ],
    ids=range(13),
)
def test_what_is_no_such_file_is_refused(day, content):
    assert refused(day, content)


@pytest.mark.parametrize("content", [b"a" * (1024 * 1024 + 1), b"code,service,at\n" + b"K7,residence,2026-11-24\n" * 100_000])
def test_more_than_a_mebibyte_is_refused_unread(day, content):
    with pytest.raises(TooLarge):
        read(day, content)


def test_no_more_than_fifty_bad_rows_are_told(day):
    assert len(refused(day, "code,service,at\n" + "K,nothing,soon\n" * 4000)) == 50


def test_markup_in_a_code_is_only_letters(day):
    [(code, _, _)] = read(day, 'code,service,at\n"<script>alert(1)</script>",residence,2026-11-24 10:15\n')
    assert code == "SCRIPTALERT1SCRIPT"
