"""Make Superset ready, in its own environment: metadata database, roles, users, the bundle of dashboards.

`python prepare.py BUNDLE [VIEWER …]`; BUNDLE is a folder in Superset's export format, a VIEWER a user who may look and
change nothing. What is there already is brought up to date: things are told apart by their uuid, users by their name.
Prints the password of each user that it makes.
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
VIEWER_ROLE = "县账读者"

# What looking at a dashboard needs of Superset's own role for those who look and build: reading, asking for data, and
# keeping the choice of filters for the link that is sent to others.
_VIEWING = {
    "Api": {"can_time_range"},
    "Chart": {"can_read"},
    "CurrentUserRestApi": {"can_read"},
    "Dashboard": {"can_read", "can_drill", "can_view_chart_as_table"},
    "DashboardFilterStateRestApi": {"can_read", "can_write"},
    "DashboardPermalinkRestApi": {"can_read", "can_write"},
    "Dashboards": {"menu_access"},
    "Dataset": {"can_read", "can_get_drill_info"},
    "Explore": {"can_read"},
    "Home": {"menu_access"},
    "Log": {"can_recent_activity"},
    "MenuApi": {"can_get"},
    "ResetMyPasswordView": {"can_this_form_get", "can_this_form_post"},
    "SecurityRestApi": {"can_read"},
    "Superset": {
        "can_csv", "can_dashboard", "can_dashboard_permalink", "can_explore_json", "can_language_pack", "can_log",
        "can_share_dashboard",
    },
    "Theme": {"can_read"},
    "UserDBModelView": {"can_userinfo", "resetmypassword"},
}  # fmt: skip


def main(bundle: Path, viewers: list[str]) -> None:
    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(sys.modules["superset"].__path__[0]) / "migrations"))
        _sync_roles()
        _import(bundle, _administrator(os.environ.get("SUPERSET_ADMIN_PASSWORD")))
        role = _viewer_role()
        for viewer in viewers:
            _viewer(viewer, role)


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
        user = _new_user(ADMINISTRATOR, "管理员", security_manager.find_role("Admin"), password)
    elif password:
        security_manager.reset_password(user.id, password)
    return user


def _viewer_role() -> Any:
    """The role that sees all that is published here, and changes nothing."""
    from superset import db, security_manager
    from superset.models.core import Database

    role = security_manager.add_role(VIEWER_ROLE)
    viewing = [
        permission
        for permission in security_manager.find_role("Gamma").permissions
        if permission.permission.name in _VIEWING.get(permission.view_menu.name, ())
    ]
    databases = [
        security_manager.add_permission_view_menu("database_access", database.perm)
        for database in db.session.query(Database)
    ]
    role.permissions = viewing + databases
    db.session.commit()
    return role


def _viewer(name: str, role: Any) -> None:
    """A user with the role alone; one who is there stays as he is."""
    from superset import security_manager

    if security_manager.find_user(username=name) is None:
        _new_user(name, "读者", role, None)


def _new_user(name: str, last_name: str, role: Any, password: str | None) -> Any:
    """Make a user; a password that is made with him is told."""
    from superset import security_manager

    chosen = password or secrets.token_urlsafe(12)
    user = security_manager.add_user(name, "县账", last_name, f"{name}@localhost", role, chosen)
    if not user:
        raise SystemExit(f"Superset does not take the user {name}")
    if not password:
        print(f"用户 (user): {name}  密码 (password, printed this once): {chosen}", flush=True)  # noqa: T201
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
    main(Path(sys.argv[1]), sys.argv[2:])
