"""Appointments over HTTP: who may send and see them, and what is refused."""

import pytest

from lobby.commands import staff

COME_AGAIN = "Bitte kommen Sie dann wieder."
KEY = "0123456789abcdef"
TEN = "2026-11-24T09:00:00.000Z"
CSV = "code;service;at\nK7;residence;24.11.2026 10:00\n"
ICAL = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:K7\r\nDTSTART:20261124T100000\r\nSUMMARY:residence\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class Api:
    """Calls of somebody with a role, or of a kiosk."""

    def __init__(self, day, role):
        if role == "kiosk":
            token = day.kiosk
        else:
            staff.add(day.db, role, [role], ["bernburg"], "a password")
            token = staff.token(day.db, role)
        self.client, self.headers = day.app.test_client(), {"Authorization": f"Bearer {token}", "Accept-Language": "de"}

    def __call__(self, method, path, **how):
        return self.client.open(f"/api/v1{path}", method=method, headers=self.headers | how.pop("headers", {}), **how)

    def put(self, *appointments, query=""):
        return self("PUT", f"/appointments{query}", json=list(appointments))

    def listed(self, query=""):
        return self("GET", f"/appointments{query}").json["appointments"]


@pytest.fixture
def lead(day):
    return Api(day, "lead")


def booked(code="K7", service="residence", at="2026-11-24T10:00", **more):
    return {"code": code, "service": service, "at": at} | more


def test_a_list_is_taken_over_by_codes(day, lead):
    with day.pushes(lines=1):
        answer = lead.put(booked(), booked("K8", at="2026-11-26T09:00:00Z"))
    assert (answer.status_code, answer.json) == (200, {"added": 2, "moved": 0, "cancelled": 0, "unchanged": 0, "past": 0})
    with day.pushes(lines=0):
        assert lead.put(booked(), booked("K8", at="2026-11-26T09:00:00Z")).json["unchanged"] == 2
    assert lead.put(booked(cancelled=True), booked("K8", at="2026-11-26T10:00:00Z")).json["cancelled"] == 1


def test_a_complete_list_cancels_and_a_dry_run_only_says_so(day, lead):
    lead.put(booked(), booked("K8"))
    assert lead.put(booked(), query="?complete=true&dry_run=true").json["cancelled"] == 1
    assert len(lead.listed()) == 2
    assert lead.put(booked(), query="?complete=true").json["cancelled"] == 1
    assert [each["code"] for each in lead.listed()] == ["K7"]


@pytest.mark.parametrize(("kind", "content"), [("text/csv", CSV), ("text/csv; charset=utf-8", CSV), ("text/calendar", ICAL)])
def test_a_file_is_taken_over(lead, kind, content):
    answer = lead("POST", "/appointments/import", data=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json["added"]) == (200, 1)
    [found] = lead.listed()
    assert {name: found[name] for name in ("code", "service", "at", "state", "number")} == {
        "code": "K7", "service": "residence", "at": TEN, "state": "due", "number": None,
    }  # fmt: skip


def test_todays_list_follows_the_hour_and_the_tickets(day, lead):
    lead.put(booked(), booked("K8", at="2026-11-24T11:00"), booked("K9", at="2026-11-26T09:00"))
    day.draw(appointment="K7")
    assert {each["code"]: (each["state"], each["number"]) for each in lead.listed()} == {
        "K7": ("arrived", "A001"), "K8": ("booked", None),
    }  # fmt: skip
    assert [each["code"] for each in lead.listed("?date=2026-11-26")] == ["K9"]
    assert lead.listed("?date=2026-11-25") == []
    assert lead("GET", "/appointments?date=tomorrow").status_code == 422


@pytest.mark.parametrize(
    ("role", "may_see", "may_send"),
    [("frontdesk", 200, 403), ("caseworker", 200, 403), ("admin", 200, 200), ("auditor", 403, 403), ("kiosk", 403, 403)],
)
def test_who_may_see_and_who_may_send(day, role, may_see, may_send):
    api = Api(day, role)
    assert api("GET", "/appointments").status_code == may_see
    assert api.put(booked()).status_code == may_send
    sent = api("POST", "/appointments/import", data=CSV, headers={"Content-Type": "text/csv"})
    assert sent.status_code == may_send


def test_without_a_token_nothing_is_even_read(day):
    client = day.app.test_client()
    for method, path in (("GET", "/appointments"), ("PUT", "/appointments"), ("POST", "/appointments/import")):
        assert client.open(f"/api/v1{path}", method=method, data=b"x" * 60_000).status_code == 401
        assert client.open(f"/api/v1{path}", method=method, data=b"x" * 2_000_000).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        "", "{}", "[3]", "null", '"x"',
        '[{"code": "K7", "service": "residence"}]',
        '[{"code": "K7", "service": "nix", "at": "2026-11-24T10:00"}]',
        '[{"code": "K7", "service": "residence", "at": "soon"}]',
        '[{"code": "K7", "service": "residence", "at": 3}]',
        '[{"code": "K7", "service": "residence", "at": "2026-11-24T10:00", "name": "Eva"}]',
        '[{"code": "-", "service": "residence", "at": "2026-11-24T10:00"}]',
    ],
)  # fmt: skip
def test_a_bad_list_is_refused_and_nothing_of_it_taken(day, lead, body):
    good = '[{"code": "K1", "service": "residence", "at": "2026-11-24T10:00"}, '
    for text in (body, good + body[1:] if body.startswith("[{") else body):
        with day.pushes(lines=0):
            answer = lead("PUT", "/appointments", data=text, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert lead.listed() == []


def test_a_bad_file_names_its_bad_lines(lead):
    answer = lead("POST", "/appointments/import", data=CSV + "K8;nix;soon\n", headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json["errors"]) == (422, {"line 3": "Dieses Anliegen gibt es hier nicht."})
    assert lead.listed() == []


@pytest.mark.parametrize("kind", ["application/json", "text/html", "", "multipart/form-data; boundary=x"])
def test_another_kind_of_file_is_refused(lead, kind):
    assert lead("POST", "/appointments/import", data=CSV, headers={"Content-Type": kind}).status_code == 422


def test_two_thousand_fit_and_one_more_does_not(day, lead):
    many = [booked(f"{number:020d}") for number in range(2001)]
    assert lead.put(*many).status_code == 422
    with day.pushes(lines=1):
        assert lead.put(*many[:2000]).json["added"] == 2000


def test_a_file_over_a_mebibyte_is_too_large(lead):
    lines = "K7;residence;24.11.2026 10:00\n" * 100_000
    answer = lead("POST", "/appointments/import", data="code;service;at\n" + lines, headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


def test_only_here_a_body_may_be_large(lead):
    assert lead("PUT", "/desk/session", data=b" " * 65_537).status_code == 413


@pytest.mark.parametrize(
    ("code", "language", "refusal", "detail"),
    [
        ("K0", "de", "appointment-unknown", "Diesen Termin finden wir nicht."),
        ("K7", "de", "appointment-too-early", "Ihr Termin ist um 11:00 Uhr. Bitte melden Sie sich frühestens 30 Minuten vorher."),
        ("K8", "de", "appointment-too-early", f"Ihr Termin ist am Donnerstag, 26. November um 09:00 Uhr. {COME_AGAIN}"),
        ("K9", "de", "appointment-unknown", "Dieser Termin ist für ein anderes Anliegen: Fiktionsbescheinigung."),
    ],
)  # fmt: skip
def test_a_refused_check_in_says_why(day, lead, code, language, refusal, detail):
    lead.put(booked(at="2026-11-24T11:00"), booked("K8", at="2026-11-26T09:00"), booked("K9", "fiktion"))
    headers = {"Idempotency-Key": KEY, "Accept-Language": language}
    answer = Api(day, "kiosk")(
        "POST", "/tickets", json={"service": "residence", "language": "ar", "appointment": code}, headers=headers
    )
    assert (answer.status_code, answer.json["code"], answer.json["detail"]) == (409, refusal, detail)


def test_a_kiosk_checks_in_with_a_code(day, lead):
    lead.put(booked())
    kiosk = Api(day, "kiosk")
    body, headers = {"service": "residence", "language": "ar", "appointment": "k-7"}, {"Idempotency-Key": KEY}
    first, again = (kiosk("POST", "/tickets", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, first.json["number"], again.status_code) == (201, "A001", 200)
    other = kiosk("POST", "/tickets", json=body, headers={"Idempotency-Key": KEY[::-1]})
    assert other.json["detail"] == "Für diesen Termin gibt es schon eine Nummer: A001."
