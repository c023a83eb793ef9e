"""The pipeline as Dagster sees it: one file per stage, which only wires what the other packages do."""
