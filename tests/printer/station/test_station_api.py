"""What an agent gets of the server, and says to it, over HTTP."""

import logging
import socket
import time
from urllib.parse import urlsplit

import pytest
from papers import decoded
from running import demo_server

from lobby.commands import devices, officefile, printers, slips, tickets
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.offices import OfficeRow
from lobby.web.app import create_app
from printer.station.fonts import writing
from printer.station.screen import SCREEN

KIOSK = 2


class Agent:
    """An agent's calls."""

    def __init__(self, day, token):
        self.client, self._token = create_app(day.settings, (SCREEN,)).test_client(), token

    def __call__(self, verb, path, json=None):
        headers = {"Authorization": f"Bearer {self._token}"}
        return self.client.open(f"/api/v1/printer{path}", method=verb, headers=headers, json=json)

    def next(self):
        return self("POST", "/jobs/next?wait=0")


@pytest.fixture
def agent(day):
    agent = Agent(day, day.printer)
    yield agent
    agent.client.application.extensions["lobby"].db.close()


def draw(day, language="ar", key="k"):
    return tickets.draw(day.db, day.office_id, tickets.Choice("residence", language), key * 16, "device:2", KIOSK)


def slip(day, drawn):
    return day.today.tickets[drawn.ticket_id].slip.value


def test_a_job_comes_with_its_lease_and_is_as_wide_as_the_printers_head(day, agent):
    printers.set_up(day.db, day.office_id, 1, 384, 80)
    drawn = draw(day)
    job = agent.next()
    assert (job.status_code, job.mimetype) == (200, "application/octet-stream")
    assert (job.headers["Lobby-Number"], job.headers["Lobby-Lease"]) == (drawn.number, "30")
    assert decoded(job.data).picture.width == 384
    assert agent.next().status_code == 204


def test_a_lease_is_renewed_while_it_is_held(day, agent):
    draw(day)
    number = agent.next().headers["Lobby-Job"]
    for _ in range(3):
        day.clock.forward(seconds=20)
        assert agent("POST", f"/jobs/{number}/sending", {}).json == {"job": int(number), "slip": "sending"}
        assert agent.next().status_code == 204
    assert agent("POST", f"/jobs/{number}/printed", {}).status_code == 200
    assert agent("POST", f"/jobs/{number}/sending", {}).status_code == 404
    for absurd in ("0", "99999999999999999999", "-1"):
        assert agent("POST", f"/jobs/{absurd}/sending", {}).status_code in (404, 422)


def test_a_lost_lease_gives_the_slip_out_again_with_copy_on_it(day, agent):
    draw(day)
    first = agent.next().data
    day.clock.forward(seconds=31)
    assert agent.next().data != first


def test_how_long_slips_are_is_counted(day, agent):
    draw(day)
    number = agent.next().headers["Lobby-Job"]
    before = day.runtime.printers(day.office_id)[0].slips_left
    agent("POST", f"/jobs/{number}/printed", {})
    with day.db.snapshot() as session:
        assert 80 < session.get_one(devices.DeviceRow, 1).used_mm < 260
    assert day.runtime.printers(day.office_id)[0].slips_left < before + 10


@pytest.mark.parametrize("body", [{"touched": "no"}, {"reason": "x" * 41}, {"colour": "red"}, []])
def test_a_report_that_makes_no_sense_changes_nothing(day, agent, body):
    drawn = draw(day)
    number = agent.next().headers["Lobby-Job"]
    assert agent("POST", f"/jobs/{number}/failed", body).status_code == 422
    assert slip(day, drawn) == "sending"


def test_what_failed_untouched_comes_to_the_other_printers_agent(day, agent):
    other = Agent(day, devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg"))
    devices.add(day.db, DeviceKind.KIOSK, "kiosk", "bernburg", fallback="tresen")
    for each in (agent, other):
        assert each("PUT", "/status", {"state": "online"}).status_code == 204
    drawn = draw(day)
    number = agent.next().headers["Lobby-Job"]
    agent("POST", f"/jobs/{number}/failed", {"reason": "paper-out", "touched": False})
    assert other.next().headers["Lobby-Job"] == number
    assert agent("POST", f"/jobs/{number}/printed", {}).status_code == 404, "it is not this printer's any more"
    other("POST", f"/jobs/{number}/printed", {})
    assert slip(day, drawn) == "printed"
    other.client.application.extensions["lobby"].db.close()


def test_a_test_print_is_a_job_like_any_other(day, agent):
    slips.try_out(day.db, day.office_id, "staff:1", 1)
    job = agent.next()
    assert job.headers["Lobby-Number"] == "TEST"
    assert decoded(job.data).commands[-1] == "GS V"
    assert agent("POST", f"/jobs/{job.headers['Lobby-Job']}/printed", {}).json["slip"] == "printed"


def test_a_revoked_token_opens_nothing(day, agent):
    assert Agent(day, "nothing").next().status_code == 401
    kiosk = Agent(day, day.kiosk)
    assert kiosk.next().status_code == 403


def test_a_slip_that_stumbles_fails_alone(day, agent, caplog):
    """Here a letter that no typeface has is an error, as anything may be that drawing stumbles over: the next slip comes out."""
    caplog.set_level(logging.CRITICAL + 1)  # half a letter in a report is more than the test run's own pipes carry
    bad, good = draw(day, "ar"), draw(day, "de", "l")
    with day.db.write() as session:
        office = session.get_one(OfficeRow, day.office_id)
        office.name, office.version = office.name | {"ar": "half a letter: \ud800"}, office.version + 1
    assert agent.next().headers["Lobby-Number"] == good.number
    assert slip(day, bad) == "failed"


def test_an_office_cannot_bring_line_breaks_onto_paper(day):
    for text in ("Ausweis\nund  Pass", "Ausweis\u2029und Pass"):
        assert officefile.SlipPart(footer={"de": text}).footer["de"] == "Ausweis und Pass"
        assert writing(text, "de", 30).text == "Ausweis und Pass"
    for text in ("a\x07b", " ", "\n"):
        with pytest.raises(ValueError):
            officefile.SlipPart(footer={"de": text})


def test_a_wait_ends_with_its_agent_and_the_slip_is_for_the_next_one(tmp_path):
    """An agent that was killed in its long wait leases nothing more."""
    with demo_server(tmp_path) as server:
        token = server.devices["printer"]
        dead = requests_of(server.url, token)
        time.sleep(0.5)
        dead.close()
        time.sleep(0.2)
        number = server.draw()["number"]
        leased = server.api("POST", "/printer/jobs/next?wait=5", token)
        assert (leased.status_code, leased.headers.get("Lobby-Number")) == (200, number)


def requests_of(url, token):
    """A connection on which somebody waits for a slip."""
    where = urlsplit(url)
    line = socket.create_connection((where.hostname, where.port))
    ask = f"POST /api/v1/printer/jobs/next?wait=25 HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {token}\r\n"
    line.sendall((ask + "Content-Length: 0\r\n\r\n").encode())
    return line
