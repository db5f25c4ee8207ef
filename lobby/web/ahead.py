"""Clips of calls made before they are needed, one at a time: so that speech starts at once."""

import gevent
from flask import Flask
from gevent.event import Event

from lobby.boards import announcing
from lobby.speech.maker import Maker
from lobby.store.database import Announcement
from lobby.store.tables.devices import DeviceKind
from lobby.web.runtime import Runtime

REST_S = 0.05  # between two clips: whoever waits for the processor goes first
GATHER_S = 1.0  # what is drawn or called in this time is one piece of news


class Ahead:
    """Hears what was committed, and has said whatever may be called next in offices whose displays are there."""

    def __init__(self, app: Flask, runtime: Runtime) -> None:
        self._app, self._runtime = app, runtime
        self._offices: set[int] = set()
        self._news = Event()

    def start(self) -> None:
        if isinstance(self._runtime.caller, Maker):
            self._runtime.listeners.append(self._hear)
            gevent.spawn(self._forever, self._runtime.caller)

    def make(self, voice: Maker, office_id: int) -> int:
        """Make what is not kept yet; how many clips that were."""
        devices = self._runtime.devices(office_id)
        if not any(device.kind is DeviceKind.DISPLAY and device.is_here for device in devices):
            return 0
        made = 0
        for each in dict.fromkeys(announcing.ahead(self._runtime.view(office_id, "", "de"))):
            if not voice.has(each.text, each.language, each.rate):
                self._runtime.manners.aside()()
                voice.say(each.text, each.language, each.rate)
                made += 1
                gevent.sleep(REST_S)
        return made

    def _hear(self, announcement: Announcement) -> None:
        self._offices.add(announcement.office_id)
        self._news.set()

    def _forever(self, voice: Maker) -> None:
        while True:
            self._news.wait()
            gevent.sleep(GATHER_S)
            self._news.clear()
            offices, self._offices = self._offices, set()
            for office_id in offices:
                try:
                    self.make(voice, office_id)
                except Exception as error:
                    # A clip that is not made ahead is made when it is asked for.
                    self._app.logger.error("clips ahead", exc_info=error)
