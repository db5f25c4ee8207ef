"""Who may make the server speak, and what it says: over HTTP, with a real espeak-ng."""

import io
import os
import re
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests
from programs import program
from running import demo_server

from kiosk.screen import SCREEN
from lobby.commands import devices
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app

ASKED = {"language": "de", "text": "Bitte nehmen Sie Ihren Zettel."}


@pytest.fixture
def ask(day):
    """Ask for a clip, with a device's key."""
    program("espeak-ng")
    settings = replace(day.settings, speech="espeak")
    app = create_app(settings, (SCREEN,))

    def post(key=day.kiosk, **asked):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return app.test_client().post("/kiosk/speech", json=ASKED | asked, headers=headers)

    post.app = app
    yield post
    app.extensions["lobby"].db.close()


def seconds(answer):
    with wave.open(io.BytesIO(answer.data)) as file:
        return file.getnframes() / file.getframerate()


@pytest.mark.parametrize("language", ["de", "de-simple", "ar", "uk"])
def test_a_kiosk_gets_a_clip(ask, language):
    answer = ask(language=language)
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    assert seconds(answer) > 0.8


@pytest.mark.parametrize("language", ["ps", "ti", "so"])
def test_a_language_without_a_voice_is_no_content(ask, language):
    answer = ask(language=language)
    assert (answer.status_code, answer.data) == (204, b"")


def test_without_an_engine_there_is_no_content(day, paper):
    headers = {"Authorization": f"Bearer {day.kiosk}"}
    assert paper.client.post("/kiosk/speech", json=ASKED, headers=headers).status_code == 204


def test_nobody_else_makes_the_server_speak(day, ask):
    assert ask(key=None).status_code == 401
    assert ask(key="nonsense").status_code == 401
    assert ask(key=day.printer).status_code == 403
    assert ask.app.test_client().get("/kiosk/speech?text=x&language=de").status_code == 401
    assert not (day.settings.data_dir / "speech").exists()


def test_a_kiosks_cookie_alone_is_not_enough(day, ask):
    """Another page in its browser would send it too."""
    client = ask.app.test_client()
    page = client.get(f"/kiosk?device={day.kiosk}", follow_redirects=True).get_data(as_text=True)
    assert client.post("/kiosk/speech", json=ASKED).status_code == 403
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    assert client.post("/kiosk/speech", json=ASKED, headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"text": ""}, {"text": "a" * 601}, {"text": 5}, {"language": "xx"}, {"language": ["de"]}, {"text": None}]
)
def test_what_is_no_sentence_is_refused(ask, asked):
    assert ask(**asked).status_code == 422


def test_a_body_that_is_no_object_is_refused(day, ask):
    for body in ("[]", "nonsense", ""):
        headers = {"Authorization": f"Bearer {day.kiosk}", "Content-Type": "application/json"}
        assert ask.app.test_client().post("/kiosk/speech", data=body, headers=headers).status_code == 422


def test_a_number_is_said_as_people_say_it(day, ask):
    assert ask(text="Ihre Nummer A012").data == ask(text="Ihre Nummer A 12").data


def test_what_is_said_again_is_there_already(day, ask):
    assert ask().data == ask().data
    assert len(list((day.settings.data_dir / "speech").iterdir())) == 1


def test_a_kiosk_that_asks_without_end_is_held_back_and_no_other_kiosk_with_it(day, ask):
    other = devices.add(day.db, DeviceKind.KIOSK, "second", "bernburg")
    statuses = [ask(language="ps").status_code for _ in range(301)]
    assert statuses == [204] * 300 + [429]
    assert ask(key=other, language="ps").status_code == 204


def test_pages_may_play_their_own_clips_and_no_others(paper):
    assert re.search(r"media-src 'self' blob:;", paper.get("/kiosk").answer.headers["Content-Security-Policy"])


def test_an_engine_that_hangs_holds_up_nobody(tmp_path, monkeypatch):
    """In the server that really runs: its clip is given up, while all else goes on."""
    engine = tmp_path / "espeak-ng"
    engine.write_text('#!/bin/sh\n[ "$1" = --voices ] && exec echo "Pty Language\n 5 de M German gmw/de"\nexec sleep 60\n')
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with demo_server(tmp_path / "server") as server, ThreadPoolExecutor(4) as visitors:
        headers = {"Authorization": f"Bearer {server.devices['kiosk']}"}
        began = time.monotonic()

        def ask(_):
            return requests.post(f"{server.url}/kiosk/speech", json=ASKED, headers=headers, timeout=30).status_code

        answers = [visitors.submit(ask, each) for each in range(4)]
        time.sleep(0.5)
        drawing = time.monotonic()
        server.draw()
        assert time.monotonic() - drawing < 2
        assert not any(answer.done() for answer in answers)
        assert [answer.result() for answer in answers] == [204] * 4
        assert time.monotonic() - began < 16
        again = time.monotonic()
        assert ask(0) == 204  # remembered
        assert time.monotonic() - again < 2
