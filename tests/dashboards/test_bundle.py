"""The bundle without Superset: its files fit each other, the marts and the exposures of dbt."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.dashboards import (
    BundleError,
    ConnectionNameError,
    postgres_connection,
    read_assets,
    snapshot_connection,
    write_bundle,
)
from dagster_project.dashboards.bundle import completed_dataset, marts_of
from dagster_project.paths import project_root
from dagster_project.publish.models import marts
from dagster_project.publish.rule_catalogue import rules

ROOT = project_root()
SOURCE = ROOT / "bi" / "superset" / "assets"
ASSETS = read_assets(SOURCE)
MARTS = marts(ROOT / "dbt")
RULES = rules(ROOT / "dbt")
FILTERS = {"县区": "place", "部门": "department_name", "年度": "report_year"}


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    """The files of a kind by the uuids of what they hold."""
    return {document["uuid"]: document for name, document in ASSETS.items() if name.startswith(f"{kind}/")}


def charts_on(dashboard: dict[str, Any]) -> list[str]:
    """The uuids of the charts of a dashboard."""
    parts = (part for part in dashboard["position"].values() if isinstance(part, dict))
    return [part["meta"]["uuid"] for part in parts if part["type"] == "CHART"]


def datasets_on(dashboard: dict[str, Any]) -> set[str]:
    return {of_kind("charts")[uuid]["dataset_uuid"] for uuid in charts_on(dashboard)}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(SOURCE, folder, MARTS, RULES, snapshot_connection(Path("/home/of/marts.duckdb")))
    return read_assets(folder)


def test_everything_has_a_uuid_of_its_own_and_a_dataset_and_a_database_that_exist() -> None:
    uuids = Counter(document["uuid"] for document in ASSETS.values() if "uuid" in document)
    assert max(uuids.values()) == 1
    assert {dataset["database_uuid"] for dataset in of_kind("datasets").values()} == set(of_kind("databases"))
    assert {chart["dataset_uuid"] for chart in of_kind("charts").values()} == set(of_kind("datasets"))


def test_every_chart_is_on_one_dashboard_under_its_own_name() -> None:
    placed = Counter(uuid for dashboard in of_kind("dashboards").values() for uuid in charts_on(dashboard))
    assert placed == Counter(of_kind("charts").keys())
    names = {uuid: chart["slice_name"] for uuid, chart in of_kind("charts").items()}
    for dashboard in of_kind("dashboards").values():
        parts = [part for part in dashboard["position"].values() if isinstance(part, dict) and part["type"] == "CHART"]
        assert {part["meta"]["uuid"]: part["meta"]["sliceName"] for part in parts}.items() <= names.items()


@pytest.mark.parametrize("name", [name for name in ASSETS if name.startswith("dashboards/")])
def test_every_dashboard_filters_all_its_charts_by_county_department_and_year(name: str) -> None:
    dashboard = ASSETS[name]
    given = {
        native["name"]: native["targets"][0]["column"]["name"]
        for native in dashboard["metadata"]["native_filter_configuration"]
    }
    assert given.items() >= FILTERS.items()
    for uuid in datasets_on(dashboard):
        columns = {
            column["column_name"]
            for column in completed_dataset("", of_kind("datasets")[uuid], MARTS, RULES)["columns"]
        }
        assert columns >= set(FILTERS.values())


@pytest.mark.parametrize("name", [name for name in ASSETS if name.startswith("charts/")])
def test_every_column_and_metric_of_a_chart_is_of_its_dataset(bundle: dict[str, dict[str, Any]], name: str) -> None:
    chart, params = ASSETS[name], ASSETS[name]["params"]
    dataset = next(d for n, d in bundle.items() if n.startswith("datasets/") and d["uuid"] == chart["dataset_uuid"])
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    ordered = [re.match(r'\["(\w+)"', order)[1] for order in params.get("order_by_cols", [])]

    assert chart["viz_type"] == params["viz_type"]
    assert {*params.get("all_columns", []), *params.get("groupby", []), *ordered} <= columns
    assert {params.get("x_axis", "place")} <= columns
    assert {*params.get("metrics", []), *filter(None, [params.get("metric")])} <= metrics
    assert set(params.get("column_config", {})) <= set(params.get("all_columns", []))


def test_columns_are_named_as_in_the_dictionary(bundle: dict[str, dict[str, Any]]) -> None:
    columns = {column["column_name"]: column for column in bundle["datasets/department_year.yaml"]["columns"]}
    mart = next(mart for mart in MARTS if mart.name == "mart_department_year")

    assert {name: columns[name]["verbose_name"] for name in (c.name for c in mart.columns)} == {
        column.name: column.name_zh for column in mart.columns
    }
    for name, dataset in bundle.items():
        if name.startswith("datasets/"):
            assert all(re.search(r"[\u4e00-\u9fff]", column["verbose_name"]) for column in dataset["columns"]), name


def test_rules_are_named_as_in_their_catalogue(bundle: dict[str, dict[str, Any]]) -> None:
    columns = {column["column_name"]: column for column in bundle["datasets/finding.yaml"]["columns"]}
    assert all(f"'{rule.rule_id}' then '{rule.statement_zh}'" in columns["rule_name"]["expression"] for rule in RULES)


def test_a_column_of_no_mart_is_refused() -> None:
    dataset = {"sql": "select 1 as x from marts.dim_year", "columns": [{"column_name": "x"}]}
    with pytest.raises(BundleError, match=r"datasets/a.yaml: column x has no verbose_name"):
        completed_dataset("datasets/a.yaml", dataset, MARTS, RULES)


def test_the_snapshot_is_opened_for_reading_alone(bundle: dict[str, dict[str, Any]]) -> None:
    database = bundle["databases/marts.yaml"]
    assert database["sqlalchemy_uri"] == "duckdb:////home/of/marts.duckdb"
    assert database["extra"]["engine_params"]["connect_args"] == {
        "read_only": True,
        "config": {"enable_external_access": False, "lock_configuration": True},
    }


def test_the_path_of_the_snapshot_stands_as_it_is() -> None:
    """SQLAlchemy 1.4, which Superset pins, unescapes nothing behind `duckdb:///`: an escaped path is another file."""
    connection = snapshot_connection(Path("/县 #1/100%/%41/marts.duckdb"))
    assert connection["sqlalchemy_uri"] == "duckdb:////县 #1/100%/%41/marts.duckdb"


def test_postgresql_is_named_by_a_uri() -> None:
    connection = postgres_connection("postgresql://reader:secret@db.example/bi")
    assert connection["sqlalchemy_uri"] == "postgresql+psycopg2://reader:secret@db.example/bi"
    with pytest.raises(ConnectionNameError) as error:
        postgres_connection("host=db.example password=secret")
    assert "secret" not in str(error.value)


def test_no_path_and_no_address_of_a_machine_is_in_the_assets() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.yaml"))
    assert re.findall(r"sqlalchemy_uri:.*|https?://\S+|/home/|/tmp/", text) == []


def test_every_dashboard_has_its_exposure_and_each_names_what_it_reads() -> None:
    exposures = yaml.safe_load((ROOT / "dbt" / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    declared = {
        exposure["label"]: (
            re.search(r"/dashboard/([\w-]+)/$", exposure["url"])[1],
            {re.fullmatch(r"ref\('(\w+)'\)", node)[1] for node in exposure["depends_on"]},
        )
        for exposure in exposures
    }
    datasets = of_kind("datasets")
    assert declared == {
        dashboard["dashboard_title"]: (
            dashboard["slug"],
            set().union(*(marts_of(datasets[uuid]) for uuid in datasets_on(dashboard))),
        )
        for dashboard in of_kind("dashboards").values()
    }
    known = {mart.name for mart in MARTS}
    assert all(marts <= known for _, marts in declared.values())
