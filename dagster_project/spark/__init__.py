"""Spark as the engine: sessions, extraction and loading as jobs, dbt on Spark, and the candidates that come back."""
