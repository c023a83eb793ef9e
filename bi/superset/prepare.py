"""Make Superset ready, in its own environment: metadata database, roles, administrator, the bundle of dashboards.

`python prepare.py BUNDLE`; BUNDLE is a folder in Superset's export format. What is there already is brought up to
date: things are told apart by their uuid. Prints the administrator's password where it makes one.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from superset.app import create_app

ADMINISTRATOR = "admin"


def main(bundle: Path) -> None:
    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(sys.modules["superset"].__path__[0]) / "migrations"))
        _sync_roles()
        _import(bundle, _administrator(os.environ.get("SUPERSET_ADMIN_PASSWORD")))


def _sync_roles() -> None:
    from superset import appbuilder, db, security_manager

    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    db.session.commit()


def _administrator(password: str | None) -> Any:
    """The administrator, with the password given; made with one of its own where there is none."""
    from superset import security_manager

    user = security_manager.find_user(username=ADMINISTRATOR)
    if user is None:
        chosen = password or secrets.token_urlsafe(12)
        role = security_manager.find_role("Admin")
        user = security_manager.add_user(ADMINISTRATOR, "县账", "管理员", "admin@localhost", role, chosen)
        if not password:
            print(f"用户 (user): {ADMINISTRATOR}  密码 (password, printed this once): {chosen}", flush=True)  # noqa: T201
    elif password:
        security_manager.reset_password(user.id, password)
    return user


def _import(bundle: Path, user: Any) -> None:
    """Import the bundle as its user. Raises what Superset raises, after saying which file is wrong."""
    from superset.commands.exceptions import CommandInvalidError
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    files = {str(file.relative_to(bundle)): file.read_text(encoding="utf-8") for file in bundle.rglob("*.yaml")}
    try:
        with override_user(user):
            ImportAssetsCommand(files).run()
    except CommandInvalidError as error:
        print(f"Superset refuses the bundle: {error.normalized_messages()}", file=sys.stderr)  # noqa: T201
        raise


if __name__ == "__main__":
    main(Path(sys.argv[1]))
