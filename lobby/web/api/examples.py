"""An example of each body that comes in and of each answer, as the document shows it. Tests hold them against the shapes."""

from typing import Any

from lobby.web.api import reportexamples

AT = "2026-11-24T09:12:03.101Z"
WAIT = {"low_minutes": 10, "high_minutes": 25}
CALL = {"id": 417, "counter": "104", "counter_name": "Room 104", "hint": "1st floor", "count": 1, "called_at": AT}
TICKET = {
    "token": "q3V0c2VtZXItdG9rZW4",
    "number": "A012",
    "service": "residence",
    "language": "uk",
    "state": "called",
    "drawn_at": "2026-11-24T08:40:11.020Z",
    "ahead": None,
    "wait": None,
    "call": CALL,
    "status_url": "https://lobby.example.org/t/q3V0c2VtZXItdG9rZW4",
}
HOUSE_TICKET = TICKET | {"id": 31, "needs": ["wheelchair"], "party_size": 1, "slip": "printed"}
QUEUED = {
    "id": 32,
    "number": "A013",
    "service": "residence",
    "language": "ar",
    "needs": [],
    "party_size": 3,
    "why": "waiting for 14 minutes",
    "sent_to": None,
    "state": "waiting",
    "drawn_at": "2026-11-24T08:58:00.500Z",
    "slip": "printed",
}
OFFICE_SERVICE = {
    "slug": "residence",
    "letter": "A",
    "name": "Residence permit",
    "waiting": 4,
    "wait": WAIT,
    "state": "open",
    "probably_today": True,
    "next_opening": None,
}
COUNTER = {
    "slug": "104",
    "name": "Room 104",
    "hint": "1st floor",
    "area": "upstairs",
    "services": ["residence", "fiktion"],
    "taken": True,
    "taken_by_me": True,
}
APPOINTMENT = {"code": "B7K2", "service": "naturalisation", "at": "2026-11-24T10:15", "cancelled": False}
WEBHOOK = {
    "id": 3,
    "url": "https://light.example/lobby",
    "events": ["ticket.called"],
    "failures": 0,
    "try_at": None,
    "paused_at": None,
}
NOTICE = {"texts": {"de": "Heute nur bis 15 Uhr.", "en": "Only until 3 p.m. today."}}
DAYS = {"from": "2026-11-24", "to": "2026-11-24"}

WHAT_IF = {
    "days": {"first": "2026-11-02", "last": "2026-11-23", "weekdays": ["tue"]},
    "staff": [{"counter": "108", "hours": "09:00-11:00"}],
    "search": {"p90_minutes": 30},
}

EXAMPLES: dict[str, Any] = {
    "WhatIfBody": WHAT_IF,
    "DrawBody": {"service": "residence", "language": "uk", "needs": ["wheelchair"]},
    "SlipBody": {},
    "PostponeBody": {"minutes": 10},
    "SessionBody": {"counter": "104", "languages": ["en", "ar"]},
    "NothingTold": {},
    "CallTold": {"reason": "urgent"},
    "FinishTold": {},
    "ParkTold": {"reason": "fetches a photo", "remind_minutes": 15},
    "TransferTold": {"service": "benefits", "note": "has all papers"},
    "NoteTold": {"text": "needs an interpreter"},
    "PauseBody": {"reason": "staff"},
    "EvacuationBody": {"confirm": True},
    "NoticeBody": NOTICE | {"minutes": 60},
    "AppointmentList": [APPOINTMENT],
    "WebhookBody": {"url": WEBHOOK["url"], "events": WEBHOOK["events"]},
    "ReportBody": {"reason": "paper jam", "touched": True},
    "StatusBody": {"state": "paper-low"},
    "TicketOut": HOUSE_TICKET,
    "PublicTicket": TICKET,
    "OfficeOut": {
        "slug": "bernburg",
        "name": "Foreigners' authority, Salzlandkreis",
        "address": "Friedensallee 25, Bernburg",
        "time_zone": "Europe/Berlin",
        "languages": ["de", "uk", "ar"],
        "open": True,
        "closes_at": "2026-11-24T11:00:00.000Z",
        "next_opening": None,
        "services": [OFFICE_SERVICE],
        "demo": True,
        "rehearsal": False,
        "as_of": AT,
    },
    "Counters": [COUNTER],
    "CounterOut": COUNTER,
    "NextOut": {"ticket": HOUSE_TICKET, "why": "waiting for 32 minutes"},
    "QueueOut": {"waiting": [QUEUED | {"wait": WAIT}], "called": [], "serving": [], "parked": [], "missed": []},
    "SettledOut": {"service": "service-point", "settled": 12},
    "PrintersOut": {
        "printers": [
            {
                "id": 1,
                "name": "entrance",
                "state": "online",
                "said": "online",
                "said_at": AT,
                "since": "2026-11-24T06:50:00.000Z",
                "is_silent": False,
                "is_down": False,
                "is_low": False,
                "width_px": 576,
                "roll_m": 80,
                "slips_left": 410,
                "replaced_by": None,
                "loses_slips": False,
            }
        ]
    },
    "WhatIfOut": {
        "id": 7,
        "state": "running",
        "percent": 42,
        "begun_at": AT,
        "asked": WHAT_IF,
        "result": None,
        "problem": None,
    },
    "NoticesOut": {"notices": [NOTICE | {"id": 5, "until": "2026-11-24T10:12:03.101Z"}]},
    "NoticeOut": NOTICE | {"id": 5, "until": "2026-11-24T10:12:03.101Z"},
    "BoardOut": {
        "office": "bernburg",
        "display": "hall",
        "day": "2026-11-24",
        "revision": 417,
        "as_of": AT,
        "open": True,
        "calls": [CALL | {"line": 417, "number": "A012", "language": "uk"}],
        "waiting": [{"service": "residence", "waiting": 4, "wait": WAIT}],
        "notice": None,
        "promises": None,
        "announce": [{"line": 417, "number": "A012", "called_at": AT, "clips": ["uk/104/A012", "de/104/A012"]}],
        "sound": {"volume": 0.8, "quiet": False, "chime": True, "clear": False},
        "html": "<main>…</main>",
    },
    "AppointmentsOut": {
        "appointments": [
            {
                "id": 9,
                "code": "B7K2",
                "service": "naturalisation",
                "at": "2026-11-24T09:15:00.000Z",
                "state": "booked",
                "number": None,
            }
        ]
    },
    "PlanOut": {"added": 1, "moved": 0, "cancelled": 0, "unchanged": 0, "past": 0},
    "WebhookOut": WEBHOOK,
    "WebhooksOut": {"webhooks": [WEBHOOK]},
    "PingOut": {"status": 200, "error": None},
    "DeliveriesOut": {
        "deliveries": [
            {"event_id": "bernburg/2026-11-24/417", "event": "ticket.called", "attempt": 1, "at": AT, "status": 200, "error": None}
        ]
    },
    **{name: DAYS | {"rows": [row]} for name, row in reportexamples.ROWS.items()},
    "ForecastOut": {
        "office": "bernburg",
        "known_days": 180,
        "kept": 0.86,
        "days": [
            {
                "date": "2026-11-24",
                "total": {"mean": 164.2, "low": 140, "high": 190},
                "appointments": 12,
                "quarters": [{"at": "09:00", "mean": 11.6, "low": 7, "high": 16}],
            }
        ],
        "trial": {
            "days": 52,
            "days_held": 0.79,
            "quarters_held": 0.83,
            "scores": [{"name": "lobby", "day_error": 20.3, "quarter_error": 2.5}],
        },
    },
    "AuditOut": DAYS
    | {
        "entries": [
            {
                "at": AT,
                "by": "b.muster",
                "address": "192.0.2.7",
                "office": "bernburg",
                "act": "webhook.add",
                "what": {"events": ["ticket.called"]},
                "digest": "9f2b…",
            }
        ]
    },
    "Reported": {"job": 88, "slip": "printed"},
    "text/csv": "code,service,at\nB7K2,naturalisation,2026-11-24T10:15\n",
    "text/calendar": "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "BEGIN:VEVENT",
            "UID:B7K2",
            "DTSTART:20261124T101500",
            "SUMMARY:naturalisation",
            "END:VEVENT",
            "END:VCALENDAR",
        )
    ),
}
"""Shape, or kind of a file → its example."""
