"""Composition root: settings → database → screens → app. The only file that knows every part."""

import gc
import importlib  # interim: until all screens are there
import importlib.util
import os

from lobby.settings import Settings
from lobby.web.app import create_app, start_background

SCREENS = tuple(
    importlib.import_module(name).SCREEN
    for name in (
        "lobby.public.screen",
        "kiosk.screen",
        "display.screen",
        "lobby.desk.screen",
        "lobby.phone.screen",
        "printer.station.screen",
    )
    if os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)), name.replace(".", "/") + ".py"))
)

app = create_app(Settings.from_env(os.environ), SCREENS)
start_background(app)
gc.collect()
gc.freeze()  # what lives as long as the process need not be looked at again
