"""The command line as a module: `python -m dagster_project.cli`."""

from dagster_project.cli import main

if __name__ == "__main__":
    main()
