"""The command line `xianzhang`: what each command takes and says; what it does is imported when it is called."""

from dagster_project.cli.app import app


def main() -> None:
    """Entry point of the script xianzhang."""
    app()


__all__ = ["app", "main"]
