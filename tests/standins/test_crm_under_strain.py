"""TLS, calls that pile up, and a file from before: what no single request shows."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import json
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from continuity.clock import ManualClock
from continuity.standins.host import Host

KEY = "/services/data/v60.0/sobjects/Order/Form_Number__c/"
TOKEN = {"Authorization": "Bearer practice"}


def certificate(folder: Path) -> tuple[Path, Path]:
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography is not installed")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "cert.pem", folder / "key.pem"


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "continuity.standins", "--dir", str(folder), *options, "crm"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_it_speaks_tls_and_a_silent_peer_holds_up_nobody(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    with start(tmp_path / "crm", "--tls", str(cert), str(key)) as process:
        port = json.loads(process.stdout.readline())["crm"]
        with socket.create_connection(("127.0.0.1", port)):  # says nothing, and would block a handshake
            context = ssl.create_default_context(cafile=str(cert))
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
            connection.request("POST", "/services/oauth2/token", "grant_type=client_credentials")
            told = json.loads(connection.getresponse().read())
            connection.request("PATCH", KEY + "D26-1", "{}", TOKEN)
            assert connection.getresponse().status == 201
            connection.close()
        process.kill()
    assert told["instance_url"] == f"https://127.0.0.1:{port}"


def test_a_certificate_that_is_none_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no certificate")
    with start(tmp_path, "--tls", str(tmp_path / "cert.pem"), str(tmp_path / "gone.pem")) as process:
        said = process.communicate(timeout=10)[1]
    assert (process.returncode, "cannot be used for TLS" in said, "Traceback" in said) == (2, True, False)


class Held(ManualClock):
    """A clock in which nobody's sleep ends until the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = threading.Semaphore(0)
        self.over = threading.Event()

    def sleep(self, seconds: float) -> None:
        self.asleep.release()
        self.over.wait(20)


def ask(port: int, method: str, path: str, body: object = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, None if body is None else json.dumps(body), TOKEN)
    response = connection.getresponse()
    told = response.status, response.read()
    connection.close()
    return told


def test_slow_calls_pile_up_until_more_are_refused(tmp_path: Path) -> None:
    clock = Held()
    host = Host(tmp_path, ["crm"], clock)
    port = host.ports["crm"]
    settings = {"delay_ms": 60_000, "at_once": 3}
    switch = {"mode": "slow", "run": "R1", "until": "2999-01-01T00:00:00Z", "settings": settings}
    ask(port, "PUT", "/switch", switch)
    answers: list[int] = []
    calls = [
        threading.Thread(target=lambda one=one: answers.append(ask(port, "PATCH", f"{KEY}D26-{one}", {})[0]))
        for one in range(3)
    ]
    for call in calls:
        call.start()
        assert clock.asleep.acquire(timeout=10)
    clock.advance(20_000)
    status, body = ask(port, "PATCH", KEY + "D26-9", {})
    clock.over.set()
    for call in calls:
        call.join(10)
    told = json.loads(body)[0]
    assert (status, told["errorCode"], "Concurrent" in told["message"]) == (403, "REQUEST_LIMIT_EXCEEDED", True)
    assert answers == [201] * 3
    host.close()


def test_orders_of_an_older_file_are_read_on(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as old:
        old.execute(
            "CREATE TABLE orders (serial INTEGER PRIMARY KEY AUTOINCREMENT, form_number TEXT, fields TEXT NOT NULL,"
            " created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL) STRICT"
        )
        old.execute("INSERT INTO orders VALUES (7, 'D26-1', '{\"Total_Minor__c\": 5}', 1, 1)")
    old.close()
    host = Host(tmp_path, ["crm"], ManualClock())
    assert json.loads(ask(host.ports["crm"], "GET", KEY + "D26-1")[1])["Total_Minor__c"] == 5
    assert ask(host.ports["crm"], "PATCH", KEY + "D26-1", {"Total_Minor__c": 6})[0] == 200
    host.close()
