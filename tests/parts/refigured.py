"""The rows that a recount expects of each report: for each place of it, column by column. Nothing of Lobby is imported here."""

from recount import lateness, mean, minutes, period, ratio, sketch, within

MEASURES = ("called", "finished", "withdrawn", "expired", "abandoned", "missed", "at_service_point", "overtaken")


def expected(name, counted, by=None, target=30, first=None, last=None):
    """Place → column → figure. A place is (row, column) as in the report, None for all."""
    inside = lambda each: (first is None or each["on"] >= first) and (last is None or each["on"] <= last)  # noqa: E731
    visits = [visit for visit in counted.visits if inside(visit)]
    if name in ("languages", "outcomes"):
        return of_names(name, visits, target)
    if name == "load":
        return of_load(visits)
    if name == "counter-hours":
        return of_hours([each for each in counted.hours if inside(each)], by)
    if name == "transfers":
        moves = [move for move in counted.moves if inside(move)]
        places = group(moves, lambda move: (move["service"], period(move["on"], by) if by else move["to"]))
        return {place: {"moved": len(each)} for place, each in places.items()}
    if name == "channels":
        places = group(visits, lambda visit: (visit["channel"], period(visit["on"], by) if by else None))
        return {place: channel(each, len(places[None, place[1]]), target) for place, each in places.items()}
    settled = [each for each in counted.settled if inside(each)]
    column = lambda each: period(each["on"], by) if by else each["hour"]  # noqa: E731
    rows = group(visits + settled, lambda each: (each["service"], column(each)))
    return {place: of_service(name, each, target) for place, each in rows.items() if is_row(name, place, each, by)}


def is_row(name, place, each, by):
    if name == "promises":
        return any(visit.get("promised") for visit in each)
    return name != "service-times" or by is not None or place[1] is None


def group(each, place_of):
    found = {}
    for one in each:
        row, column = place_of(one)
        for place in {(None, None), (row, None), (None, column), (row, column)}:
            found.setdefault(place, []).append(one)
    return found


def of_service(name, each, target):
    visits = [one for one in each if "called" in one]
    n = {measure: sum(visit[measure] for visit in visits) for measure in (*MEASURES, "overtakings")}
    drawn, settled = len(visits), len(each) - len(visits)
    waits = [visit["waited"] for visit in visits if visit["called"]]
    walks = [visit["walked"] for visit in visits if visit["finished"]]
    serves = [visit["served"] for visit in visits if visit["finished"]]
    promised = [visit for visit in visits if visit["promised"]]
    kept = sum(visit["kept"] for visit in promised)
    return {
        "visits": lambda: {
            "drawn": drawn,
            "finished": n["finished"],
            "at_service_point": n["at_service_point"],
            "settled": settled,
            "settled_share": ratio(n["at_service_point"] + settled, n["finished"] + settled),
        },
        "waits": lambda: {
            "called": n["called"],
            "mean_minutes": mean(waits),
            **{f"within_{most}": ratio(sum(wait <= most * 60 for wait in waits), len(waits)) for most in (15, 30, 60)},
            **quantiles(waits, "{}_minutes"),
            "within_target": within(waits, target),
        },
        "service-times": lambda: {
            "finished": n["finished"],
            "walking_minutes": mean(walks),
            "service_minutes": mean(serves),
            **quantiles(walks, "walking_{}"),
            "walking_within_3": within(walks, 3),
            **quantiles(serves, "service_{}"),
            "within_target": within(serves, target),
        },
        "no-shows": lambda: {
            **{measure: n[measure] for measure in ("called", "missed", "withdrawn", "expired", "abandoned")},
            "share": ratio(n["missed"], n["called"]),
            "drawn": drawn,
            "abandoned_share": ratio(n["abandoned"], drawn),
        },
        "overtakings": lambda: {
            "drawn": drawn,
            "overtakings": n["overtakings"],
            "overtaken": n["overtaken"],
            "overtaken_share": ratio(n["overtaken"], drawn),
        },
        "promises": lambda: {
            "promised": len(promised),
            "kept": kept,
            "kept_share": ratio(kept, len(promised)),
            "sooner": sum(visit["sooner"] for visit in promised),
            "minutes_late": lateness(promised),
            "got_worse": sum(visit["got_worse"] for visit in promised),
        },
    }[name]()


def quantiles(values, pattern):
    shares = {"median": 0.5, "p80": 0.8, "p90": 0.9}
    return {pattern.format(name): minutes(sketch(values, share)) for name, share in shares.items()}


def channel(visits, whole, target):
    waits = [visit["waited"] for visit in visits if visit["called"]]
    return {
        "drawn": len(visits),
        "share": ratio(len(visits), whole),
        "called": len(waits),
        "missed_share": ratio(sum(visit["missed"] for visit in visits), len(waits)),
        **quantiles(waits, "{}_minutes"),
        "within_target": within(waits, target),
    }


def of_names(name, visits, target):
    column = name.removesuffix("s")
    found = {}
    for visit in visits:
        if visit[column] is not None:
            found.setdefault((visit[column], None), []).append(visit)
    whole = sum(map(len, found.values()))
    return {place: (language if name == "languages" else outcome)(each, whole, target) for place, each in found.items()}


def language(visits, whole, target):
    told = channel(visits, whole, target)
    return {name: told[name] for name in ("drawn", "share", "called", "median_minutes", "p90_minutes", "within_target")}


def outcome(visits, whole, _):
    serves = [visit["served"] for visit in visits]
    told = {"finished": len(visits), "share": ratio(len(visits), whole), "service_mean": mean(serves)}
    return told | {name: value for name, value in quantiles(serves, "service_{}").items() if name != "service_p80"}


def of_load(visits):
    weekday = lambda visit: date_of(visit).weekday()  # noqa: E731
    days = {}
    for visit in visits:
        days.setdefault(weekday(visit), set()).add(visit["on"])
    found = {}
    for visit in visits:
        found.setdefault((weekday(visit), visit["hour"]), []).append(visit)
    return {place: load(each, len(days[place[0]])) for place, each in found.items()}


def load(visits, days):
    waits = [visit["waited"] for visit in visits if visit["called"]]
    told = {"days": days, "drawn": len(visits), "a_day": round(len(visits) / days, 1)}
    return told | {name: value for name, value in quantiles(waits, "{}_minutes").items() if name != "p80_minutes"}


def date_of(visit):
    from datetime import date

    return date.fromisoformat(visit["on"])


def of_hours(hours, by):
    places = group(hours, lambda each: (each["area"], period(each["on"], by) if by else each["hour"]))
    return {place: spent(each) for place, each in places.items()}


def spent(each):
    slots = {(one["on"], one["hour"]) for one in each}
    open_, busy = (sum(one[name] for one in each) for name in ("open", "busy"))
    hours = {"open_hours": open_, "busy_hours": busy, "idle_hours": open_ - busy}
    return {
        "places": round(sum(one["places"] for one in each) / len(slots), 1),
        **{name: round(seconds / 3600, 1) for name, seconds in hours.items()},
        "busy_share": ratio(busy, open_),
    }
