"""Signing in through an identity provider: a small real one, on a port of this machine, with its own keys."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from fazhi.kernel.models import SignInEvent, User
from fazhi.kernel.signing import second_factor
from fazhi.kernel.signing.events import Kind, Origin

pytestmark = pytest.mark.usefixtures("platform")

PAGE = "/workbench/sign-in/"
CLIENT, SECRET = "fazhi", "a secret between the two"


class Provider:
    """OpenID Connect's code flow, for one person at a time: discovery, keys, token. It checks what it is given."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}, private=True)
        self.published = [self.key]
        self.person = {"sub": "u-1", "preferred_username": "wang"}
        self.claims: dict[str, Any] = {}
        self.header: dict[str, str] = {"alg": "RS256"}
        self.signs_with: Any = None
        self.named_issuer = ""
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    return self.say(provider.about())
                return self.say({"keys": [key.as_dict(private=False) for key in provider.published]})

            def do_POST(self) -> None:
                given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                answer = provider.token({name: values[0] for name, values in given.items()}, self.headers)
                self.say(answer, 400 if "error" in answer else 200)

            def say(self, content: Any, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def log_message(self, *_given: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.named_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, address: str) -> str:
        """What the provider's own page does once the person has shown who they are: the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str], headers: Any) -> dict[str, Any]:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or headers["Authorization"] != f"Basic {basic}"
            or given.get("redirect_uri") != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        key = self.signs_with or self.key
        header = self.header | ({"kid": key.kid} if key.kid else {})
        token = jwt.encode(header, claims, key, algorithms=["RS256", "HS256", "none"])
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "id_token": token}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    made = Provider()
    monkeypatch.setenv("FAZHI_OIDC_ISSUER", made.issuer)
    monkeypatch.setenv("FAZHI_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("FAZHI_OIDC_SECRET", SECRET)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("wang", "王演示")


def come_back(client: Client, provider: Provider, following: str = "") -> Any:
    """There and back; the answer of the page to which the provider sends."""
    there = client.get(f"{PAGE}district/", {"next": following})
    assert there.status_code == 302
    assert there["Location"].startswith(f"{provider.issuer}/authorize?")
    back = urlsplit(provider.authorize(there["Location"]))
    return client.get(f"{back.path}?{back.query}")


def inside(client: Client) -> bool:
    return client.get("/workbench/notices/").status_code == 200


def test_there_is_no_button_and_no_way_where_nothing_is_set() -> None:
    assert "区统一身份" not in Client().get(PAGE).content.decode()
    assert Client().get(f"{PAGE}district/").status_code == 404
    assert Client().get(f"{PAGE}district/return/").status_code == 404


def test_the_button_leads_there_and_back_to_the_page(provider: Provider, user: User) -> None:
    client = Client()
    page = client.get(f"{PAGE}?next=/workbench/matters/%3Flate%3D1").content.decode()
    assert 'href="/workbench/sign-in/district/?next=%2Fworkbench%2Fmatters%2F%3Flate%3D1"' in page
    assert "用区统一身份登录" in page
    before = client.session.session_key
    assert come_back(client, provider, "/workbench/matters/?late=1")["Location"] == "/workbench/matters/?late=1"
    assert inside(client)
    assert client.session.session_key != before
    assert SignInEvent.objects.get().kind == Kind.SIGNED_IN


def test_it_leads_nowhere_else(provider: Provider, user: User) -> None:
    assert come_back(Client(), provider, "https://evil.example/")["Location"] == "/workbench/"


@pytest.mark.parametrize("named", ["li", "", "WANG", "wa\x00ng"])
def test_nobody_gets_an_account_by_coming(provider: Provider, user: User, named: str) -> None:
    provider.person["preferred_username"] = named
    client = Client()
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert "没有与它对应的可用账号" in answer.content.decode()
    assert not inside(client)
    assert User.objects.count() == 1
    assert SignInEvent.objects.get().kind == Kind.NO_ACCOUNT


def test_a_closed_account_stays_closed(provider: Provider, user: User) -> None:
    User.objects.update(is_active=False)
    assert come_back(Client(), provider).status_code == 403


def test_another_claim_may_name_the_account(provider: Provider, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_OIDC_CLAIM", "employee_number")
    provider.person = {"sub": "u-1", "employee_number": "wang"}
    assert come_back(Client(), provider).status_code == 302


def test_a_second_factor_is_asked_for_here_too(provider: Provider, user: User) -> None:
    app = second_factor.prepare(user)
    second_factor.confirm(user, app.generate(time.time()).decode(), Origin())
    client = Client()
    assert come_back(client, provider)["Location"] == f"{PAGE}code/"
    assert not inside(client)


def test_a_given_password_that_is_not_used_need_not_be_changed(provider: Provider, user: User) -> None:
    User.objects.update(must_change_password=True)
    client = Client()
    come_back(client, provider)
    assert inside(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"nonce": "old"},
        {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    ],
    ids=["issuer", "audience", "nonce", "expired"],
)
def test_a_token_that_is_not_for_here_and_now_is_refused(provider: Provider, user: User, wrong: dict[str, Any]) -> None:
    provider.claims = wrong
    client = Client()
    answer = come_back(client, provider)
    assert answer.status_code == 502
    assert "没有成功" in answer.content.decode()
    assert not inside(client)


def test_a_token_signed_by_another_is_refused(provider: Provider, user: User) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
    client = Client()
    assert come_back(client, provider).status_code == 502
    assert not inside(client)


@pytest.mark.filterwarnings("ignore:JWS algorithm")
@pytest.mark.parametrize("way", ["HS256", "none"])
def test_a_token_signed_in_another_way_than_the_provider_says_is_refused(
    provider: Provider, user: User, way: str
) -> None:
    provider.header, provider.signs_with = {"alg": way}, OctKey.import_key(SECRET)
    client = Client()
    assert come_back(client, provider).status_code == 502
    assert not inside(client)


def test_the_provider_may_change_its_key(provider: Provider, user: User) -> None:
    assert come_back(Client(), provider).status_code == 302
    provider.key = RSAKey.generate_key(2048, {"kid": "2", "use": "sig"}, private=True)
    provider.published = [provider.key]
    assert come_back(Client(), provider).status_code == 302


def test_a_provider_that_names_itself_otherwise_is_refused(provider: Provider, user: User) -> None:
    provider.named_issuer = "https://evil.example"
    assert come_back(Client(), provider).status_code == 502


def test_a_way_back_that_nobody_went_out_on_is_refused(provider: Provider, user: User) -> None:
    theirs, ours = Client(), Client()
    out = theirs.get(f"{PAGE}district/")
    back = urlsplit(provider.authorize(out["Location"]))
    assert ours.get(f"{back.path}?{back.query}").status_code == 502
    assert not inside(ours)


def test_whoever_cancels_is_told_so(provider: Provider) -> None:
    answer = Client().get(f"{PAGE}district/return/", {"error": "access_denied", "state": "x"})
    assert answer.status_code == 403
    assert "取消了登录" in answer.content.decode()


@pytest.mark.parametrize("issuer", ["http://id.example.org", "nonsense"])
def test_only_a_safe_address_is_asked(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("FAZHI_OIDC_ISSUER", issuer)
    monkeypatch.setenv("FAZHI_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("FAZHI_OIDC_SECRET", SECRET)
    assert Client().get(f"{PAGE}district/").status_code == 502


def test_a_provider_that_is_away_is_said_in_words(provider: Provider) -> None:
    provider.server.shutdown()
    provider.server.server_close()
    answer = Client().get(f"{PAGE}district/")
    assert answer.status_code == 502
    assert "请用账号和密码登录" in answer.content.decode()
