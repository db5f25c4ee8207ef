"""Without sight and without touch: a real Chromium, a real server, a real espeak-ng. What is asked to be said is what is shown."""

import io
import re
import signal
import time
import wave
from array import array

import pytest
from programs import program

from lobby.i18n import LANGUAGES, texts
from lobby.speech.espeak import VOICES

pytestmark = pytest.mark.browser
STRIKE_MS = 550
AUDIBLE = 3000  # of 32767
WHERE = "Ihre Nummer erscheint auf der Anzeige im Wartebereich. Dann ertönt ein Gong."
CONTROLS = re.compile("[\u00ad\u200b\u200e\u200f\u2066-\u2069]")
SHOWN = """() => {
  const copy = document.body.cloneNode(true)
  for (const each of copy.querySelectorAll("[data-spoken]")) each.textContent = ` ${each.dataset.spoken} `
  for (const each of copy.querySelectorAll("style, script")) each.remove()
  const extra = [...document.querySelectorAll("[data-typed]")].map(each => each.dataset.typed)
  return [copy.textContent, document.querySelector("[data-speech-status]")?.textContent ?? "", ...extra].join(" ")
}"""


class Ear:
    """Somebody who hears the kiosk and knows its keys. `said`: (language, text) as asked of the server, in order."""

    def __init__(self, terminal):
        program("espeak-ng")
        self.terminal, self.page, self.said, self.answers, self.asked = terminal, terminal.page, [], [], set()
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def press(self, key):
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(STRIKE_MS)
        return self

    def hears(self, text, language=None, within_s=20):
        """Wait until this is said."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            if any(squeezed(text) in squeezed(said) and language in (None, code) for code, said in self.said):
                return self
            self.page.wait_for_timeout(50)
        pytest.fail(f"nobody said {text!r}, but {self.said}")

    def forget(self):
        self.said.clear()
        return self

    @property
    def focused(self):
        return self.page.evaluate("document.activeElement.innerText.trim()")

    def invented(self):
        """What was said and is not on the screen."""
        shown = squeezed(self.page.evaluate(SHOWN))
        places = re.compile(r"\d+\D+\d+")
        return [text for _, text in self.said if squeezed(text) not in shown and not places.fullmatch(text)]

    def go_to(self, href):
        """By arrow keys alone."""
        for _ in range(30):
            if self.page.evaluate("document.activeElement.getAttribute('href')") == href:
                return self
            self.press("ArrowDown")
        pytest.fail(f"no arrow leads to {href}")

    def clips(self):
        """What was heard so far, asked for once more: the server has it still."""
        token = self.page.get_attribute("meta[name=csrf-token]", "content")
        headers = {"Content-Type": "application/json", "Accept": "audio/wav", "X-CSRFToken": token}
        url = f"{self.terminal.server.url}/kiosk/speech"
        return [self.page.request.post(url, data=asked, headers=headers).body() for asked in sorted(self.asked)]

    def _asked(self, request):
        if request.url.endswith("/kiosk/speech"):
            asked = request.post_data_json
            self.said.append((asked["language"], asked["text"]))

    def _answered(self, response):
        if response.url.endswith("/kiosk/speech"):
            self.answers.append((response.status, response.headers.get("content-type")))
            self.asked.add(response.request.post_data)


def squeezed(text):
    return re.sub(r"\s", "", CONTROLS.sub("", text))


@pytest.fixture
def ear(terminal):
    return Ear(terminal)


def draws_by_keys_alone(ear, language):
    _ = texts(language).gettext
    ear.press("*").hears("Deutsch", "de").go_to(f"/kiosk/{language}").hears(LANGUAGES[language].own_name, language)
    ear.forget().press("5")
    ear.terminal.wait_for("services")
    ear.hears(_("Wobei können wir Ihnen helfen?"), language)
    assert ear.invented() == []
    ear.go_to(f"/kiosk/{language}/duldung").forget().press("5")
    ear.terminal.wait_for("bring")
    ear.hears(_("Haben Sie das dabei?"), language)
    assert ear.invented() == []
    ear.forget().press("5")
    ear.terminal.wait_for("ticket")
    number = ear.terminal.number
    assert re.fullmatch(r"D\d{3}", number)
    ear.hears(f"{_('Ihre Nummer')} D {int(number[1:])}", language)
    ear.hears(_("Vor Ihnen warten"), language).hears(_(WHERE), language, 40)
    assert not any(number in text for _, text in ear.said)
    assert ear.invented() == []
    assert set(ear.answers) == {(200, "audio/wav")}
    assert min(loudness(clip) for clip in ear.clips()) > AUDIBLE
    assert ear.terminal.watched.complaints == []


def loudness(clip):
    """The highest amplitude, of 32767; 0 for a clip without a sound."""
    with wave.open(io.BytesIO(clip)) as file:
        return max((abs(each) for each in array("h", file.readframes(file.getnframes()))), default=0)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_ticket_is_drawn_by_ear_and_keys_alone(ear, language):
    draws_by_keys_alone(ear, language)


@pytest.mark.soak
@pytest.mark.parametrize("language", sorted(VOICES))
def test_a_ticket_is_drawn_by_ear_in_every_language_with_a_voice(ear, language):
    draws_by_keys_alone(ear, language)


def test_languages_are_offered_one_after_the_other_each_in_its_own_voice(ear):
    ear.press("F1")
    for code in ("de", "de-simple", "uk", "ar"):
        ear.hears(LANGUAGES[code].own_name, code).hears(texts(code).gettext("Auswählen: Taste 5"), code)
    assert ear.invented() == []
    assert ear.focused.startswith(LANGUAGES["ar"].own_name) or len(ear.said) > 12


def test_the_ear_begins_and_ends_it_by_touch(ear):
    assert not ear.terminal.is_seen("[data-ear=end]")
    assert ear.terminal.watched.violations() == []
    ear.terminal.tap("[data-ear=begin]")
    ear.hears("Deutsch")
    assert ear.terminal.watched.violations() == []
    ear.page.wait_for_timeout(STRIKE_MS)  # a second tap at the same place is a double strike before
    ear.terminal.tap("[data-ear=end]")
    ear.page.wait_for_timeout(500)
    said = len(ear.said)
    ear.page.wait_for_timeout(2500)
    assert len(ear.said) == said


def test_without_speech_nothing_is_asked_for(ear):
    ear.press("ArrowDown").press("5")
    ear.terminal.wait_for("services")
    ear.press("0").press("+")
    assert ear.said == []


@pytest.fixture
def listening(ear):
    """In speech mode on the services' page, in German."""
    ear.press("*").go_to("/kiosk/de").press("5")
    ear.terminal.wait_for("services")
    ear.hears("Wobei können wir Ihnen helfen?")
    return ear


class TestOnAPage:
    """Interrupted, moved on, repeated, gone back from."""

    def test_arrows_interrupt_and_say_the_choice_and_its_place(self, listening):
        before = listening.focused
        listening.forget().press("ArrowDown").hears("2 von ")
        assert listening.focused != before
        assert listening.page.inner_text("[data-speech-status]").startswith("2 von ")
        assert any(squeezed(listening.focused).startswith(squeezed(text)) for _, text in listening.said)

    def test_nought_says_it_again(self, listening):
        """From the browser's own store: no request, but its voice."""
        listening.page.wait_for_selector("html:not([data-speaking])", timeout=40_000)
        listening.press("0")
        assert listening.page.get_attribute("html", "data-speaking") == ""

    def test_going_back_keeps_the_voice_and_offers_the_languages(self, listening):
        listening.forget().press("-")
        listening.terminal.wait_for("start")
        assert listening.page.get_attribute("html", "data-speech") == "on"

    def test_the_volume_is_set_back_after_a_visitor(self, listening):
        volume = "import('/kiosk/static/clips.js').then(clips => clips.volume())"
        first = listening.page.evaluate(volume)
        listening.press("+")
        assert listening.page.evaluate(volume) > first
        listening.press("/").press("/")
        assert listening.page.evaluate(volume) < first
        listening.press("-")
        listening.terminal.wait_for("start")
        assert listening.page.evaluate(volume) == first

    def test_a_visitor_who_is_done_takes_the_voice_along(self, listening):
        listening.press("5").press("5")
        listening.terminal.wait_for("ticket")
        listening.press("-")
        listening.terminal.wait_for("start")
        assert listening.page.get_attribute("html", "data-speech") == "off"

    def test_an_error_is_spoken(self, listening):
        def ask_for_nothing(route):
            route.continue_(post_data=re.sub("service=[a-z-]+", "service=nothing", route.request.post_data))

        listening.page.route("**/draw", ask_for_nothing)
        listening.press("5")
        listening.terminal.wait_for("bring")
        listening.forget().press("5")
        listening.terminal.wait_for("refused")
        said = listening.page.inner_text("h1")
        listening.hears(said)

    def test_a_lost_server_is_said_by_a_clip_that_was_there_before(self, server, listening):
        lost = "Keine Verbindung zum Server. Bitte warten Sie: Es geht von selbst weiter."
        listening.hears(lost)  # asked for while there is a server
        listening.page.wait_for_selector("html:not([data-speaking])", timeout=40_000)
        listening.forget()
        server.signal(signal.SIGSTOP)
        listening.page.wait_for_selector("html[data-link=lost][data-speaking]", timeout=12_000)
        assert listening.said == []
        server.signal(signal.SIGCONT)
        listening.page.wait_for_selector("html[data-link=live]")


@pytest.mark.parametrize(("language", "near"), [("ps", "fa"), ("ti", "en"), ("so", "en")])
def test_a_language_without_a_voice_offers_the_nearest_and_asks(ear, language, near):
    _, nearby = texts(language).gettext, texts(near).gettext
    ear.press("*").go_to(f"/kiosk/{language}").forget().press("5")
    ear.terminal.wait_for("services")
    sentence = "In dieser Sprache kann dieser Automat nicht vorlesen."
    assert ear.terminal.is_seen("dialog[data-no-voice]")
    assert _(sentence) in ear.page.inner_text("dialog[data-no-voice]")
    ear.hears(nearby(sentence), near).hears(nearby("In dieser Sprache weiter"), near)
    assert {code for code, _ in ear.said} <= {near}
    assert ear.terminal.watched.violations() == []
    ear.press("5")
    ear.page.wait_for_selector(f"main[data-language='{near}']")
    ear.hears(nearby("Wobei können wir Ihnen helfen?"), near)


def test_whoever_declines_goes_on_in_silence(ear):
    ear.press("*").go_to("/kiosk/ti").press("5")
    ear.page.wait_for_selector("dialog[data-no-voice][open]")
    ear.press("ArrowUp").press("5")
    assert not ear.terminal.is_seen("dialog[data-no-voice]")
    assert ear.page.get_attribute("main", "data-language") == "ti"
    ear.forget().press("ArrowDown")
    assert ear.said == []


def test_a_code_is_not_spoken_aloud(ear):
    ear.terminal.go("/kiosk/appointment/de")
    ear.press("*").hears("Welchen Code hat Ihr Termin?").forget()
    for sign in "70q":
        ear.press(sign)
    ear.hears("Zeichen eingegeben")
    assert {text for _, text in ear.said} == {"Zeichen eingegeben"}
    assert ear.page.input_value(".code-input") == "70Q"


def test_the_countdown_waits_for_the_voice(ear):
    ear.press("*").go_to("/kiosk/de").press("5").press("5").press("5")
    ear.terminal.wait_for("ticket")
    assert ear.terminal.seconds >= 19
    ear.page.wait_for_timeout(4000)
    assert ear.terminal.seconds >= 18


def test_without_an_engine_there_is_no_ear(paper):
    text = paper.get("/kiosk").text
    assert "data-ear" not in text
    assert "data-voices" not in text
