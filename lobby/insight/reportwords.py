"""The reports and their columns in words, for their page."""

from lobby.domain.errors import N_

TITLES = {
    "visits": N_("Besuche"),
    "waits": N_("Wartezeiten"),
    "promises": N_("Zusagen"),
    "service-times": N_("Bearbeitungszeiten"),
    "no-shows": N_("Nicht erschienen"),
    "overtakings": N_("Überholt"),
    "transfers": N_("Weiterleitungen"),
    "load": N_("Andrang"),
    "counter-hours": N_("Offene Schalter"),
    "channels": N_("Zugänge"),
    "languages": N_("Sprachen"),
    "outcomes": N_("Ergebnisse"),
}
"""Reports of this page, in its order; what visitors say has a page of its own."""
PLACES = {
    "service": N_("Anliegen"),
    "to_service": N_("weiter zu"),
    "channel": N_("Zugang"),
    "language": N_("Sprache"),
    "outcome": N_("Ergebnis"),
    "area": N_("Wartebereich"),
    "weekday": N_("Wochentag"),
    "hour": N_("Stunde"),
    "period": N_("Zeitraum"),
}
"""Columns that say what a row is of."""
MEDIAN, P80, P90 = N_("Median, Minuten"), N_("80 % bis, Minuten"), N_("90 % bis, Minuten")
WALK_MEDIAN, WALK_80, WALK_90 = N_("Wegezeit, Median"), N_("Wegezeit, 80 % bis"), N_("Wegezeit, 90 % bis")
SERVE_MEDIAN, SERVE_80, SERVE_90 = N_("Bearbeitung, Median"), N_("Bearbeitung, 80 % bis"), N_("Bearbeitung, 90 % bis")
COLUMNS = {
    "drawn": N_("Nummern"),
    "finished": N_("erledigt"),
    "at_service_point": N_("davon am Servicepunkt"),
    "settled": N_("ohne Nummer erledigt"),
    "settled_share": N_("am Servicepunkt erledigt"),
    "called": N_("aufgerufen"),
    "mean_minutes": N_("Mittel, Minuten"),
    "median_minutes": MEDIAN,
    "p80_minutes": P80,
    "p90_minutes": P90,
    "within_15": N_("bis 15 Minuten"),
    "within_30": N_("bis 30 Minuten"),
    "within_60": N_("bis 60 Minuten"),
    "within_target": N_("im Ziel"),
    "promised": N_("Zusagen"),
    "kept": N_("gehalten"),
    "kept_share": N_("Anteil gehalten"),
    "sooner": N_("früher als gesagt"),
    "minutes_late": N_("gebrochen: um"),
    "got_worse": N_("länger geworden"),
    "walking_minutes": N_("Wegezeit, Mittel"),
    "walking_median": WALK_MEDIAN,
    "walking_p80": WALK_80,
    "walking_p90": WALK_90,
    "walking_within_3": N_("Weg bis 3 Minuten"),
    "service_minutes": N_("Bearbeitung, Mittel"),
    "service_mean": N_("Bearbeitung, Mittel"),
    "service_median": SERVE_MEDIAN,
    "service_p80": SERVE_80,
    "service_p90": SERVE_90,
    "missed": N_("vergeblich aufgerufen"),
    "missed_share": N_("vergeblich aufgerufen"),
    "share": N_("Anteil"),
    "withdrawn": N_("zurückgegeben"),
    "expired": N_("bei Schluss noch da"),
    "abandoned": N_("vor dem Aufruf gegangen"),
    "abandoned_share": N_("Anteil gegangen"),
    "overtakings": N_("vor anderen dran"),
    "overtaken": N_("überholt"),
    "overtaken_share": N_("Anteil überholt"),
    "moved": N_("weitergeleitet"),
    "days": N_("Tage"),
    "a_day": N_("je Tag"),
    "places": N_("offene Schalter"),
    "open_hours": N_("Stunden offen"),
    "busy_hours": N_("Stunden belegt"),
    "idle_hours": N_("Stunden frei"),
    "busy_share": N_("Anteil belegt"),
}
CHANNELS = {"kiosk": N_("Terminal"), "front-desk": N_("Servicepunkt"), "appointment": N_("Termin")}
SHARES = frozenset({"share", "within_15", "within_30", "within_60", "within_target", "walking_within_3"})


def is_share(column: str) -> bool:
    return column in SHARES or column.endswith("_share")
