"""What the exit status of `xianzhang` means; the help text and the documentation are made from here."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit statuses; 2 is what Typer itself uses for wrong usage."""

    WELL = 0
    ERROR = 1
    USAGE = 2
    ATTENTION = 3
    NOT_PUBLISHED = 4


MEANINGS = {
    ExitCode.WELL: "all is well",
    ExitCode.ERROR: "an error: the message says which; the published marts are as they were, unless it says otherwise",
    ExitCode.USAGE: "wrong usage: see --help",
    ExitCode.ATTENTION: "done, but a document was set aside or a report is quarantined",
    ExitCode.NOT_PUBLISHED: "nothing was published: the candidates did not pass; the published marts are as they were",
}


def exit_code_help() -> str:
    """The exit codes as the last lines of a help text."""
    return "\n\n".join(["[bold]Exit codes[/bold]", *(f"  {code.value}  {text}" for code, text in MEANINGS.items())])
