"""The lineage as a stranger reads it in the Dagster UI."""

from collections.abc import Iterator

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from dagster_project.assets.dbt_project import dbt_project
from dagster_project.definitions import build_definitions
from dagster_project.paths import Home, project_root

pytestmark = pytest.mark.dbt

LAYERS = {"ingestion", "raw", "seeds", "staging", "intermediate", "marts", "audit", "published"}
SNAPSHOT = dg.AssetKey(["published", "snapshot"])


DBT = project_root() / "dbt"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def definitions(home: Home) -> Iterator[dg.Definitions]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in home.environment().items():
            patch.setenv(name, value)
        before = sorted(DBT.iterdir())
        yield build_definitions(home)
        assert sorted(DBT.iterdir()) == before, "dbt wrote into the repository"


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> AssetGraph:
    return definitions.resolve_asset_graph()


def test_every_asset_stands_in_a_layer_and_has_description_owner_and_kind(graph: AssetGraph) -> None:
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]

    assert {node.group_name for node in nodes} == LAYERS
    assert [node.key.to_user_string() for node in nodes if not node.description] == []
    assert [node.key.to_user_string() for node in nodes if not node.owners] == []
    assert [node.key.to_user_string() for node in nodes if not node.kinds] == []


def test_no_asset_is_left_outside_the_pipeline(graph: AssetGraph) -> None:
    assert [key.to_user_string() for key in graph.external_asset_keys] == []
    assert graph.root_materializable_asset_keys >= {dg.AssetKey(["extracts"])}
    roots = {key for key in graph.root_materializable_asset_keys if key.path[0] != "seeds"}
    assert roots == {dg.AssetKey(["extracts"])}


def test_every_asset_links_to_its_code(graph: AssetGraph) -> None:
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]

    assert [node.key.to_user_string() for node in nodes if "dagster/code_references" not in node.metadata] == []


def test_the_snapshot_is_downstream_of_every_candidate_and_of_the_blocking_check(graph: AssetGraph) -> None:
    candidates = {key for key in graph.get_all_asset_keys() if key.path[0] in ("marts", "audit")}

    assert graph.get(SNAPSHOT).parent_keys == candidates
    gate = dg.AssetCheckKey(dg.AssetKey(["audit", "audit_rule_result"]), "publication_possible")
    assert graph.get(gate).blocking


def test_the_main_job_runs_everything_in_the_order_of_the_stages(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("main")

    stages = {"extracts", "raw_tables", "dbt_build", "gate", "published__snapshot", "published__report_page"}
    assert {node.name for node in job.nodes} == stages


def test_the_manifest_of_dbt_is_made_in_the_home_once(definitions: dg.Definitions, home: Home) -> None:
    manifest = home.dbt_target / "manifest.json"
    made = manifest.stat().st_mtime_ns

    dbt_project(home)

    assert manifest.stat().st_mtime_ns == made
