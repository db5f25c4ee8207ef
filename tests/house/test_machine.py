"""The servers that other tests rely on are real ones, and each test has its own."""

import psycopg
import redis


def _rows(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_a_test_gets_an_empty_postgresql_of_its_own(fresh_postgresql):
    _rows(fresh_postgresql, "CREATE TABLE mine (x int)")
    assert _rows(fresh_postgresql, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("mine",)]


def test_the_next_test_finds_it_empty_again(fresh_postgresql):
    assert _rows(fresh_postgresql, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_postgresql_and_the_tests_agree_on_utf_8(fresh_postgresql):
    assert _rows(fresh_postgresql, "SELECT 'Bürgerbüro, مكتب, ቢሮ'") == [("Bürgerbüro, مكتب, ቢሮ",)]


def test_a_test_gets_a_redis_that_passes_messages(fresh_redis):
    with redis.Redis.from_url(fresh_redis, decode_responses=True) as client, client.pubsub() as ear:
        ear.subscribe("calls")
        assert ear.get_message(timeout=2)["type"] == "subscribe"
        client.publish("calls", "A 12")
        assert ear.get_message(timeout=2)["data"] == "A 12"


def test_the_browser_is_a_chromium(browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<p dir=rtl>رقم</p>")
        assert page.text_content("p") == "رقم"
