"""Single sign-on against a real provider, and the attacks on it."""

import base64
import hashlib
import json
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shanzhi import door, sign_on
from shanzhi.models import Session
from tests.conftest import Unscoped
from tests.provider import agree, provider

SECRET = "a-shared-secret-of-the-test-client-0123456789"


@pytest.fixture(scope="module")
def issuer():
    with provider() as address:
        yield address


@pytest.fixture
def browser(issuer, desk, settings):
    """A browser nobody is logged in on, of an installation that knows the provider."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = issuer, "shanzhi", SECRET
    return Unscoped()


def to_provider(browser, next_="/duties/") -> str:
    answer = browser.get("/login/sso/", {"next": next_})
    assert answer.status_code == 302
    return answer["Location"]


def back(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def asked(address: str) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}


def nobody_is_in(browser) -> bool:
    return browser.get("/").status_code == 302 and not Session.objects.filter(user__isnull=False).exists()


def test_the_log_in_page_offers_it_only_where_it_is_set(browser, settings):
    assert "统一身份认证登录" in browser.get("/login/").content.decode()
    settings.OIDC_NAME = "省政务统一认证"
    assert "省政务统一认证" in browser.get("/login/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "省政务统一认证" not in browser.get("/login/").content.decode()
    assert browser.get("/login/sso/").status_code == 404


def test_what_is_asked_carries_state_nonce_and_a_hashed_verifier(browser):
    said = asked(to_provider(browser))
    kept = browser.session["sso"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
    assert (said["state"], said["nonce"], said["code_challenge"], said["code_challenge_method"]) == (
        kept["state"], kept["nonce"], challenge, "S256",
    )  # fmt: skip
    assert (said["response_type"], said["redirect_uri"]) == ("code", "http://testserver/login/sso/back/")
    assert asked(to_provider(browser))["state"] != said["state"]


def test_a_known_person_is_in_and_goes_where_he_was_going(browser, world):
    answer = browser.get(back(agree(to_provider(browser), "p-1")))
    assert (answer.status_code, answer["Location"]) == (302, "/duties/")
    row = Session.objects.get(user=world.clerk.id)
    assert (row.verified_at, browser.get("/").status_code) == (None, 200)


def test_a_provider_that_asks_for_a_second_factor_counts_where_the_settings_say_so(browser, world, settings):
    settings.OIDC_SECOND = True
    browser.get(back(agree(to_provider(browser), "p-1")))
    assert Session.objects.get(user=world.clerk.id).verified_at is not None


def test_an_unknown_person_gets_a_clear_page_and_no_account(browser):
    answer = browser.get(back(agree(to_provider(browser), "p-2")))
    assert (answer.status_code, "“nobody-here”还没有在本系统登记" in unescape(answer.content.decode())) == (422, True)
    assert nobody_is_in(browser)


def test_a_wrong_state_is_refused(browser):
    address = agree(to_provider(browser), "p-1").replace("state=", "state=x")
    assert browser.get(back(address)).status_code == 422
    assert nobody_is_in(browser)


def test_an_answer_meant_for_another_browser_is_refused(browser):
    stolen = agree(to_provider(browser), "p-1")
    victim = Unscoped()
    to_provider(victim)
    assert victim.get(back(stolen)).status_code == 422
    assert Unscoped().get(back(stolen)).status_code == 422
    assert nobody_is_in(victim)


def test_a_code_of_another_attempt_does_not_pass_for_the_nonce_differs(browser):
    """The attacker's own code under the victim's own state."""
    code = asked(agree(to_provider(Unscoped()), "p-1"))["code"]
    state = asked(to_provider(browser))["state"]
    assert browser.get("/login/sso/back/", {"code": code, "state": state}).status_code == 422
    assert nobody_is_in(browser)


def test_a_code_counts_once(browser):
    address = back(agree(to_provider(browser), "p-1"))
    assert browser.get(address).status_code == 302
    again = Unscoped()
    to_provider(again)
    session = again.session
    session["sso"] = {**session["sso"], "state": asked(address)["state"]}
    session.save()
    assert browser.get(address).status_code == 422
    assert again.get(address).status_code == 422


def test_an_attempt_counts_ten_minutes(browser):
    address = back(agree(to_provider(browser), "p-1"))
    session = browser.session
    session["sso"] = {**session["sso"], "at": (door.now() - timedelta(minutes=11)).isoformat()}
    session.save()
    assert browser.get(address).status_code == 422


def test_what_the_provider_refuses_is_refused(browser):
    state = asked(to_provider(browser))["state"]
    assert browser.get("/login/sso/back/", {"error": "access_denied", "state": state}).status_code == 422


def test_a_provider_that_does_not_answer_is_said_so(browser, settings):
    settings.OIDC_ISSUER = "http://localhost:9"
    answer = browser.get("/login/sso/")
    assert (answer.status_code, "暂时连不上" in answer.content.decode()) == (503, True)


@pytest.mark.parametrize("address", ["http://sso.example.cn", "ftp://localhost", "file:///etc"])
def test_a_provider_without_https_is_not_asked(browser, settings, address):
    settings.OIDC_ISSUER = address
    assert browser.get("/login/sso/").status_code == 422


def test_a_provider_that_calls_itself_otherwise_is_not_believed(browser, settings):
    settings.OIDC_ISSUER = settings.OIDC_ISSUER.replace("localhost", "127.0.0.1") + "/"
    assert browser.get("/login/sso/").status_code == 422


# the token itself


@pytest.fixture
def real(issuer):
    """A real token of the provider, with the client, ticket and key that go with it."""
    client, ticket = (
        sign_on.Client(issuer, "shanzhi", SECRET, "http://testserver/login/sso/back/"),
        sign_on.new_ticket(),
    )
    answer = asked(agree(sign_on.start_url(client, ticket), "p-1"))
    about = sign_on._provider(issuer)  # noqa: SLF001 - the provider's own words about itself
    token = sign_on._exchange(about, client, answer["code"], ticket.verifier)["id_token"]  # noqa: SLF001 - the token as it comes
    key = sign_on._key_of(about["jwks_uri"], token)  # noqa: SLF001 - its own key
    return client, ticket, token, key


def fails(*given, now=None) -> str:
    with pytest.raises(sign_on.SignOnFailed) as caught:
        sign_on.check_token(*given, now or door.now())
    return str(caught.value)


def test_a_real_token_passes(real):
    client, ticket, token, key = real
    assert sign_on.check_token(token, key, client, ticket.nonce, door.now())["preferred_username"] == "clerk"


def test_a_token_for_another_audience_or_of_another_issuer_is_refused(real):
    client, ticket, token, key = real
    other = sign_on.Client(client.issuer, "another-client", SECRET, client.back)
    elsewhere = sign_on.Client("http://localhost:1", client.id, SECRET, client.back)
    assert fails(token, key, other, ticket.nonce) == "token: InvalidAudienceError"
    assert fails(token, key, elsewhere, ticket.nonce) == "token: InvalidIssuerError"


def test_an_expired_token_and_one_of_the_future_are_refused(real):
    client, ticket, token, key = real
    assert fails(token, key, client, ticket.nonce, now=door.now() + timedelta(hours=2)) == "expired"
    assert fails(token, key, client, ticket.nonce, now=door.now() - timedelta(hours=1)) == "expired"


def test_a_wrong_or_missing_nonce_is_refused(real):
    client, _, token, key = real
    assert fails(token, key, client, "another") == "nonce"


def part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_without_a_signature_is_refused(real):
    client, ticket, token, key = real
    body = token.split(".")[1]
    for word in ("none", "None", "NONE"):
        assert fails(f"{part({'alg': word})}.{body}.", key, client, ticket.nonce).startswith("token: ")


def test_a_token_signed_with_what_everybody_knows_is_refused(real):
    """The public key, or the client's secret, taken for a shared key."""
    client, ticket, token, key = real
    claims = jwt.decode(token, options={"verify_signature": False})
    public = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = part({"alg": "HS256", "typ": "JWT"})
    import hmac  # noqa: PLC0415 - used here alone

    signed = f"{head}.{part(claims)}"
    for known in (public, SECRET.encode()):
        mark = base64.urlsafe_b64encode(hmac.new(known, signed.encode(), "sha256").digest()).rstrip(b"=").decode()
        assert fails(f"{signed}.{mark}", key, client, ticket.nonce) == "token: InvalidAlgorithmError"


def test_a_token_altered_or_signed_by_another_key_is_refused(real):
    client, ticket, token, key = real
    claims = jwt.decode(token, options={"verify_signature": False})
    head, _, mark = token.split(".")
    assert fails(f"{head}.{part(claims | {'sub': 'p-9'})}.{mark}", key, client, ticket.nonce).startswith("token: ")
    other = rsa.generate_private_key(65537, 2048)
    assert fails(jwt.encode(claims, other, "RS256"), key, client, ticket.nonce) == "token: InvalidSignatureError"


def test_an_elliptic_signature_passes_and_not_with_a_key_of_the_other_kind(real):
    client, ticket, token, key = real
    claims = jwt.decode(token, options={"verify_signature": False})
    own = ec.generate_private_key(ec.SECP256R1())
    signed = jwt.encode(claims, own, "ES256")
    assert sign_on.check_token(signed, own.public_key(), client, ticket.nonce, door.now())["sub"] == "p-1"
    assert fails(signed, key, client, ticket.nonce).startswith("token: ")
    assert fails(token, own.public_key(), client, ticket.nonce).startswith("token: ")


@pytest.mark.parametrize("left_out", ["exp", "iat", "sub", "aud", "iss"])
def test_a_token_without_what_it_must_say_is_refused(real, left_out):
    client, ticket, token, _ = real
    claims = jwt.decode(token, options={"verify_signature": False})
    own = ec.generate_private_key(ec.SECP256R1())
    signed = jwt.encode({k: v for k, v in claims.items() if k != left_out}, own, "ES256")
    assert fails(signed, own.public_key(), client, ticket.nonce) == "token: MissingRequiredClaimError"


def test_a_token_for_several_must_have_been_asked_for_by_this_one(real):
    client, ticket, token, _ = real
    claims = jwt.decode(token, options={"verify_signature": False}) | {"aud": [client.id, "other"]}
    own = ec.generate_private_key(ec.SECP256R1())
    assert fails(jwt.encode(claims, own, "ES256"), own.public_key(), client, ticket.nonce) == "azp"
    right = jwt.encode(claims | {"azp": client.id}, own, "ES256")
    assert sign_on.check_token(right, own.public_key(), client, ticket.nonce, door.now())["azp"] == client.id
