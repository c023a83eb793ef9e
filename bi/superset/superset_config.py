"""Superset's settings: state in the home folder, Chinese first, nothing asked of the network.

`SUPERSET_HOME` is the folder of its state; it names the folder of the metadata database and of the secret key.
"""

import os
import secrets
from pathlib import Path

_STATE = Path(os.environ["SUPERSET_HOME"])


def _secret_key() -> str:
    """What signs sessions and encrypts passwords of databases: the environment's, or the state folder's own."""
    if given := os.environ.get("SUPERSET_SECRET_KEY"):
        return given
    file = _STATE / "secret_key"
    if not file.is_file():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text()


SECRET_KEY = _secret_key()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_STATE / 'superset.db'}?check_same_thread=false"

APP_NAME = LOGO_RIGHT_TEXT = "县账"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "简体中文"},
    "en": {"flag": "us", "name": "English"},
}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}

# Colours that colour-blind people tell apart (Okabe and Ito), as on the page.
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "xianzhang",
        "label": "县账",
        "description": "色盲可辨的颜色 (Okabe and Ito)",
        "isDefault": True,
        "colors": ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#8795a0", "#c9d1d6"],
    },
    # For the series of a chart in their fixed order: errors, warnings, notes; spending, budget.
    {"id": "xianzhang_severity", "label": "县账：问题级别", "colors": ["#d55e00", "#e69f00", "#56b4e9"]},
    {"id": "xianzhang_budget", "label": "县账：预算与支出", "colors": ["#0072b2", "#8795a0"]},
]

# What a query may bring into the browser or into a file.
ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
NATIVE_FILTER_DEFAULT_ROW_LIMIT = 10_000

# Nothing of another host: no maps, fonts or pictures, and not the counting pixel that Superset's menu would load.
ENABLE_CORS = False
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    # On this machine only, without TLS.
    "force_https": False,
    "session_cookie_secure": False,
}
SESSION_COOKIE_SAMESITE = "Lax"

FEATURE_FLAGS = {"ALERT_REPORTS": False, "THUMBNAILS": False, "ENABLE_TEMPLATE_PROCESSING": False}
