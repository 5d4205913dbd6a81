"""Single sign-on: OpenID Connect's authorization code with PKCE, asked of the one provider that the settings name."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

import jwt

KINDS = {"RS256": "RSA", "ES256": "EC"}
ALGORITHMS = list(KINDS)  # never none, never one whose key is a shared secret
SLACK = timedelta(seconds=60)  # two clocks
PATIENCE_SECONDS, LARGEST_ANSWER = 10, 1024 * 1024
LOCAL = {"localhost", "127.0.0.1", "::1"}


class SignOnFailed(Exception):  # noqa: N818 - the provider or the browser said something that cannot stand
    """The answer cannot be trusted; the text says why, for the log alone."""


class SignOnUnreachable(Exception):  # noqa: N818 - the provider did not answer
    """The provider cannot be asked just now."""


@dataclass(frozen=True, slots=True)
class Client:
    """This installation at its provider. back: the address the browser comes back to."""

    issuer: str
    id: str
    secret: str
    back: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one attempt is known by; kept in the browser's session until it comes back."""

    state: str
    nonce: str
    verifier: str


def new_ticket() -> Ticket:
    """A ticket nobody can guess."""
    return Ticket(*(secrets.token_urlsafe(48) for _ in range(3)))


def start_url(client: Client, ticket: Ticket) -> str:
    """Where to send the browser.

    raises: SignOnUnreachable, SignOnFailed.
    source: OpenID Connect Core 1.0, 3.1.2.1; RFC 7636.
    """
    challenge = base64.urlsafe_b64encode(hashlib.sha256(ticket.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.back,
        "scope": "openid profile",
        "state": ticket.state,
        "nonce": ticket.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    at = _provider(client.issuer)["authorization_endpoint"]
    return f"{at}{'&' if '?' in at else '?'}{urlencode(asked)}"


def claims_of(client: Client, ticket: Ticket, answer: Mapping[str, str], now: datetime) -> Mapping[str, Any]:
    """What the provider says of the person. answer: code and state as the browser brought them.

    raises: SignOnUnreachable, SignOnFailed.
    """
    if not hmac.compare_digest(answer.get("state", ""), ticket.state):
        raise SignOnFailed("state")
    if answer.get("error") or not answer.get("code"):
        raise SignOnFailed(f"provider: {answer.get('error', 'no code')[:80]}")
    provider = _provider(client.issuer)
    given = _exchange(provider, client, answer["code"], ticket.verifier)
    try:
        key = _key_of(provider["jwks_uri"], given.get("id_token", ""))
    except jwt.PyJWKClientConnectionError as error:
        raise SignOnUnreachable(str(error)) from error
    except jwt.PyJWTError as error:
        raise SignOnFailed(f"key: {error}") from error
    return check_token(given["id_token"], key, client, ticket.nonce, now)


def check_token(token: str, key: Any, client: Client, nonce: str, now: datetime) -> Mapping[str, Any]:  # noqa: ANN401 - a key of either algorithm
    """The claims of an ID token, once signature, issuer, audience, days and nonce are right.

    raises: SignOnFailed.
    source: OpenID Connect Core 1.0, 3.1.3.7.
    """
    options = {
        "require": ["iss", "sub", "aud", "exp", "iat"],
        "verify_exp": False,  # by the one clock, below
        "verify_iat": False,
        "verify_nbf": False,
    }
    try:
        claims = jwt.decode(token, key, ALGORITHMS, options, audience=client.id, issuer=client.issuer)  # type: ignore[arg-type]  # a dict of options
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise SignOnFailed(f"token: {type(error).__name__}") from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client.id:
        raise SignOnFailed("azp")
    moment = now.timestamp()
    if not claims["iat"] - SLACK.seconds <= moment < claims["exp"] + SLACK.seconds:
        raise SignOnFailed("expired")
    if not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
        raise SignOnFailed("nonce")
    return dict(claims)


def _exchange(provider: Mapping[str, Any], client: Client, code: str, verifier: str) -> dict[str, Any]:
    """The tokens for a code."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.back,
        "code_verifier": verifier,
    }
    head = {"Accept": "application/json"}
    ways = provider.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in ways:
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        head["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        fields |= {"client_id": client.id, "client_secret": client.secret}
    return _ask(provider["token_endpoint"], urlencode(fields).encode(), head)


@lru_cache(maxsize=4)
def _provider(issuer: str) -> dict[str, Any]:
    """What the provider says of itself, asked once; it must be who the settings say.

    source: OpenID Connect Discovery 1.0, 4.3.
    """
    found = _ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise SignOnFailed(f"issuer {found.get('issuer')!r}")
    return found


@lru_cache(maxsize=4)
def _keys(address: str) -> jwt.PyJWKClient:
    """The provider's keys, kept for five minutes; an unknown one is asked for at once."""
    _must_be_safe(address)
    return jwt.PyJWKClient(address, cache_jwk_set=True, lifespan=300, timeout=PATIENCE_SECONDS)


def _key_of(address: str, token: str) -> Any:  # noqa: ANN401 - a key of either algorithm
    """The key a token names; one that names none is checked with the only key of its kind.

    source: OpenID Connect Core 1.0, 10.1.
    """
    head, known = jwt.get_unverified_header(token), _keys(address)
    if head.get("kid"):
        return known.get_signing_key(head["kid"]).key
    kind = KINDS.get(str(head.get("alg")))
    fitting = [k.key for k in known.get_jwk_set().keys if k.key_type == kind and k.public_key_use in {"sig", None}]
    if len(fitting) != 1:
        raise SignOnFailed("no key")
    return fitting[0]


def _ask(address: str, data: bytes | None = None, head: Mapping[str, str] | None = None) -> dict[str, Any]:
    _must_be_safe(address)
    try:
        with urlopen(Request(address, data, dict(head or {})), timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - checked above
            found = json.loads(answer.read(LARGEST_ANSWER))
    except URLError as error:
        if (getattr(error, "code", 500)) < 500:  # noqa: PLR2004 - it answered, and refused
            raise SignOnFailed(f"provider: {error}") from error
        raise SignOnUnreachable(str(error)) from error
    except (OSError, ValueError) as error:
        raise SignOnUnreachable(str(error)) from error
    if not isinstance(found, dict):
        raise SignOnFailed("not an object")
    return found


def _must_be_safe(address: str) -> None:
    """HTTPS alone, but on this very machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise SignOnFailed("not https")
