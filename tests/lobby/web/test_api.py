"""The HTTP API: who may, what is answered, and what bad input leads to."""

import io
import re
from datetime import timedelta

import pytest

from lobby.clock import FrozenClock
from lobby.commands import staff
from lobby.domain.lifecycle import Verb
from lobby.store.tables.offices import OfficeRow
from lobby.web.app import create_app
from printer.station.screen import SCREEN as PRINTER

KEY = "0123456789abcdef"


class Api:
    """Calls of one holder of a token."""

    def __init__(self, day, token=None):
        self.day, self.client = day, day.app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method, path, **how):
        headers = self.headers | how.pop("headers", {})
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **how)

    def draw(self, key=KEY, **body):
        return self("POST", "/tickets", json={"service": "residence", "language": "ar"} | body, headers={"Idempotency-Key": key})


@pytest.fixture
def kiosk(day):
    return Api(day, day.kiosk)


@pytest.fixture
def caseworker(day):
    staff.add(day.db, "anna", ["caseworker"], ["bernburg"], "a password")
    return Api(day, staff.token(day.db, "anna"))


@pytest.fixture
def anyone(day):
    return Api(day)


def test_a_kiosk_draws_a_ticket(day, kiosk):
    with day.pushes(lines=1):
        answer = kiosk.draw(needs=["wheelchair"], party_size=3)
    assert answer.status_code == 201
    ticket = answer.json
    assert ticket["status_url"].endswith(f"/t/{ticket['token']}")
    assert {
        name: ticket[name] for name in ("number", "service", "language", "needs", "state", "ahead", "wait", "call", "slip")
    } == {
        "number": "A001",
        "service": "residence",
        "language": "ar",
        "needs": ["wheelchair"],
        "state": "waiting",
        "ahead": 0,
        "wait": None,
        "call": None,
        "slip": "queued",
    }
    assert ticket["drawn_at"].endswith("Z")


def test_the_same_key_again_answers_200_and_the_same_ticket(day, kiosk):
    first = kiosk.draw()
    with day.pushes(lines=0):
        again = kiosk.draw()
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json


def test_the_public_part_leaves_out_what_only_the_house_may_see(kiosk, anyone):
    ticket = kiosk.draw(needs=["wheelchair"]).json
    public = anyone("GET", f"/tickets/{ticket['token']}").json
    assert set(ticket) - set(public) == {"id", "needs", "party_size", "slip"}


def test_a_day_at_the_desk(day, kiosk, caseworker, anyone):
    token = kiosk.draw().json["token"]
    assert caseworker("POST", "/desk/next").json["code"] == "not-signed-on"
    signed_on = caseworker("PUT", "/desk/session", json={"counter": "101"})
    assert (signed_on.status_code, signed_on.json["taken_by_me"]) == (200, True)
    queue = caseworker("GET", "/desk/queue", headers={"Accept-Language": "de"}).json
    assert [(each["number"], each["why"]) for each in queue["waiting"]] == [("A001", "wartet seit 0 Minuten")]
    called = caseworker("POST", "/desk/next")
    assert (called.status_code, called.json["ticket"]["number"], called.json["ticket"]["state"]) == (200, "A001", "called")
    assert caseworker("POST", "/desk/next").json == called.json
    call = anyone("GET", f"/tickets/{token}").json["call"]
    assert (call["counter"], call["counter_name"], call["count"]) == ("101", "Zimmer 101", 1)
    path = f"/desk/tickets/{called.json['ticket']['id']}"
    assert caseworker("POST", f"{path}/repeat-call").json["call"]["count"] == 2
    assert caseworker("POST", f"{path}/start").json["state"] == "serving"
    assert caseworker("POST", "/desk/next").json["code"] == "counter-busy"
    assert caseworker("POST", f"{path}/finish").json["state"] == "finished"
    assert caseworker("POST", "/desk/next").json["code"] == "nobody-waiting"
    assert caseworker("DELETE", "/desk/session").status_code == 204
    day.check_journal()


def test_a_verb_in_the_wrong_state_names_the_state(day, kiosk, caseworker):
    ticket = kiosk.draw().json
    caseworker("PUT", "/desk/session", json={"counter": "101"})
    with day.pushes(lines=0):
        refused = caseworker("POST", f"/desk/tickets/{ticket['id']}/finish")
    assert (refused.status_code, refused.json["code"], refused.json["state"]) == (409, "not-allowed", "waiting")
    assert "A001" in refused.json["detail"]


def test_midnight_between_a_command_and_its_answer_spoils_neither(day, kiosk, caseworker):
    kiosk.draw()
    caseworker("PUT", "/desk/session", json={"counter": "101"})
    day.runtime.clock = FrozenClock(day.clock.now() + timedelta(hours=15))  # answers see the next day, commands still this one
    called = caseworker("POST", "/desk/next")
    assert (called.status_code, called.json["ticket"]["number"], called.json["ticket"]["state"]) == (200, "A001", "called")


def test_counters_say_who_sits_there(day, caseworker):
    day.at("102")
    caseworker("PUT", "/desk/session", json={"counter": "101"})
    counters = {each["slug"]: each for each in caseworker("GET", "/desk/counters").json}
    assert list(counters) == ["sp-1", "sp-2", *(str(number) for number in range(101, 109))]
    assert (counters["101"]["taken"], counters["101"]["taken_by_me"]) == (True, True)
    assert (counters["102"]["taken"], counters["102"]["taken_by_me"]) == (True, False)
    assert caseworker("PUT", "/desk/session", json={"counter": "102"}).json["code"] == "counter-taken"


def test_the_visitor_gives_up_without_any_key_but_her_token(kiosk, anyone):
    token = kiosk.draw().json["token"]
    assert anyone("POST", f"/tickets/{token}/withdraw").json["state"] == "withdrawn"
    again = anyone("POST", f"/tickets/{token}/withdraw")
    assert (again.status_code, again.json["code"]) == (409, "not-allowed")


def test_a_tickets_address_says_gone_after_midnight_and_not_found_for_others(day, kiosk, anyone):
    token = kiosk.draw().json["token"]
    assert anyone("GET", f"/tickets/{token}").status_code == 200
    day.clock.forward(hours=15)
    gone = anyone("GET", f"/tickets/{token}")
    assert (gone.status_code, gone.json["code"]) == (410, "gone")
    for token in ("nonsense", "x" * 1000):
        assert anyone("GET", f"/tickets/{token}").json["code"] == "not-found"


BAD_DRAWS = [
    ({"service": "nix"}, "invalid", 422),
    ({"language": "xx"}, "invalid", 422),
    ({"service": 3}, "invalid", 422),
    ({"service": None}, "invalid", 422),
    ({"party_size": "2"}, "invalid", 422),
    ({"party_size": 0}, "invalid", 422),
    ({"party_size": 21}, "invalid", 422),
    ({"party_size": True}, "invalid", 422),
    ({"needs": "wheelchair"}, "invalid", 422),
    ({"needs": ["helicopter"]}, "invalid", 422),
    ({"needs": ["child"] * 7}, "invalid", 422),
    ({"name": "Maria"}, "invalid", 422),
    ({"appointment": "B7"}, "appointment-unknown", 409),
]


def test_a_known_language_that_this_office_does_not_offer_is_refused(day, kiosk):
    with day.db.write() as session:
        row = session.get_one(OfficeRow, day.office_id)
        row.languages, row.version = ["de", "uk"], row.version + 1
    answer = kiosk("POST", "/tickets", json={"service": "residence", "language": "so"}, headers={"Idempotency-Key": "s" * 16})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


@pytest.mark.parametrize(("body", "code", "status"), BAD_DRAWS, ids=str)
def test_a_bad_draw_is_refused_with_its_code_and_changes_nothing(day, kiosk, body, code, status):
    with day.pushes(lines=0):
        answer = kiosk.draw(**body)
    assert (answer.status_code, answer.json["code"], answer.mimetype) == (status, code, "application/problem+json")
    assert day.today.tickets == {}


@pytest.mark.parametrize("body", ["", "{", "[]", '"{}"', "3", "null", '{"service": "residence"}', "[" * 60_000])
def test_a_body_that_is_no_full_object_is_invalid(day, kiosk, body):
    answer = kiosk("POST", "/tickets", data=body, headers={"Idempotency-Key": KEY, "Content-Type": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert day.today.tickets == {}


def test_a_call_that_takes_no_fields_refuses_them(day, caseworker):
    caseworker("PUT", "/desk/session", json={"counter": "101"})
    with day.pushes(lines=0):
        answer = caseworker("DELETE", "/desk/session", json={"counter": "101"})
    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, "invalid", ["counter"])
    assert caseworker("DELETE", "/desk/session", json={}).status_code == 204


@pytest.mark.parametrize("key", [None, "", "short", "x" * 65, "ключ" * 5, "with spaces in between"])
def test_a_draw_needs_a_proper_key(day, kiosk, key):
    headers = {} if key is None else {"Idempotency-Key": key.encode().decode("latin-1")}
    answer = kiosk("POST", "/tickets", json={"service": "residence", "language": "de"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert list(answer.json["errors"]) == ["Idempotency-Key"]
    assert day.today.tickets == {}


def test_the_same_key_with_another_body_is_refused(day, kiosk):
    kiosk.draw()
    with day.pushes(lines=0):
        answer = kiosk.draw(service="fiktion")
    assert (answer.status_code, answer.json["code"]) == (409, "key-reused")


def test_a_body_over_64_kib_is_too_large(day, kiosk):
    answer = kiosk("POST", "/tickets", data=b" " * 65_537, headers={"Idempotency-Key": KEY})
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/desk/next"), ("DELETE", "/desk/session"), ("POST", "/tickets/nix/withdraw")]
)
def test_a_body_is_too_large_even_where_nobody_reads_it(caseworker, method, path):
    answer = caseworker(method, path, data=b" " * 65_537)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


@pytest.mark.parametrize(("size", "status"), [(65_536, 201), (65_537, 413)])
def test_a_body_in_chunks_has_the_same_limit(kiosk, size, status):
    body = b'{"service": "residence", "language": "de"}'.ljust(size)
    chunked = {"Transfer-Encoding": "chunked", "Idempotency-Key": KEY}
    how = {"input_stream": io.BytesIO(body), "headers": chunked, "environ_overrides": {"wsgi.input_terminated": True}}
    assert kiosk("POST", "/tickets", **how).status_code == status


PROTECTED = [
    ("POST", "/tickets"),
    ("GET", "/desk/counters"),
    ("PUT", "/desk/session"),
    ("DELETE", "/desk/session"),
    ("POST", "/desk/next"),
    ("POST", "/desk/tickets/1/start"),
    ("GET", "/desk/queue"),
    ("GET", "/boards/hall"),
]


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_without_a_token_nobody_learns_anything(anyone, method, path):
    answer = anyone(method, path)
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_a_wrong_token_is_no_token(day, method, path):
    assert Api(day, "la_wrong")(method, path).status_code == 401


@pytest.mark.parametrize(("method", "path"), [pair for pair in PROTECTED if pair[1].startswith("/desk")])
def test_a_kiosk_is_no_caseworker(kiosk, method, path):
    answer = kiosk(method, path)
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_a_caseworker_draws_no_tickets(caseworker):
    assert caseworker.draw().status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "code", "status"),
    [
        ("GET", "/nix", "not-found", 404),
        ("PATCH", "/office", "method-not-allowed", 405),
        ("GET", "/office?office=nix", "not-found", 404),
    ],
)
def test_what_is_not_there_is_a_problem_too(anyone, method, path, code, status):
    answer = anyone(method, path)
    assert (answer.status_code, answer.json["code"], answer.mimetype) == (status, code, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/desk/tickets/1/fly", "/desk/tickets/999/start", "/desk/tickets/x/start", f"/desk/tickets/{10**30}/start"]
)
def test_an_unknown_ticket_or_verb_is_not_found(day, caseworker, path):
    caseworker("PUT", "/desk/session", json={"counter": "101"})
    with day.pushes(lines=0):
        assert caseworker("POST", path).status_code == 404


@pytest.mark.parametrize(("language", "detail"), [("de", "Bitte melden Sie sich an."), ("en-GB,en;q=0.8", "Please log in.")])
def test_the_detail_is_in_the_askers_language(anyone, language, detail):
    answer = anyone("POST", "/desk/next", headers={"Accept-Language": language})
    assert answer.json["detail"] == detail


def test_a_display_reads_its_board(day, kiosk):
    from lobby.commands import devices
    from lobby.store.tables.devices import DeviceKind

    display = Api(day, devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg"))
    kiosk.draw()
    board = display("GET", "/boards/hall").json
    assert {"office", "display", "day", "revision", "as_of", "open", "calls", "waiting", "notice", "html"} <= set(board)
    [row] = board["waiting"]
    assert row == {"service": "residence", "waiting": 1, "wait": None}  # as the contract has it; its name is on the screen
    assert display("GET", "/boards/nix").status_code == 404
    number = day.call_next("101")
    for language, name in (("de", "Zimmer 101"), ("en", "Room 101")):
        [call] = display("GET", "/boards/hall", headers={"Accept-Language": language}).json["calls"]
        assert (call["number"], call["counter_name"]) == (number, name)
    day.do(Verb.START, "101", number)


def test_the_office_tells_anyone_what_it_offers(day, anyone):
    office = anyone("GET", "/office", headers={"Accept-Language": "uk"}).json
    assert (office["open"], office["closes_at"], office["demo"], len(office["services"])) == (
        True,
        "2026-11-24T11:00:00.000Z",
        True,
        11,
    )
    day.clock.forward(hours=10)
    office = anyone("GET", "/office").json
    assert (office["open"], office["next_opening"]) == (False, "2026-11-26T08:00:00.000Z")
    assert {service["state"] for service in office["services"]} == {"closed"}
    again = {service["slug"]: service["next_opening"] for service in office["services"]}
    assert (again["residence"], again["benefits"]) == ("2026-11-26T08:00:00.000Z", "2026-11-25T08:00:00.000Z")


@pytest.fixture
def whole(day):
    """The app with all that has calls of its own."""
    return create_app(day.settings, (PRINTER,))


def test_the_document_describes_every_call_and_all_its_references_resolve(whole):
    document = whole.test_client().get("/api/v1/openapi.json")
    spec = document.json
    assert spec["openapi"].startswith("3.1")
    documented = {(method.upper(), path) for path, operations in spec["paths"].items() for method in operations}
    served = {
        (method, rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}"))
        for rule in whole.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint.partition(".")[0].startswith("api-")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert documented == served
    for operations in spec["paths"].values():
        for operation in operations.values():
            assert [status for status in operation["responses"] if status.startswith("2")], operation["summary"]
    references = {part.split('"')[0] for part in document.text.split('"#/components/schemas/')[1:]}
    assert references <= set(spec["components"]["schemas"])


def test_the_documentation_is_a_page_that_needs_nothing_from_elsewhere(whole):
    page = whole.test_client().get("/api/v1/docs").text
    assert "/api/v1/desk/next" in page and "/api/v1/printer/jobs/next" in page
    assert "<script" not in page.replace('<script type="module" src="/', "")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)


def test_health(day):
    client = day.app.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready", "reasons": []}


def test_more_time_is_asked_for_by_whoever_has_the_token(day, kiosk, anyone):
    token = kiosk.draw().json["token"]
    kiosk.draw(key="another-key-16ch")
    answer = anyone("POST", f"/tickets/{token}/postpone", json={"minutes": 10})
    assert (answer.status_code, answer.json["state"]) == (200, "waiting")
    assert day.call_next("101") == "A002"
    assert anyone("POST", f"/tickets/{token}/postpone", json={"minutes": 10}).status_code == 200
    refused = anyone("POST", f"/tickets/{token}/postpone", json={"minutes": 10}, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json["code"]) == (409, "not-allowed")
    assert "A001" in refused.json["detail"]


@pytest.mark.parametrize("body", [{}, *({"minutes": each} for each in (0, 61, "10", True)), {"minutes": 5, "more": 1}])
def test_more_time_is_a_number_of_minutes(kiosk, anyone, body):
    token = kiosk.draw().json["token"]
    answer = anyone("POST", f"/tickets/{token}/postpone", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_guessing_tokens_is_refused_and_known_ones_are_not(kiosk, anyone):
    token = kiosk.draw().json["token"]
    assert len(token) >= 128 / 6
    codes = [anyone("GET", f"/tickets/guess-{n}").status_code for n in range(70)]
    assert codes[:60] == [404] * 60
    assert codes[60:] == [429] * 10
    assert anyone("GET", f"/tickets/{token}").status_code == 200


def test_a_whole_hall_behind_one_address_may_give_its_tickets_back(day, kiosk, anyone):
    tokens = [day.draw().token for _ in range(130)]
    assert {anyone("POST", f"/tickets/{token}/withdraw").status_code for token in tokens} == {200}


def test_a_wrong_method_is_told_which_are_right(anyone):
    answer = anyone("PATCH", "/office")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_who_is_unknown_is_told_how_to_show_a_key(anyone):
    assert anyone("POST", "/desk/next").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("minutes", "status"), [("5.0", 200), ("5e0", 200), ("5.5", 422), ("NaN", 422), ("1e999", 422)])
def test_a_whole_number_may_be_written_with_a_point(kiosk, anyone, minutes, status):
    token = kiosk.draw().json["token"]
    body = f'{{"minutes": {minutes}}}'
    assert anyone("POST", f"/tickets/{token}/postpone", data=body, content_type="application/json").status_code == status


def test_a_text_holds_nothing_that_a_database_cannot(day, kiosk, caseworker):
    ticket = kiosk.draw().json
    caseworker("PUT", "/desk/session", json={"counter": "101"})
    for verb, body in (("note", {"text": "a\0b"}), ("park", {"reason": "\0"}), ("transfer", {"service": "duldung", "note": "\0"})):
        answer = caseworker("POST", f"/desk/tickets/{ticket['id']}/{verb}", json=body)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert kiosk.draw(key="k" * 16, appointment="\0").json["code"] == "invalid"


@pytest.mark.parametrize("day_asked", ["0001-01-01", "9999-12-31", "0", "1e3", "2026-13-01", "2026-1-1"])
def test_a_date_that_cannot_be_reckoned_with_is_refused(day, day_asked):
    staff.add(day.db, "lea", ["lead"], ["bernburg"], "a password")
    lead = Api(day, staff.token(day.db, "lea"))
    for path in (f"/appointments?date={day_asked}", f"/reports/waits?from={day_asked}&to={day_asked}"):
        assert lead("GET", path).status_code == 422
