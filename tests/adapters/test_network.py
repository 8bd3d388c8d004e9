"""Reading from the network: what is fetched, and everything that is refused."""

import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.adapters.network import MAX_DOCUMENTS, HttpNetwork
from planner.model.errors import InputError
from tests.servers import Answer, Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(
        {
            "/a.yaml": "a: 1\n",
            "/with?query=1&b=c": "b: 2\n",
            "/moved": Answer(status=302, headers={"Location": "/a.yaml"}),
            "/round": Answer(status=302, headers={"Location": "/round"}),
            "/nowhere": Answer(status=302),
            "/broken": Answer("half", length=400),
            "/zipped": Answer("x", headers={"Content-Encoding": "gzip"}),
            "/slow": Answer("a" * 100, pause=0.1),
            "/large": Answer("a" * 2000),
        }
    ) as running:
        yield running


def network(server: Server, *, max_bytes: int = 32_000_000, seconds: float = 5.0) -> HttpNetwork:
    """Return a network in which the user has named the server."""
    return HttpNetwork([server.at("/")], seconds=seconds, max_bytes=max_bytes)


def refusal(reader: HttpNetwork, address: str) -> tuple[str, str]:
    """Return code and message of the problem that an address has."""
    with pytest.raises(InputError) as caught:
        reader.fetch(address)
    problem = caught.value.problems[0]
    assert problem.hint
    assert problem.place is None
    return problem.code, problem.message


def test_a_document_is_fetched_once(server: Server) -> None:
    reader = network(server)
    assert [reader.fetch(server.at("/a.yaml")) for _ in range(3)] == [b"a: 1\n"] * 3
    assert server.asked == ["/a.yaml"]
    assert "Cookie" not in server.headers[0]
    assert "Authorization" not in server.headers[0]


def test_a_failure_is_remembered_too(server: Server) -> None:
    reader = network(server)
    first, second = (refusal(reader, server.at("/b")) for _ in range(2))
    assert first == second
    assert first[1].endswith("answers with status 404")
    assert server.asked == ["/b"]


def test_a_query_is_kept(server: Server) -> None:
    assert network(server).fetch(server.at("/with?query=1&b=c")) == b"b: 2\n"


def test_a_redirect_is_followed(server: Server) -> None:
    assert network(server).fetch(server.at("/moved")) == b"a: 1\n"


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/round", "too-many-redirects", "leads on more than 5 times"),
        ("/nowhere", "not-fetched", "answers with status 302"),
        ("/broken", "not-fetched", "can't be fetched"),
        ("/zipped", "not-fetched", "comes as `gzip`"),
    ],
)
def test_what_can_not_be_read(server: Server, path: str, code: str, message: str) -> None:
    found = refusal(network(server), server.at(path))
    assert found[0] == code
    assert message in found[1]


def test_a_large_document_is_refused(server: Server) -> None:
    reader = network(server, max_bytes=1999)
    code, message = refusal(reader, server.at("/large"))
    assert code == "file-too-large"
    assert "more than 1999 bytes" in message
    assert len(network(server, max_bytes=2000).fetch(server.at("/large"))) == 2000


def test_a_slow_server_is_not_waited_for(server: Server) -> None:
    start = time.monotonic()
    code, message = refusal(network(server, seconds=0.5), server.at("/slow"))
    assert time.monotonic() - start < 3
    assert code == "not-fetched"
    assert "too long" in message


def test_a_port_where_nobody_answers(server: Server) -> None:
    with serving({}) as gone:
        address = gone.at("/a.yaml")
    assert refusal(HttpNetwork([address]), address)[0] == "not-fetched"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/a.yaml",
        "file:///etc/passwd",
        "gopher://a.example/",
        "https://",
        "http://[::1",
        "http://a.example:99999/",
        "https://user:secret@a.example/a.yaml",
    ],
)
def test_other_addresses_are_not_asked_for(address: str) -> None:
    code, message = refusal(HttpNetwork([address], resolve=_not_called), address)
    assert code == "not-fetched"
    assert "secret" not in message


def _not_called(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


# ---------------------------------------------------------------- certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of `localhost` that nobody has signed, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "certificate.pem", folder / "key.pem"
    told = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-out",
        f"{paths[0]}",
        "-keyout",
        f"{paths[1]}",
    ]
    subprocess.run([openssl, *made, *told], check=True, capture_output=True)
    return paths


def _tls_server(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def _here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def test_a_certificate_that_nobody_signed_is_refused(certificate: tuple[Path, Path]) -> None:
    with serving({"/a.yaml": "a: 1\n"}, _tls_server(certificate)) as server:
        address = f"https://localhost:{server.port}/a.yaml"
        code, message = refusal(HttpNetwork([address], resolve=_here), address)
        assert code == "not-fetched"
        assert "certificate" in message.lower()
        assert server.asked == []


def test_a_certificate_must_be_that_of_the_host(certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    with serving({"/a.yaml": "a: 1\n"}, _tls_server(certificate)) as server:
        address = f"https://localhost:{server.port}/a.yaml"
        assert HttpNetwork([address], resolve=_here, tls=trusting).fetch(address) == b"a: 1\n"
        other = f"https://other.example:{server.port}/a.yaml"
        assert refusal(HttpNetwork([other], resolve=_here, tls=trusting), other)[0] == "not-fetched"


def test_a_redirect_does_not_lead_out_of_https(certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    with serving({}, _tls_server(certificate)) as server, serving({"/a": "a"}) as plain:
        server.answers["/out"] = Answer(status=301, headers={"Location": plain.at("/a")})
        address = f"https://localhost:{server.port}/out"
        named = HttpNetwork([address, plain.at("/a")], resolve=_here, tls=trusting)
        assert refusal(named, address)[0] == "unsafe-redirect"
        assert plain.asked == []


# ---------------------------------------------------------------- hosts that others can't reach


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.4.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  nothing is bound
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_a_private_host_is_not_asked(address: str) -> None:
    reader = HttpNetwork(resolve=lambda _host, _port: [address])
    code, message = refusal(reader, "https://a.example/a.yaml")
    assert code == "private-address"
    assert "`a.example`" in message


def test_a_host_with_one_private_address_is_not_asked() -> None:
    reader = HttpNetwork(resolve=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])
    assert refusal(reader, "http://a.example/")[0] == "private-address"


def test_a_name_of_this_machine_is_not_asked(server: Server) -> None:
    assert refusal(HttpNetwork(), server.at("/a.yaml"))[0] == "private-address"
    assert refusal(HttpNetwork(), server.at("/a.yaml", "localhost"))[0] == "private-address"
    assert server.asked == []


def test_another_port_of_a_host_that_was_named_is_not_asked(server: Server) -> None:
    reader = HttpNetwork(["http://127.0.0.1:1/openapi.yaml"])
    assert refusal(reader, server.at("/a.yaml"))[0] == "private-address"


def test_a_redirect_to_a_private_host_is_not_followed(server: Server) -> None:
    with serving({"/secret": "key"}) as inner:
        server.answers["/in"] = Answer(status=302, headers={"Location": inner.at("/secret")})
        assert refusal(network(server), server.at("/in"))[0] == "private-address"
        assert inner.asked == []


def test_a_redirect_to_another_scheme_is_not_followed(server: Server) -> None:
    server.answers["/file"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    assert refusal(network(server), server.at("/file"))[0] == "not-fetched"


def test_a_name_that_changes_its_address_leads_nowhere_else(server: Server) -> None:
    """The address that was looked at is the one that is asked; a name is looked up once."""
    looked_up: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["192.0.2.1"]

    address = f"http://named.example:{server.port}/a.yaml"
    assert HttpNetwork([address], resolve=resolve).fetch(address) == b"a: 1\n"
    assert looked_up == ["named.example"]
    assert server.headers[0]["Host"] == f"named.example:{server.port}"


def test_the_number_of_documents_is_bounded(server: Server) -> None:
    reader = network(server)
    for number in range(MAX_DOCUMENTS):
        server.answers[f"/{number}"] = Answer("a")
        reader.fetch(server.at(f"/{number}"))
    assert refusal(reader, server.at("/a.yaml"))[0] == "too-many-documents"
