# SPDX-License-Identifier: EUPL-1.2
"""All settings of Ordito, one file in sections; what may differ between machines comes from the environment."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from ordito.config import (
    checks,  # noqa: F401 - it registers what the system refuses to start with
    env,
)

# --- Places -----------------------------------------------------------------------------------------------------------
PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
STATE = Path(
    env.text("ORDITO_STATE", str(ROOT / "var"))
)  # database, keys, files, Parquet, logs: never in the repository
STATE.mkdir(mode=0o700, parents=True, exist_ok=True)

# --- What kind of installation this is --------------------------------------------------------------------------------
DEBUG = env.flag("ORDITO_DEBUG", default=False)
DEMONSTRATION = env.flag(
    "ORDITO_DEMONSTRATION", default=True
)  # a real installation says 0: second factor, no sample data
SECRET_KEY = env.secret_file(STATE / "keys" / "secret_key", get_random_secret_key)
ORDITO_KEYS = Path(env.text("ORDITO_KEYS", str(STATE / "keys" / "ring.json")))
ALLOWED_HOSTS = env.words("ORDITO_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("ORDITO_ORIGINS", "")

# --- Applications, from the top floor down ----------------------------------------------------------------------------
OWN_APPS = [
    "demo",
    "ordito.portal",
    "ordito.flows",
    "ordito.papers",
    "ordito.stewardship",
    "ordito.plans",
    "ordito.protection",
    "ordito.circumstances",
    "ordito.kinship",
    "ordito.assessments",
    "ordito.agenda",
    "ordito.employment",
    "ordito.handovers",
    "ordito.cases",
    "ordito.campaigns",
    "ordito.training",
    "ordito.explore",
    "ordito.releases",
    "ordito.questionnaires",
    "ordito.indicators",
    "ordito.meetings",
    "ordito.library",
    "ordito.threads",
    "ordito.imports",
    "ordito.accounts",
    "ordito.territory",
    "ordito.audit",
    "ordito.jobs",
    "ordito.files",
    "ordito.messages",
    "ordito.core",
]
INSTALLED_APPS = [
    *[app for app in OWN_APPS if importlib.util.find_spec(app)],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ordito.core.middleware.NothingKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ordito.core.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ordito.accounts.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ordito.accounts.middleware.IdleTimeoutMiddleware",
    "ordito.accounts.middleware.EntranceMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ordito.cases.middleware.JoinedRecordMiddleware",
]
ROOT_URLCONF = "ordito.config.urls"
WSGI_APPLICATION = "ordito.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite:///{STATE / 'ordito.sqlite3'}"))}

# --- Templates --------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ordito.portal.adapters.page",
            ],
        },
    },
]
FORM_RENDERER = "ordito.core.components.FormRenderer"

# --- Who enters -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "ordito.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/5m/key,20/5m/ip"}
# The limits are counted here, together for all processes; keys are hashed. Many entries, because a full cache forgets a
# third of them by chance, and whoever fills it with tables of statistics would wipe out the count of failed logins.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": STATE / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ordito"
MFA_ADAPTER = "ordito.accounts.adapters.SecondFactorAdapter"
IDLE_MINUTES = env.number("ORDITO_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Security headers -------------------------------------------------------------------------------------------------
BEHIND_TLS = env.flag("ORDITO_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_TLS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does it
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0  # else the whole region would share one limit of failed logins
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor is a data: image
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
CSRF_FAILURE_VIEW = "ordito.core.http.csrf_failure"

# --- Language ---------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Rome"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # it would write the year 2.026 and break addresses; figures ask for it by name

# --- Static files and uploads -----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = STATE / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
_KIT = importlib.util.find_spec("bootstrap_italia_template")
assert _KIT is not None
assert _KIT.origin is not None
# Bootstrap Italia: of the package only the static files, as no app of its own.
STATIC_BUILD = STATE / "build"  # made from the kit at start
STATIC_BUILD.mkdir(exist_ok=True)
STATICFILES_DIRS = [PACKAGE / "static", STATIC_BUILD, ("kit", Path(_KIT.origin).parent / "static")]
WHITENOISE_USE_FINDERS = True
FILES_ROOT = STATE / "files"
ANTIVIRUS = env.socket_address("ORDITO_ANTIVIRUS")  # clamd, asked about every upload; None asks nobody
PARQUET_ROOT = STATE / "parquet"
ENGINE = env.text("ORDITO_ENGINE", "kernel")  # what counts figures: kernel, postgresql or spark
ENGINE_AT = env.text("ORDITO_ENGINE_AT", "")  # where: a PostgreSQL (the records' own when empty), a Spark's master
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # 5 MB of text in one answer still come back with a word beside them
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a large questionnaire is one form of more than a thousand
FILE_UPLOAD_HANDLERS = ["ordito.files.adapters.BoundedUploadHandler"]  # in memory, at most 30 MB, never on a disk

# --- Background work --------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- Messages ---------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("ORDITO_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = STATE / "mail"  # without a mail server, e-mails are files here: they may hold personal links
EMAIL_FILE_PATH.mkdir(mode=0o700, exist_ok=True)
EMAIL_HOST = env.text("ORDITO_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("ORDITO_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("ORDITO_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("ORDITO_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("ORDITO_EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.text("ORDITO_FROM", "ordito@localhost")
SITE_ADDRESS = env.text("ORDITO_ADDRESS", "http://localhost:8000").rstrip("/")  # what links in e-mails begin with

# --- Logs: ids and classes of error, never values ---------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_values": {"()": "ordito.core.http.WithoutValues"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_values"]}},
    "root": {"handlers": ["console"], "level": env.text("ORDITO_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.server": {"handlers": [], "propagate": True}},
}

# The national register of residents: "" asks nobody, "simulator" invents, else the dotted path of what makes a client.
POPULATION_REGISTER = env.text("ORDITO_POPULATION_REGISTER", "")
if POPULATION_REGISTER == "simulator" and not DEMONSTRATION:
    raise ImproperlyConfigured("ORDITO_POPULATION_REGISTER=simulator invents people: for the demonstration alone.")
