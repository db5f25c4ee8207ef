"""Who may do what: the one table. What does not stand here is closed to everybody.

A route or topic that is new needs a place here, else it answers 403 and a test fails (tests/promises/test_who_may_what.py).
Within a right, an office's people and devices see that office alone (`access.office_id`).
"""

from dataclasses import dataclass

from lobby.domain.errors import N_

CASEWORKER, FRONTDESK, LEAD, ADMIN, AUDITOR = ROLES = ("caseworker", "frontdesk", "lead", "admin", "auditor")
KIOSK, DISPLAY, PRINTER, EXIT = DEVICES = ("kiosk", "display", "printer", "exit")


@dataclass(frozen=True, slots=True)
class Right:
    """`who`: roles and kinds of device. `is_anyones`: nobody needs to be known. `locally`: at the server's own machine, too.

    `opens`: endpoints, as "blueprint.view"; `watches`: kinds of topics.
    """

    what: str
    who: tuple[str, ...]
    opens: tuple[str, ...]
    watches: tuple[str, ...] = ()
    is_anyones: bool = False
    locally: bool = False


RIGHTS = (
    Right(
        "read what is public, and log in",
        (),
        (
            "api-office.office",
            "docs.document",
            "docs.page",
            "health.healthz",
            "health.readyz",
            "login.first",
            "login.code",
            "login.code_form",
            "login.first_form",
            "login.form",
            "login.log_in",
            "login.log_out",
            "login.on",
            "pairing.state",
            "provider.come_back",
            "provider.ended",
            "provider.go_out",
            "provider.leave",
            "public.how",
            "public.partners",
            "public.privacy",
            "public.start",
            "setup.begin",  # the one-time link opens it
            "setup.make_admin",
            "slip-pictures.newest_slip",  # of a demo alone
        ),
        is_anyones=True,
    ),
    Right(
        "fetch style sheets, scripts and pictures of pages",
        (),
        (
            "admin.static",
            "desk.static",
            "display.measures",
            "display.static",
            "frontdesk.static",
            "insight.static",
            "kiosk-offline.worker",
            "kiosk.static",
            "phone.static",
            "public.static",
            "setup.static",
            "static",
        ),
        is_anyones=True,
    ),
    Right(
        "follow a ticket, by its token",
        (),
        (
            "api-tickets.look",
            "api-tickets.postpone",
            "api-tickets.withdraw",
            "phone.answer",
            "phone.ask",
            "phone.manifest",
            "phone.postpone",
            "phone.ticket",
            "phone.withdraw",
        ),
        ("ticket",),
        is_anyones=True,
    ),
    Right(
        "be a kiosk",
        (KIOSK,),
        (
            "kiosk-advice.find",
            "kiosk-advice.missing",
            "kiosk-advice.needs",
            "kiosk-advice.search",
            "kiosk-advice.turn_need",
            "kiosk-check.enter",
            "kiosk-check.print_test",
            "kiosk-check.shown",
            "kiosk.appointment",
            "kiosk.bring",
            "kiosk.check_in",
            "kiosk.draw",
            "kiosk.services",
            "kiosk.start",
            "kiosk.ticket",
            "kiosk.tongue",
        ),
    ),
    Right("ask at an exit how it was", (EXIT,), ("kiosk-exit.answer", "kiosk-exit.ask", "kiosk-exit.start", "kiosk-exit.thanks")),
    Right("have pages read aloud, and loaded anew", (KIOSK, EXIT), ("kiosk-offline.lost", "kiosk_speech.say")),
    Right("draw a ticket for somebody", (KIOSK, FRONTDESK), ("api-tickets.draw",)),
    Right("see what a kiosk offers", (KIOSK, EXIT, CASEWORKER, FRONTDESK, LEAD, ADMIN), (), ("kiosk",)),
    Right(
        "see a display",
        (DISPLAY, CASEWORKER, FRONTDESK, LEAD, ADMIN),
        (
            "api-boards.board",
            "display.between",
            "display.shown",
            "display.shown_file",
            "display_reports.report",
            "display_speech.clip",
        ),
        ("display",),
    ),
    Right(
        "fetch slips and print them",
        (PRINTER,),
        ("api-printer.next_job", "api-printer.renew", "api-printer.report", "api-printer.status"),
    ),
    Right(
        "call and serve at a counter",
        (CASEWORKER, FRONTDESK),
        (
            "api-desk.call_next",
            "api-desk.calm",
            "api-desk.coming",
            "api-desk.desk_call",
            "api-desk.desk_finish",
            "api-desk.desk_miss",
            "api-desk.desk_note",
            "api-desk.desk_park",
            "api-desk.desk_reinstate",
            "api-desk.desk_repeat_call",
            "api-desk.desk_requeue",
            "api-desk.desk_resume",
            "api-desk.desk_start",
            "api-desk.desk_transfer",
            "api-desk.desk_undo",
            "api-desk.desk_withdraw",
            "api-desk.end_break",
            "api-desk.panic",
            "api-desk.sign_off",
            "api-desk.sign_on",
            "api-desk.take_break",
            "api-tickets.reprint",
            "desk.answer_panic",
            "desk.call_next",
            "desk.choose",
            "desk.desk",
            "desk.end_break",
            "desk.go_on",
            "desk.panic",
            "desk.reprint",
            "desk.sign_off",
            "desk.sign_on",
            "desk.take_break",
        ),
    ),
    Right(
        "see the queue and who sits where",
        (CASEWORKER, FRONTDESK, LEAD),
        ("api-desk.counters", "api-desk.queue"),
        ("desk", "frontdesk"),
    ),
    Right("see which appointments there are", (CASEWORKER, FRONTDESK, LEAD, ADMIN), ("api-appointments.listed",)),
    Right(
        "work at the front desk",
        (FRONTDESK,),
        (
            "frontdesk.check_in",
            "frontdesk.coming",
            "frontdesk.draw",
            "frontdesk.go_on",
            "frontdesk.pause",
            "frontdesk.reprint",
            "frontdesk.resume",
            "frontdesk.settle",
        ),
    ),
    Right(
        "keep the house: pause services, clear it, change paper",
        (FRONTDESK, LEAD),
        (
            "api-frontdesk.all_clear",
            "api-frontdesk.evacuate",
            "api-frontdesk.pause",
            "api-frontdesk.resume",
            "api-frontdesk.settle",
            "frontdesk.all_clear",
            "frontdesk.evacuate",
            "frontdesk.new_roll",
            "frontdesk.page",
            "frontdesk.ticket",
        ),
    ),
    Right(
        "look after printers",
        (FRONTDESK, LEAD, ADMIN),
        ("api-frontdesk.new_roll", "api-frontdesk.printer_list", "api-frontdesk.try_out"),
    ),
    Right(
        "set the office up",
        (LEAD, ADMIN),
        (
            "admin-devices.add",
            "admin-devices.listed",
            "admin-devices.lock_out",
            "admin-devices.rename",
            "admin-devices.retire",
            "admin-devices.rotate",
            "admin-devices.set_pin",
            "admin-devices.shown",
            "admin-displays.change",
            "admin-displays.delete",
            "admin-displays.listed",
            "admin-displays.retire",
            "admin-displays.upload",
            "admin-notices.listed",
            "admin-notices.put_up",
            "admin-notices.take_down",
            "admin-overview.shown",
            "admin-printers.choose",
            "admin-printers.listed",
            "admin-printers.new_roll",
            "admin-printers.set_up",
            "admin-printers.try_out",
            "admin-sheets.alerts",
            "admin-sheets.change_alerts",
            "admin-slip.change",
            "admin-slip.shown",
            "admin.listed",
            "admin.preview",
            "admin.take_over",
            "api-appointments.import_file",
            "api-appointments.put",
            "api-notices.listed",
            "api-notices.put_up",
            "api-notices.take_down",
            "display.preview",
            "slip-pictures.preview",
        ),
        ("devices",),
    ),
    Right(
        "change what the office offers, where and when",
        (ADMIN,),
        (
            "admin-file.download",
            "admin-file.preview",
            "admin-file.shown",
            "admin-file.take_over",
            "admin-overview.undo",
            "admin-parts.bring_back",
            "admin-parts.change",
            "admin-parts.listed",
            "admin-parts.move",
            "admin-parts.retire",
            "admin-parts.shown",
            "admin-policy.change",
            "admin-policy.preview",
            "admin-policy.shown",
            "admin-sheets.change_hours",
            "admin-sheets.change_office",
            "admin-sheets.hours",
            "admin-sheets.office",
        ),
    ),
    Right(
        "see how the day runs, and what is to come",
        (LEAD,),
        ("api-insight.ahead", "insight-forecast.shown", "insight-now.shown"),
        ("lead",),
    ),
    Right(
        "read reports",
        (LEAD,),
        (
            "api-reports.channels",
            "api-reports.counter_hours",
            "api-reports.feedback",
            "api-reports.kept_promises",
            "api-reports.languages",
            "api-reports.load",
            "api-reports.no_shows",
            "api-reports.outcomes",
            "api-reports.overtakings",
            "api-reports.service_times",
            "api-reports.transfers",
            "api-reports.visits",
            "api-reports.waits",
            "insight-feedback.shown",
            "insight-month.printed",
            "insight-pictures.picture",
            "insight-pictures.shown",
            "insight-promises.kept",
            "insight-reports.tables",
        ),
    ),
    Right(
        "try out what if",
        (LEAD,),
        (
            "api-whatif.begin",
            "api-whatif.newest",
            "api-whatif.one",
            "api-whatif.stop",
            "insight-whatif.begin",
            "insight-whatif.progress",
            "insight-whatif.shown",
            "insight-whatif.stop",
        ),
    ),
    Right(
        "let other programs hear of events",
        (ADMIN,),
        (
            "admin-webhooks.add",
            "admin-webhooks.listed",
            "admin-webhooks.pause",
            "admin-webhooks.ping",
            "admin-webhooks.remove",
            "admin-webhooks.resume",
            "admin-webhooks.rotate",
            "api-webhooks.add",
            "api-webhooks.deliveries",
            "api-webhooks.listed",
            "api-webhooks.pause",
            "api-webhooks.ping",
            "api-webhooks.remove",
            "api-webhooks.resume",
            "api-webhooks.rotate",
        ),
    ),
    Right(
        "show what is stored of visitors, and that it was deleted",
        (ADMIN,),
        ("admin-privacy.everything", "admin-privacy.proof", "admin-privacy.shown", "admin-privacy.visit"),
    ),
    Right("read and export the audit", (AUDITOR,), ("admin-audit.shown", "api-audit.entries")),
    Right(
        "begin: make the first office, add its first kiosk",
        (ADMIN,),
        (
            "setup.create",
            "setup.form",
            "setup.keep",
            "setup.kiosk",
            "setup.overview",
            "setup.pair",
            "setup.ticket",
        ),
    ),
    Right(
        "look after one's own account",
        ROLES,
        (
            "account.add_token",
            "account.begin_second_step",
            "account.change_password",
            "account.confirm_second_step",
            "account.end_others",
            "account.end_second_step",
            "account.end_session",
            "account.revoke_token",
            "account.second_step",
            "account.shown",
            "account.stay",
            "again.prove",
        ),
    ),
    Right("look after accounts", (ADMIN,), ("admin-staff.add", "admin-staff.change", "admin-staff.listed")),
    Right("read the server's figures", (ADMIN,), ("metrics.metrics",), locally=True),
)

SCOPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "tickets:draw": (N_("Nummern ziehen"), ("api-tickets.draw",)),
    "desk": (N_("Am Platz aufrufen und bedienen"), ("api-desk", "api-tickets.reprint", "desk")),
    "frontdesk": (N_("Am Servicepunkt arbeiten"), ("api-frontdesk", "frontdesk")),
    "boards:read": (N_("Anzeigen lesen"), ("api-boards", "display", "kiosk")),
    "appointments": (N_("Termine übergeben und lesen"), ("api-appointments",)),
    "notices": (N_("Hinweise ändern"), ("api-notices",)),
    "reports:read": (N_("Auswertungen lesen"), ("api-insight", "api-reports", "lead")),
    "webhooks": (N_("Webhooks einrichten"), ("api-webhooks",)),
    "devices:read": (N_("Geräte sehen"), ("api-devices", "devices")),
    "metrics": (N_("Messwerte des Servers lesen"), ("metrics",)),
    "audit:read": (N_("Revisionsprotokoll lesen"), ("api-audit",)),
}
"""What an API token may be limited to: scope → its words, and the endpoints, blueprints and topics that it opens.

A scope gives nothing that the account may not do. What stands here nowhere is only for tokens without a limit.
"""

SCOPE_OF = {way: scope for scope, (_, ways) in SCOPES.items() for way in ways}
OF_ENDPOINT = {endpoint: right for right in RIGHTS for endpoint in right.opens}
OF_TOPIC = {kind: right for right in RIGHTS for kind in right.watches}


def is_within(scopes: frozenset[str] | None, way: str) -> bool:
    """Whether a token with these scopes may go this way: an endpoint or a kind of topic. None: the token has no limit."""
    return scopes is None or (SCOPE_OF.get(way) or SCOPE_OF.get(way.partition(".")[0])) in scopes


def scopes_for(roles: frozenset[str]) -> dict[str, str]:
    """The scopes that give somebody with these roles anything at all, with their words."""
    allowed = [way for right in RIGHTS if roles & set(right.who) for way in (*right.opens, *right.watches)]
    useful = {SCOPE_OF.get(way) or SCOPE_OF.get(way.partition(".")[0]) for way in allowed}
    return {scope: what for scope, (what, _) in SCOPES.items() if scope in useful}


def watchers(kind: str) -> frozenset[str]:
    """Who may watch topics of this kind because of who they are; a ticket's watchers know its token instead."""
    right = OF_TOPIC.get(kind)
    return frozenset(right.who) if right else frozenset()
