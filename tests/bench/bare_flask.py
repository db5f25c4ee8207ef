"""The rival of a draw: a Flask view that checks nothing and commits one row, under the same kind of worker."""

import os
import queue
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, request

DATABASE = os.environ["BARE_DATABASE"]
INTO = "INSERT INTO drawn (key, service, language) VALUES"
app = Flask(__name__)


class Sqlite:
    def __init__(self, file: str) -> None:
        self._lock = threading.Lock()
        self._rows = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._rows.execute(f"PRAGMA {pragma}")
        self._rows.execute(
            "CREATE TABLE IF NOT EXISTS drawn (id INTEGER PRIMARY KEY, key TEXT UNIQUE, service TEXT, language TEXT)"
        )

    def insert(self, values: tuple[Any, ...]) -> int:
        with self._lock:
            self._rows.execute("BEGIN IMMEDIATE")
            made = self._rows.execute(f"{INTO} (?, ?, ?)", values)
            self._rows.execute("COMMIT")
        return made.lastrowid or 0


class Postgresql:
    def __init__(self, url: str) -> None:
        self._idle: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue()
        for _ in range(10):
            self._idle.put(psycopg.connect(url))
        with psycopg.connect(url) as rows:
            rows.execute("SELECT pg_advisory_xact_lock(1)")
            rows.execute("CREATE TABLE IF NOT EXISTS drawn (id SERIAL PRIMARY KEY, key TEXT UNIQUE, service TEXT, language TEXT)")

    def insert(self, values: tuple[Any, ...]) -> int:
        rows = self._idle.get()
        try:
            made = rows.execute(f"{INTO} (%s, %s, %s) RETURNING id", values).fetchone()
            rows.commit()
            return int(made[0]) if made else 0
        finally:
            self._idle.put(rows)


rows = Postgresql(DATABASE) if DATABASE.startswith("postgresql:") else Sqlite(DATABASE)


@app.post("/draw")
def draw() -> tuple[dict[str, object], int]:
    asked = request.get_json()
    made = rows.insert((request.headers["Idempotency-Key"], asked["service"], asked["language"]))
    return {"id": made, "number": f"A{made:03d}"}, 201


@app.get("/ready")
def ready() -> dict[str, str]:
    return {}
