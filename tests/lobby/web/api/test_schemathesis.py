"""Whatever is asked, well or ill, by whoever it may be: the API answers as its document says."""

from collections import Counter

import pytest
import schemathesis
from apiworld import ApiWorld
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from office import Day
from running import demo_server
from schemathesis.generation import GenerationMode
from schemathesis.pytest.lazy import get_all_tests

from lobby.commands.whatiffile import Order
from lobby.i18n import LANGUAGES
from lobby.web.api.examples import EXAMPLES

KNOWN = {  # what the document calls a text's format → such texts
    "office": ["bernburg"],
    "service": ["residence", "fiktion", "duldung", "service-point"],
    "counter": ["101", "102", "sp-1"],
    "display": ["hall"],
    "printer": ["printer", "one-printer"],
    "outcome": ["settled", "documents"],
    "ticket-token": ["nobodys"],  # the world knows real ones
    "date-time-of-the-office": ["2026-11-26T10:15", "2026-11-27T08:00:00Z", "2026-12-01 14:30"],
    "uri": ["https://light.example/lobby", "http://192.0.2.7:8080/a?b=c"],
}
for name, texts in KNOWN.items():
    schemathesis.openapi.format(name, st.sampled_from(texts))
schemathesis.openapi.format("appointment-code", st.from_regex("[A-Z0-9]{8,20}", fullmatch=True))
for kind in ("text/csv", "text/calendar"):
    schemathesis.openapi.media_type(kind, st.just(EXAMPLES[kind].encode()))

REPORTS = (
    *("visits", "waits", "kept_promises", "service_times", "no_shows", "overtakings", "transfers"),
    *("load", "counter_hours", "channels", "languages", "outcomes", "feedback"),
)
BEGUN_ELSEWHERE = {"POST /api/v1/insight/what-if"}  # needs days with visitors, and a process: tests/lobby/web/test_whatif_jobs.py
OF_FIXED_DAYS = ("api-reports.languages", "api-reports.outcomes")  # of a week, month or year that is over
RULED_IN_WORDS = {  # what an OpenAPI schema cannot say, but the description does: operation → the fields it is about
    "api-notices.put_up": {"notices", *LANGUAGES},
    "api-desk.desk_transfer": {"return_to_me"},
    "api-audit.entries": {"from", "to"},
    "api-appointments.put": {str(place) for place in range(2000)},  # a code that is told twice, and not alike
    "api-whatif.begin": set(Order.model_fields),  # what the chosen days and the office's own set-up allow
    **{f"api-reports.{report}": {"from", "to"} for report in REPORTS},
}
NAMED = {"office", "service", "services", "counter", "printer", "outcome", "url", "at"}
"""Fields whose formats are our own: systematic cases put in any text."""
SHORT = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
PEOPLE = {"lead": "leitung", "admin": "admin"}
LONG = 60  # examples an operation, beside the systematic cases
UNLIMITED = {"guessed_tokens_per_minute": 10**6, "ticket_changes_per_minute": 10**6, "demo_open": True}


class Asker:
    """Asks one case after the other, and counts what came."""

    def __init__(self, day):
        self.world, self.statuses, self.cases = ApiWorld(day), {}, Counter()

    def ask(self, case):
        label = case.operation.label
        statuses = self.statuses.setdefault(label, Counter())
        is_first = not any(200 <= status < 300 for status in statuses)
        is_meant_well = case.meta.generation.mode is GenerationMode.POSITIVE
        endpoint = f"api-{case.operation.definition.raw['operationId']}"
        who, known = self.world.ready_for(endpoint, is_meant_well, is_first)
        case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})
        if is_first and endpoint in OF_FIXED_DAYS:
            case.query = {}  # without days it is the last week that is over
        response = case.call(headers=self.world.house.headers(who))
        statuses[response.status_code] += 1
        self.cases[who] += 1
        excluded = [schemathesis.checks.positive_data_acceptance] if is_ruled_in_words(endpoint, response) else []
        if endpoint == "api-printer.next_job":  # an address is text: how a number is written in it is not held against an agent
            excluded.append(schemathesis.checks.negative_data_rejection)
        try:
            case.validate_response(response, excluded_checks=excluded, headers=self.world.house.headers(who))
        except BaseExceptionGroup as failures:
            told = "\n".join(map(str, failures.exceptions))
            raise AssertionError(f"{who}: {told}\n{case.as_curl_command()}\n{response.content[:500]!r}") from None


def is_ruled_in_words(endpoint, response):
    """Whether what was wrong is what a schema cannot say."""
    if response.status_code != 422:
        return False
    return {place.partition(".")[0] for place in response.json()["errors"]} <= NAMED | RULED_IN_WORDS.get(endpoint, set())


@pytest.fixture(scope="module")
def asker(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("asked"), **UNLIMITED)
    yield Asker(day)
    day.db.close()


@pytest.fixture(scope="module")
def documented(asker):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", asker.world.house.app)


def asked_all(documented, ask, how, is_systematic):
    """What was wrong, operation by operation; each is asked to the end. Systematic: each way to break each rule, too."""
    schemathesis.checks.load_all_checks()
    documented.config.phases.coverage.enabled = is_systematic
    wrong = {}
    for found in get_all_tests(schema=documented, test_func=ask, settings=how, given_kwargs={}):
        operation, ask_all = found.ok()
        try:
            ask_all()
        except (Exception, BaseExceptionGroup) as failure:
            wrong[operation.label] = "\n".join(map(str, getattr(failure, "exceptions", [failure])))
    return wrong


def test_every_answer_is_one_that_the_document_knows(documented, asker):
    assert asked_all(documented, asker.ask, SHORT, is_systematic=False) == {}


def test_a_running_server_answers_as_the_application_in_this_process_does(tmp_path):
    with demo_server(tmp_path) as server:
        keys = {role: server.staff_token(login) for role, login in PEOPLE.items()} | server.devices
        found = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json").include(method="GET")
        asked = Counter()

        def ask(case):
            may = case.operation.definition.raw["x-who"]
            key = next((keys[who] for who in may if who in keys), None)
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            response = case.call(headers=headers)
            asked[response.status_code] += 1
            endpoint = f"api-{case.operation.definition.raw['operationId']}"
            checks = [schemathesis.checks.positive_data_acceptance] if is_ruled_in_words(endpoint, response) else []
            case.validate_response(response, excluded_checks=checks, headers=headers)

        how = settings(SHORT, max_examples=2)
        assert asked_all(found, ask, how, is_systematic=False) == {}
        assert asked[200] > 10


@pytest.mark.soak
def test_thousands_of_questions_bring_no_answer_that_the_document_does_not_know(documented, asker):
    assert asked_all(documented, asker.ask, settings(SHORT, max_examples=LONG), is_systematic=True) == {}
    assert asker.cases.total() > 5000


def test_every_operation_has_succeeded_and_everybody_has_asked(asker, documented):
    labels = {found.ok().label for found in documented.get_all_operations()}
    failed = sorted(
        label for label in labels - BEGUN_ELSEWHERE if not any(200 <= status < 300 for status in asker.statuses.get(label, ()))
    )
    assert failed == []
    assert len(asker.cases) == 10  # nobody, five roles, four kinds of devices: the exit is one
    assert asker.cases.total() > 500
