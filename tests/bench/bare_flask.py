"""The rival of a draw: a Flask view that checks nothing and commits one row, under the same kind of worker."""

import os
import sqlite3
import threading

from flask import Flask, request

app = Flask(__name__)
lock = threading.Lock()
rows = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, check_same_thread=False)
for pragma in ("journal_mode=WAL", "synchronous=FULL"):
    rows.execute(f"PRAGMA {pragma}")
rows.execute("CREATE TABLE IF NOT EXISTS drawn (id INTEGER PRIMARY KEY, key TEXT UNIQUE, service TEXT, language TEXT)")


@app.post("/draw")
def draw() -> tuple[dict[str, object], int]:
    asked = request.get_json()
    with lock:
        rows.execute("BEGIN IMMEDIATE")
        values = (request.headers["Idempotency-Key"], asked["service"], asked["language"])
        made = rows.execute("INSERT INTO drawn (key, service, language) VALUES (?, ?, ?)", values)
        rows.execute("COMMIT")
    return {"id": made.lastrowid, "number": f"A{made.lastrowid or 0:03d}"}, 201


@app.get("/ready")
def ready() -> dict[str, str]:
    return {}
