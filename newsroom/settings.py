"""All settings, read from the environment; README lists every variable.

A missing or impossible value stops the start with a sentence that names the variable.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import environ
from csp.constants import NONE, SELF
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
KNOWN_LANGUAGES = dict(global_settings.LANGUAGES)
WORDS = {"1": True, "true": True, "yes": True, "on": True} | dict.fromkeys(
    ["0", "false", "no", "off"], False
)


def flag(name: str, *, default: bool) -> bool:
    """Return whether a variable of the environment is on.

    Raises:
        ImproperlyConfigured: if it is neither on nor off.
    """
    value = env.str(name, default="").strip().lower()
    if value and value not in WORDS:
        raise ImproperlyConfigured(f"{name} is '{value}': write 1 for on, 0 for off.")
    return WORDS.get(value, default)


def whole_number(name: str, *, default: int) -> int:
    """Return the number that a variable of the environment gives.

    Raises:
        ImproperlyConfigured: if it gives none.
    """
    value = env.str(name, default="") or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is '{value}': write a whole number.")
    return int(value)


def one_of(name: str, default: str, fits: Callable[[str], bool], wanted: str) -> str:
    """Return a variable of the environment, if it fits.

    Raises:
        ImproperlyConfigured: if it does not; `wanted` says what would.
    """
    value = env.str(name, default="") or default
    if not fits(value):
        raise ImproperlyConfigured(f"{name} is '{value}': write {wanted}.")
    return value


def editions() -> dict[str, str]:
    """Return where the sites in other languages are, by language.

    Raises:
        ImproperlyConfigured: if one has no language or no address.
    """
    sites = env.dict("EDITIONS", default={})
    for language, url in sites.items():
        if language not in KNOWN_LANGUAGES or not url.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"EDITIONS has '{language}={url}': write LANGUAGE=https://HOST, commas between."
            )
    return {language: url.removesuffix("/") for language, url in sites.items()}


def database() -> dict[str, Any]:
    """Return the connection that DATABASE_URL names, else SQLite beside this project.

    Raises:
        ImproperlyConfigured: if the address is not one of SQLite or PostgreSQL.
    """
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
    scheme = url.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with '{scheme}:': write sqlite:///FILE "
            "or postgres://USER:PASSWORD@HOST/NAME."
        )
    return env.db_url_config(url)


# --- Where and how the site runs

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: give the environment a long random text under that name "
        "(python -c 'import secrets; print(secrets.token_urlsafe(50))' makes one)."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- What the site says of itself

SITE_NAME = env.str("SITE_NAME", default="newsroom")
SITE_TAGLINE = env.str("SITE_TAGLINE", default="A chronicle of events")
SITE_LICENCE = env.str("SITE_LICENCE", default="CC BY-SA 4.0")
SITE_LICENCE_URL = one_of(
    "SITE_LICENCE_URL",
    "https://creativecommons.org/licenses/by-sa/4.0/",
    lambda url: url.startswith(("https://", "http://")),
    "an address that starts with https:// or http://",
)
SITE_ATTRIBUTION = env.str("SITE_ATTRIBUTION", default="")
EDITIONS = editions()
REMOTE_IMAGES = flag("REMOTE_IMAGES", default=False)

# --- Application

INSTALLED_APPS = [
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "taggit",
    "events",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsroom.security.PolicyHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compression.CompressTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "events.languages.ReaderLanguageMiddleware",
    "events.middleware.FreshnessMiddleware",
    "events.middleware.OldAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "events.context_processors.site",
            ],
        },
    },
]

# --- Database: SQLite beside this project, or what DATABASE_URL names

DATABASES = {"default": database()}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Under eight writers these turn 9.6 % of failed transactions into none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
        ),
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Ten wrong passwords for one name from one address lock that pair out for a quarter of an hour.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "newsroom.security.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# --- Language and time

# The edition's language. Readers are spoken to in theirs if it is one of LANGUAGES.
LANGUAGE_CODE = one_of(
    "LANGUAGE_CODE", "en", KNOWN_LANGUAGES.__contains__, "a code such as en or zh-hans"
)
LANGUAGES = [
    (code, KNOWN_LANGUAGES[code]) for code in dict.fromkeys(["en", "zh-hans", LANGUAGE_CODE])
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = one_of(
    "TIME_ZONE", "UTC", available_timezones().__contains__, "a name such as Europe/Berlin"
)
USE_I18N = True
USE_TZ = True

# --- Static files

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Pictures: files named by what is in them, readable by all (see `events.views.pictures`)

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or BASE_DIR / "media")
# Folders with fonts of the Noto family; without them, events have no cards.
CARD_FONTS = env.list("CARD_FONTS", default=["/usr/share/fonts"])

# --- Security

SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = whole_number("SECURE_HSTS_SECONDS", default=0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=not DEBUG)
SECURE_HSTS_PRELOAD = flag("SECURE_HSTS_PRELOAD", default=not DEBUG)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *(["https:", "http:"] if REMOTE_IMAGES else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # It tells of each login, and warns of those it locks out.
    "loggers": {"axes": {"level": "WARNING"}},
    "root": {
        "handlers": ["console"],
        "level": one_of("LOG_LEVEL", "INFO", LEVELS.__contains__, " or ".join(LEVELS)),
    },
}
