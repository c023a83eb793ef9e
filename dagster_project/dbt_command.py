"""dbt's command line as a run starts it, on DuckDB."""

from __future__ import annotations

import gc


def main() -> None:
    """dbt, without looking for garbage: a tenth of its time, for 100 MB that its end gives back."""
    gc.disable()
    from dbt.cli.main import cli

    cli()
