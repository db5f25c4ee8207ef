"""Whatever an address says, nothing is sent to this machine itself, and nothing is believed that a receiver answers."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from programs import leave_out

from lobby.web import outside

THIS_MACHINE = [
    "http://127.0.0.1:1/",
    "http://127.8.9.1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://0.0.0.0/",
    "http://0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "https://127.0.0.1/",
]


@pytest.mark.parametrize("url", THIS_MACHINE)
def test_nothing_is_sent_to_this_machine_itself(url):
    with pytest.raises((outside.Refused, OSError)) as refused:
        outside.post(url, b"{}", {})
    assert refused.type is outside.Refused or "not known" in str(refused.value)


def test_the_offices_own_network_may_hear():
    assert outside.places_of("http://192.168.7.20/light") == [("192.168.7.20", 80)]
    assert outside.places_of("https://10.0.0.7/") == [("10.0.0.7", 443)]
    assert outside.places_of("http://10.0.0.7:8080/") == [("10.0.0.7", 8080)]


def test_this_machine_by_its_address_in_the_network_is_this_machine(own_address):
    with listening(own_address, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (port, heard):
        with pytest.raises(outside.Refused):
            outside.post(f"http://{own_address}:{port}/", b"secret", {})
        assert heard == []
        assert outside.post(f"http://{own_address}:{port}/", b"told", {}, to_loopback=True) == 200
        assert heard[0].startswith(b"POST /")


class Dns:
    """Says of a name what it likes: at each look-up something else."""

    def __init__(self, *says):
        self.says, self.asked = says, 0

    def __call__(self, _, port, **how):
        self.asked += 1
        places = self.says[min(self.asked, len(self.says)) - 1]
        return [(socket.AF_INET, how["type"], 0, "", (place, port)) for place in places]


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_where_it_goes():
    with listening("127.0.0.1", b"HTTP/1.1 200 OK\r\n\r\n") as (port, heard):
        dns = Dns(["127.0.0.1"], ["127.0.0.66"])
        assert outside.post(f"http://two-faced.example:{port}/", b"told", {}, to_loopback=True, look_up=dns) == 200
        assert dns.asked == 1
        assert b"Host: two-faced.example" in heard[0]


def test_of_two_addresses_one_may_be_out_of_reach():
    with listening("127.0.0.2", b"HTTP/1.1 200 OK\r\n\r\n") as (port, _):
        dns = Dns(["127.0.0.1", "127.0.0.2"])
        assert outside.post(f"http://two-homes.example:{port}/", b"told", {}, to_loopback=True, look_up=dns) == 200


def test_a_name_that_means_this_machine_among_others_is_refused():
    for says in (["127.0.0.1"], ["192.0.2.1", "127.0.0.1"], ["192.0.2.1", "::ffff:169.254.169.254"]):
        with pytest.raises(outside.Refused):
            outside.post("http://two-faced.example/", b"secret", {}, look_up=Dns(says))


def test_a_redirect_to_this_machine_is_an_answer_and_no_way_on():
    with listening("127.0.0.1", b"HTTP/1.1 200 OK\r\n\r\n") as (inner, reached):
        answer = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{inner}/\r\nContent-Length: 0\r\n\r\n".encode()
        with listening("127.0.0.1", answer) as (port, _):
            assert outside.post(f"http://127.0.0.1:{port}/", b"{}", {}, to_loopback=True) == 307
        assert reached == []


@pytest.mark.parametrize("answer", [b"", b"\xff" * 100, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, b"HTTP/1.1 " + b"9" * 70_000])
def test_a_receiver_that_answers_nonsense_is_one_that_did_not_hear(answer):
    with listening("127.0.0.1", answer) as (port, _), pytest.raises(outside.FAILURES):
        outside.post(f"http://127.0.0.1:{port}/", b"{}", {}, to_loopback=True)


def test_an_endless_answer_is_not_read():
    began = time.monotonic()
    with listening("127.0.0.1", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 100_000) as (port, _):
        assert outside.post(f"http://127.0.0.1:{port}/", b"{}", {}, to_loopback=True) == 200
    assert time.monotonic() - began < 5


@contextmanager
def listening(host, answer):
    """A program that answers everything so: its port, and what it heard."""
    heard = []
    with socket.create_server((host, 0)) as server:

        def serve():
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    if said := peer.recv(65536):
                        heard.append(said)
                        try:
                            peer.sendall(answer)
                        except OSError:
                            continue

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def own_address():
    """This machine's address in a network, found without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            leave_out("this machine is in no network")
        return probe.getsockname()[0]
