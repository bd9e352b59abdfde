"""A site that speaks TLS 1.0 only is refused with the cure, and fetched where its file names it."""

from __future__ import annotations

import datetime
import ssl
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from ingestion.errors import FetchRefused
from ingestion.fetch.address import AddressGuard
from ingestion.fetch.client import Client, Limits
from ingestion.fetch.pace import Pace
from tests.ingestion.fetch.faults import PAGE

HOST = "old.test.invalid"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for HOST, signed by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "old.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_client(port: int, certificate: Path) -> Iterator[Callable[..., Client]]:
    opened: list[Client] = []

    def open_one(*, legacy_tls: bool, trusted: bool = True) -> Client:
        guard = AddressGuard({HOST: ("127.0.0.1", port)})
        limits = Limits(deadline_seconds=5, backoff_seconds=0.01)
        opened.append(Client(guard, Pace(0), limits, legacy_tls=legacy_tls))
        if trusted:
            opened[-1]._session.verify = str(certificate)
        return opened[-1]

    yield open_one
    for client in opened:
        client.__exit__()


def test_an_old_site_is_refused_and_its_cure_is_named(open_client: Callable[..., Client]) -> None:
    with pytest.raises(FetchRefused, match="legacy_tls: true") as refused:
        open_client(legacy_tls=False).get(f"https://{HOST}/a.html")
    assert refused.value.reason == "tls_refused"


def test_an_old_site_that_its_file_names_is_fetched(open_client: Callable[..., Client]) -> None:
    assert open_client(legacy_tls=True).get(f"https://{HOST}/a.html").body == PAGE


def test_who_an_old_site_is_is_checked_as_ever(open_client: Callable[..., Client]) -> None:
    with pytest.raises(FetchRefused) as refused:
        open_client(legacy_tls=True, trusted=False).get(f"https://{HOST}/a.html")
    assert refused.value.reason == "certificate"
