"""A row of each report, for the API's document."""

from typing import Any

PLACE = {"service": "residence", "hour": 9, "period": None}
WAITED = {"median_minutes": 18.1, "p80_minutes": 31.7, "p90_minutes": 38.9}
ROWS: dict[str, dict[str, Any]] = {
    "VisitsOut": PLACE | {"drawn": 44, "finished": 38, "at_service_point": 0, "settled": 0, "settled_share": 0.0},
    "WaitsOut": PLACE
    | {"called": 41, "mean_minutes": 22.4, "within_15": 0.34, "within_30": 0.78, "within_60": 1.0, **WAITED, "within_target": 0.78},
    "PromisesOut": PLACE | {"promised": 40, "kept": 37, "kept_share": 0.925, "sooner": 6, "minutes_late": 4.5, "got_worse": None},
    "ServiceTimesOut": {
        "service": "residence",
        "finished": 38,
        "walking_minutes": 1.2,
        "service_minutes": 19.7,
        "period": None,
        "walking_median": 1.1,
        "walking_p80": 1.6,
        "walking_p90": 2.0,
        "walking_within_3": 0.974,
        "service_median": 16.5,
        "service_p80": 27.4,
        "service_p90": 36.2,
        "within_target": 0.842,
    },
    "NoShowsOut": PLACE
    | {"called": 41, "missed": 6, "share": 0.146, "withdrawn": None, "expired": None}
    | {"drawn": 44, "abandoned": None, "abandoned_share": None},
    "OvertakingsOut": PLACE | {"drawn": 44, "overtakings": 12, "overtaken": 9, "overtaken_share": 0.205},
    "TransfersOut": {"service": "service-point", "to_service": "residence", "period": None, "moved": 14},
    "LoadOut": {"weekday": 1, "hour": 9, "days": 1, "drawn": 44, "a_day": 44.0, "median_minutes": 18.1, "p90_minutes": 38.9},
    "CounterHoursOut": {
        "area": "hall",
        "hour": 9,
        "period": None,
        "places": 8.0,
        "open_hours": 7.6,
        "busy_hours": 5.9,
        "idle_hours": 1.7,
        "busy_share": 0.776,
    },
    "ChannelsOut": {"channel": "kiosk", "period": None, "drawn": 212, "share": 0.71, "called": 198, "missed_share": 0.1}
    | {**WAITED, "within_target": 0.78},
    "LanguagesOut": {"language": "uk", "drawn": 57, "share": 0.31, "called": 52}
    | {"median_minutes": 18.1, "p90_minutes": 38.9, "within_target": 0.78},
    "OutcomesOut": {"outcome": "settled", "finished": 160, "share": 0.816}
    | {"service_mean": 17.2, "service_median": 14.9, "service_p90": 33.0},
    "FeedbackOut": {
        "period": "week",
        "first": "2026-11-16",
        "part": "service",
        "name": "residence",
        "answers": 34,
        "satisfied": 27,
        "share": 0.794,
        "low": 0.632,
        "high": 0.897,
    },
}
