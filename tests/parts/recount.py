"""Every figure of every report counted once more, from exported journal lines, in plain Python: nothing of Lobby is imported here.

The formulas are those that docs/reports.md states.
"""

import math
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

GAMMA = (1 + 0.01) / (1 - 0.01)


class Recount:
    """`days`, `lines`, `tickets`: as `lobby export` writes them; of tickets only `worse_by`, which no line tells.

    `services`: id → slug; `counters`: id → (kind, area); `zone`: the office's time zone.
    """

    def __init__(self, days, lines, tickets, services, counters, zone):
        self.zone, self.services, self.counters = ZoneInfo(zone), services, counters
        self.worse = {ticket["id"]: ticket["worse_by"] for ticket in tickets}
        self.visits, self.settled, self.moves, self.hours = [], [], [], []
        for day in days:
            mine = sorted((line for line in lines if line["day_id"] == day["id"]), key=lambda line: line["revision"])
            self._day(day["date"], instant(day["ended_at"]), mine)

    def _day(self, on, ended_at, lines):
        visits, missed, moved, undoable = {}, Counter(), Counter(), {}
        flows = []
        for line in lines:
            id_, verb, changes = line["ticket_id"], line["verb"], line["changes"]
            if verb == "settle":
                service = self.services[changes["service_id"][1]]
                self.settled.append({"on": on, "service": service, "hour": self.local(instant(line["at"])).hour})
            if id_ is None:
                continue
            before = dict(visits.get(id_, {}))
            visits[id_] = {**before, "id": id_, "on": on, **{name: pair[1] for name, pair in changes.items()}}
            if verb == "undo":
                undoable.pop(id_, lambda: None)()
            elif verb != "slip":
                undoable[id_] = lambda: None
            if verb == "miss":
                missed[id_] += 1
                undoable[id_] = lambda id_=id_: missed.subtract([id_])
            if verb == "transfer" and (changes.get("service_id") or (changes.get("sent_to") or [0, None])[1] is not None):
                move = {"on": on, "service": self.services[before["service_id"]], "to": self.services[visits[id_]["service_id"]]}
                flows.append(move)
                moved[id_] += 1
                undoable[id_] = lambda id_=id_, move=move: (moved.subtract([id_]), flows.remove(move))
        passed = {other for visit in visits.values() for other in visit.get("overtook", [])}
        self.moves += flows
        self.visits += [self._visit(visit, missed[id_], moved[id_], id_ in passed) for id_, visit in visits.items()]
        self.hours += self._open_hours(on, ended_at, lines)

    def _visit(self, raw, missed, moved, is_passed):
        state, called = raw["state"], raw.get("called_at") is not None
        served = state == "finished"
        kind = self.counters.get(raw.get("counter_id"), (None, None))[0]
        channel = "appointment" if raw.get("appointment_at") else "kiosk" if raw.get("drawn_by") is not None else "front-desk"
        return {
            "on": raw["on"],
            "service": self.services[raw["service_id"]],
            "hour": self.local(instant(raw["drawn_at"])).hour,
            "channel": channel,
            "language": raw["language"],
            "outcome": (raw.get("outcome") or "") if served else None,
            "called": called,
            "finished": served,
            "withdrawn": state == "withdrawn",
            "expired": state == "expired",
            "abandoned": state in ("withdrawn", "expired") and not called,
            "missed": missed > 0,
            "at_service_point": served and kind == "service-point",
            "overtakings": len(raw.get("overtook", [])),
            "overtaken": is_passed,
            "waited": raw.get("waited_s", 0) if called else None,
            "walked": raw.get("walked_s", 0) if served else None,
            "served": raw.get("served_s", 0) if served else None,
            **self._promise(raw, state, called),
        }

    def _promise(self, raw, state, called):
        nothing = {"promised": False, "kept": False, "sooner": False, "late": None, "got_worse": False}
        promise, waited = raw.get("promise") or [], raw.get("waited_s", 0) / 60
        if not promise or raw.get("standing", "ordinary") != "ordinary":
            return nothing
        low, high, worse = promise[0], promise[1], self.worse[raw["id"]] > 0
        if called:
            late = waited - high if waited > high else None
            return {"promised": True, "kept": waited <= high, "sooner": waited < low, "late": late, "got_worse": worse}
        if state in ("withdrawn", "expired") and waited > high:
            return nothing | {"promised": True, "got_worse": worse}
        return nothing

    def _open_hours(self, on, ended_at, lines):
        """By intervals: when each counter was open, when somebody was there, and where both overlap."""
        lines = [line for line in lines if instant(line["at"]) <= ended_at]
        return self._by_hour(on, self._opened(ended_at, lines), self._busy(ended_at, lines))

    def _opened(self, ended_at, lines):
        since, found = {}, defaultdict(list)
        for line in lines:
            counter, verb = line["counter_id"], line["verb"]
            if verb in ("sign-off", "break") and counter in since:
                found[counter].append((since.pop(counter), instant(line["at"])))
            if verb in ("sign-on", "back"):
                since.setdefault(counter, instant(line["at"]))
        for counter, begin in since.items():
            found[counter].append((begin, ended_at))
        return found

    def _busy(self, ended_at, lines):
        where, state, here, found = {}, {}, {}, defaultdict(list)
        for line in lines:
            id_, at = line["ticket_id"], instant(line["at"])
            if id_ is None:
                continue
            where[id_] = line["changes"].get("counter_id", [0, where.get(id_)])[1]
            state[id_] = line["changes"].get("state", [0, state.get(id_)])[1]
            counter, since = here.get(id_, (None, at))
            now_at = where[id_] if state[id_] in ("called", "serving") else None
            if now_at != counter:
                found[counter].append((since, at))
                here[id_] = (now_at, at)
        for counter, since in here.values():
            found[counter].append((since, ended_at))
        return found

    def _by_hour(self, on, open_, busy):
        spent = defaultdict(lambda: [timedelta(), timedelta()])
        for counter, intervals in open_.items():
            for begin, end in intervals:
                for hour, start, stop in self._hours(begin, end):
                    spent[counter, hour][0] += stop - start
                    for since, until in busy[counter]:
                        spent[counter, hour][1] += max(min(stop, until) - max(start, since), timedelta())
        found = defaultdict(list)
        for (counter, hour), each in spent.items():
            if each[0]:
                found[self.counters[counter][1], hour].append(each)
        return [
            {
                "on": on,
                "area": area,
                "hour": hour,
                "places": len(each),
                "open": int(sum((one[0] for one in each), timedelta()).total_seconds()),
                "busy": int(sum((one[1] for one in each), timedelta()).total_seconds()),
            }
            for (area, hour), each in found.items()
        ]

    def _hours(self, begin, end):
        """An interval cut at each full hour; the zone's offset is of whole hours."""
        while begin < end:
            stop = min(begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), end)
            yield self.local(begin).hour, begin, stop
            begin = stop

    def local(self, at):
        return at.astimezone(self.zone)


def instant(text):
    return datetime.fromisoformat(text)


def period(on, by):
    year, week, _ = datetime.fromisoformat(on).isocalendar()
    return {"day": on, "week": f"{year}-W{week:02}", "month": on[:7]}[by]


def sketch(values, share):
    """The quantile as the sketch tells it, in seconds; None of nobody."""
    bins = sorted(math.ceil(math.log(value) / math.log(GAMMA)) if value else -1 for value in values)
    if not bins:
        return None
    return told(bins[math.floor(share * (len(bins) - 1))])


def told(bin_):
    return 0 if bin_ == -1 else 2 * GAMMA**bin_ / (1 + GAMMA)


def within(values, most_minutes):
    bins = [math.ceil(math.log(value) / math.log(GAMMA)) if value else -1 for value in values]
    return ratio(sum(told(bin_) <= most_minutes * 60 for bin_ in bins), len(bins))


def ratio(part, whole):
    return round(part / whole, 3) if whole else None


def minutes(seconds):
    return None if seconds is None else round(seconds / 60, 1)


def mean(values):
    return minutes(sum(values) / len(values)) if values else None


def lateness(visits):
    late = [round(visit["late"], 1) for visit in visits if visit["late"] is not None]
    return round(median(late), 1) if len(late) >= 5 else None
