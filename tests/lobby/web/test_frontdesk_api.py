"""The front desk's part of the HTTP API."""

import pytest

from lobby.commands import staff


@pytest.fixture
def as_role(day):
    """Calls of somebody with this role."""

    def calls(role):
        staff.add(day.db, f"some-{role}", [role], ["bernburg"], "a password")
        client, token = day.app.test_client(), staff.token(day.db, f"some-{role}")

        def call(method, path, **how):
            headers = {"Authorization": f"Bearer {token}", "Accept-Language": "de"} | how.pop("headers", {})
            return client.open(f"/api/v1{path}", method=method, headers=headers, **how)

        return call

    return calls


def draw(call, **body):
    body = {"service": "residence", "language": "ar"} | body
    return call("POST", "/tickets", json=body, headers={"Idempotency-Key": "0123456789abcdef"})


def test_quick_concerns_are_counted(as_role):
    tresen = as_role("frontdesk")
    answers = [tresen("POST", "/frontdesk/services/service-point/settled").json for _ in range(2)]
    assert answers == [{"service": "service-point", "settled": 1}, {"service": "service-point", "settled": 2}]


def test_a_draw_for_a_paused_service_is_refused_with_the_reason(as_role):
    tresen = as_role("frontdesk")
    assert tresen("PUT", "/frontdesk/services/residence/pause", json={"reason": "technical"}).status_code == 204
    refused = draw(tresen)
    assert (refused.status_code, refused.json["code"]) == (409, "paused")
    assert refused.json["detail"].endswith("keine Nummern. Es gibt eine technische Störung.")
    assert tresen("DELETE", "/frontdesk/services/residence/pause").status_code == 204
    assert draw(tresen).status_code == 201


def test_a_pause_without_a_reason_says_only_that_there_are_no_numbers(as_role):
    tresen = as_role("frontdesk")
    assert tresen("PUT", "/frontdesk/services/residence/pause").status_code == 204
    assert draw(tresen).json["detail"] == "Für dieses Anliegen gibt es im Moment keine Nummern."


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/frontdesk/services/residence/settled"),
        ("PUT", "/frontdesk/services/residence/pause"),
        ("DELETE", "/frontdesk/services/residence/pause"),
    ],
)
def test_a_caseworker_may_not(as_role, method, path):
    assert as_role("caseworker")(method, path).json["code"] == "forbidden"


def test_what_is_wrong_is_named(as_role):
    tresen = as_role("frontdesk")
    assert tresen("PUT", "/frontdesk/services/residence/pause", json={"reason": "lunch"}).json["code"] == "invalid"
    assert tresen("PUT", "/frontdesk/services/nix/pause").status_code == 422
    assert tresen("POST", "/frontdesk/services/nix/settled").status_code == 422


def test_a_ticket_drawn_at_the_front_desk_comes_on_paper(as_role):
    tresen = as_role("frontdesk")
    assert draw(tresen).json["slip"] == "queued"
    refused = tresen(
        "POST",
        "/tickets",
        json={"service": "residence", "language": "ar", "printer": "attic"},
        headers={"Idempotency-Key": "k" * 16},
    )
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["printer"])


@pytest.mark.parametrize("role", ["frontdesk", "caseworker"])
def test_a_slip_can_be_printed_again(day, as_role, role):
    ticket = day.draw()
    call = as_role(role)
    copied = call("POST", f"/tickets/{ticket.ticket_id}/slip")
    assert (copied.status_code, copied.json["number"], copied.json["slip"]) == (200, "A001", "queued")
    assert call("POST", f"/tickets/{ticket.ticket_id}/slip", json={"printer": "printer"}).status_code == 200
    assert call("POST", f"/tickets/{ticket.ticket_id}/slip", json={"printer": "attic"}).status_code == 422
    assert call("POST", "/tickets/99/slip").status_code == 404


def test_a_visit_that_is_over_gets_no_copy(day, as_role):
    ticket, tresen = day.draw(), as_role("frontdesk")
    tresen("POST", f"/desk/tickets/{ticket.ticket_id}/withdraw")
    refused = tresen("POST", f"/tickets/{ticket.ticket_id}/slip")
    assert (refused.status_code, refused.json["code"], refused.json["state"]) == (409, "not-allowed", "withdrawn")


def test_a_lead_prints_nothing(day, as_role):
    ticket = day.draw()
    assert as_role("lead")("POST", f"/tickets/{ticket.ticket_id}/slip").json["code"] == "forbidden"
