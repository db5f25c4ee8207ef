"""A real nginx with the configuration of deploy/, on loopback, with a certificate made for it."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
import socketio
from programs import free_port, program, running

DEPLOY = Path(__file__).parents[2] / "deploy"
MAIN = """daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; worker_rlimit_nofile 65536; {user}
events {{ worker_connections 20000; }}
http {{
    include /etc/nginx/mime.types;
    {bodies}
    include {folder}/nginx.conf;
    include {folder}/nginx-outside.conf;
}}
"""
BODIES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Front:
    """Where visitors reach the hosts: `url` inside the house, `outside` for phones; `plain` without TLS, `authority` vouches."""

    url: str
    outside: str
    plain: str
    authority: Path
    process: subprocess.Popen[bytes]

    def session(self) -> requests.Session:
        """A client that believes this certificate."""
        known = requests.Session()
        known.trust_env, known.verify = False, str(self.authority)
        return known

    def socket(self, **how: object) -> socketio.Client:
        return socketio.Client(http_session=self.session(), handle_sigint=False, websocket_extra_options={}, **how)


@contextmanager
def running_nginx(folder: Path, *hosts: str) -> Iterator[Front]:
    """nginx in front of these hosts ("10.0.0.2:8000"), with the files of deploy/ but for names, ports and places."""
    nginx, ports = program("nginx", beside="/usr/sbin"), [free_port() for _ in range(3)]
    folder.mkdir(parents=True, exist_ok=True)
    authority = certificate(folder)
    for name in ("nginx.conf", "nginx-outside.conf", "nginx-proxy.conf"):
        (folder / name).write_text(_here((DEPLOY / name).read_text(), folder, ports, hosts))
    _write_main(folder)
    command = [nginx, "-p", str(folder), "-c", str(folder / "main.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True, text=True)
    told = [f"https://127.0.0.1:{ports[0]}", f"https://127.0.0.1:{ports[1]}", f"http://127.0.0.1:{ports[2]}"]
    with running(command, answers=lambda: _listens(told[2]), log=folder / "nginx.log") as process:
        yield Front(*told, authority, process)


def certificate(folder: Path) -> Path:
    """A certificate of this machine's own address, and its key beside it."""
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem -out fullchain.pem"
    subject = ["-subj", "/CN=lobby", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    subprocess.run([program("openssl"), *words.split(), *subject], cwd=folder, check=True, capture_output=True)
    return folder / "fullchain.pem"


def upstream(hosts: Sequence[str]) -> str:
    """The lines of the hosts, as the configuration's own comments tell to write them."""
    firsts = [f"server {host} max_fails=1 fail_timeout=2s;" for host in hosts]
    return "\n".join(firsts + [f"server {host} max_fails=0 backup;" for host in hosts if len(hosts) > 1])


def _here(text: str, folder: Path, ports: list[int], hosts: Sequence[str]) -> str:
    port = ports[1] if "tickets.example.org" in text else ports[0]
    text = text.replace("    server 127.0.0.1:8000 max_fails=1 fail_timeout=2s;\n", upstream(hosts) + "\n")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("listen 80", f"listen 127.0.0.1:{ports[2]}")
    # a browser names the port, too, which is 443 in an office
    text = text.replace("Host $host;", "Host $http_host;")
    text = re.sub(r"/etc/ssl/lobby/(outside-)?", f"{folder}/", text)
    return text.replace("/etc/nginx/lobby-proxy.conf", f"{folder}/nginx-proxy.conf").replace("/var/log/nginx/", f"{folder}/")


def _write_main(folder: Path) -> None:
    bodies = " ".join(f"{each}_temp_path {folder}/{each};" for each in BODIES)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "main.conf").write_text(MAIN.format(folder=folder, bodies=bodies, user=user))


def _listens(url: str) -> bool:
    try:
        return requests.get(url, allow_redirects=False, timeout=2).status_code == 301
    except requests.RequestException:
        return False
