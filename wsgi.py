"""Composition root: settings → database → screens → app. The only file that knows every part."""

import gc
import os
import sys

import gevent

from display.screen import SCREEN as DISPLAY
from kiosk.screen import SCREEN as KIOSK
from lobby.admin.screen import SCREEN as ADMIN
from lobby.desk.screen import SCREEN as DESK
from lobby.frontdesk.screen import SCREEN as FRONTDESK
from lobby.insight.screen import SCREEN as INSIGHT
from lobby.phone.screen import SCREEN as PHONE
from lobby.public.screen import SCREEN as PUBLIC
from lobby.settings import Settings
from lobby.setup.screen import SCREEN as SETUP
from lobby.web import logs
from lobby.web.app import create_app, start_background
from printer.station.screen import SCREEN as PRINTER

sys.setswitchinterval(0.001)  # a thread that computes gives way to whoever asks within a millisecond, not five
gevent.config.track_greenlet_tree = False  # who began what: time and a kilobyte for each task, and nobody asks
settings = Settings.from_env(os.environ)
logs.begin(settings.log_format)
app = create_app(settings, (PUBLIC, KIOSK, DISPLAY, DESK, FRONTDESK, ADMIN, INSIGHT, PHONE, SETUP, PRINTER))
start_background(app)
gc.collect()
gc.freeze()  # what lives as long as the process need not be looked at again
