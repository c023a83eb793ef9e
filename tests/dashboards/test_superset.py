"""The dashboards in a real Superset: imported twice, asked through its API, and looked at in Chromium.

`make test-superset` installs Superset and runs this.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from dagster_project.dashboards import postgres_connection, read_assets, snapshot_connection
from dagster_project.paths import Home, project_root
from dagster_project.publish.models import marts
from dagster_project.publish.postgres import publish_to_postgres
from tests.publish.postgres_server import Server as PostgresServer
from tests.publish.postgres_server import run
from tests.publish.postgres_server import server as postgres_server

from .server import PASSWORD, VIEWER, Server, copy_of_assets, home, server

__all__ = ["home", "postgres_server", "server"]
pytestmark = pytest.mark.superset

ASSETS = read_assets(project_root() / "bi" / "superset" / "assets")
DASHBOARDS = {document["slug"]: document for name, document in ASSETS.items() if name.startswith("dashboards/")}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# High enough for a whole dashboard: Superset asks for a chart's data when the chart comes into sight.
DESKTOP = {"width": 1440, "height": 2600}
# For a slow machine: a chart that is asked for waits for those before it.
PATIENCE_MS = 120_000
_FOREIGN = re.compile(r"^https?://(?!127\.0\.0\.1)")


@dataclass
class Seen:
    """A dashboard as it was shown: what was answered to its charts, and requests that left this machine."""

    page: Any
    charts: dict[int, str]
    responses: list[Any] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self) -> Seen:
        self.page.on("response", lambda r: "/api/v1/chart/data" in r.url and self.responses.append(r))
        # As it is asked for, whether or not anything answers; what the content policy blocks leaves no request behind.
        self.page.on("request", lambda r: _FOREIGN.match(r.url) and self.elsewhere.append(r.url))
        self.page.on(
            "requestfailed", lambda r: r.failure == "csp" and r.url in self.elsewhere and self.elsewhere.remove(r.url)
        )
        return self

    def questions(self) -> list[tuple[str, dict[str, Any]]]:
        """What was asked, with the name of the chart that asked; native filters ask, too."""
        return [self._question(response) for response in self.responses]

    def answers(self) -> list[tuple[str, int, dict[str, Any]]]:
        """The name of the chart, the status and the answer, in the order of the questions."""
        # Others may come in while these are read.
        responses = list(self.responses)
        return [(self._question(response)[0], response.status, response.json()) for response in responses]

    def wait_for(self, charts: set[str]) -> None:
        """Wait until each of the charts has its answer: filters of the address make the first ones wait."""
        for _ in range(PATIENCE_MS // 500):
            if charts <= {name for name, _ in self.questions()}:
                break
            self.page.wait_for_timeout(500)
        settled(self.page)

    def _question(self, response: Any) -> tuple[str, dict[str, Any]]:
        asked = json.loads(response.request.post_data)
        return self.charts.get(asked["form_data"].get("slice_id"), "filter"), asked


Look = Callable[..., Seen]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def look(browser: Any, server: Server) -> Iterator[Look]:
    """Open a dashboard by its slug, as the administrator, and wait until nothing is loading."""
    with logged_in(browser, server, "admin", PASSWORD) as open_dashboard:
        yield open_dashboard


@contextmanager
def logged_in(browser: Any, server: Server, user: str, password: str) -> Iterator[Look]:
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", base_url=server.url)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=username], #username", user)
    page.fill("input[name=password], #password", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/superset/welcome/**")
    charts = {thing["id"]: thing["slice_name"] for thing in server.ask("/api/v1/chart/?q=(page_size:100)")["result"]}

    def open_dashboard(slug: str, query: str = "") -> Seen:
        shown = context.new_page()
        seen = Seen(shown, charts).watch()
        shown.goto(f"/superset/dashboard/{slug}/{query}")
        settled(shown)
        return seen

    yield open_dashboard
    context.close()


def settled(page: Any) -> None:
    """Wait until every chart of the page is drawn and no answer is waited for."""
    page.wait_for_selector(".dashboard-component-chart-holder")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => document.querySelectorAll('.loading').length === 0")
    page.wait_for_load_state("networkidle")


def charts_of(dashboard: dict[str, Any]) -> set[str]:
    position = dashboard["position"].values()
    return {part["meta"]["sliceName"] for part in position if isinstance(part, dict) and part["type"] == "CHART"}


def test_importing_again_updates_what_exists_and_adds_nothing(server: Server, home: Home, tmp_path: Path) -> None:
    kinds = {
        "dashboard": "dashboard_title",
        "chart": "slice_name",
        "dataset": "table_name",
        "database": "database_name",
    }
    before = {kind: server.names(kind, column) for kind, column in kinds.items()}
    assert [len(names) for names in before.values()] == [
        sum(name.startswith(f"{kind}s/") for name in ASSETS) for kind in kinds
    ]
    assets = copy_of_assets(tmp_path / "assets")
    for file, key in (("dashboards/overview.yaml", "dashboard_title"), ("charts/overview_status.yaml", "slice_name")):
        document = yaml.safe_load((assets / file).read_text(encoding="utf-8"))
        (assets / file).write_text(
            yaml.safe_dump({**document, key: "改过的标题"}, allow_unicode=True), encoding="utf-8"
        )

    server.superset.prepare(snapshot_connection(home.snapshot_file), assets=assets)
    changed = {kind: server.names(kind, column) for kind, column in kinds.items()}
    server.superset.prepare(snapshot_connection(home.snapshot_file))

    assert {kind: set(changed[kind]) - set(before[kind]) for kind in kinds} == {
        "dashboard": {"改过的标题"},
        "chart": {"改过的标题"},
        "dataset": set(),
        "database": set(),
    }
    assert {kind: len(names) for kind, names in changed.items()} == {kind: len(names) for kind, names in before.items()}
    assert {kind: server.names(kind, column) for kind, column in kinds.items()} == before


@pytest.fixture(scope="module")
def dashboards(look: Look) -> dict[str, Seen]:
    return {slug: look(slug) for slug in DASHBOARDS}


@pytest.mark.parametrize("slug", sorted(DASHBOARDS))
def test_no_chart_is_empty_or_in_error(
    dashboards: dict[str, Seen], slug: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seen = dashboards[slug]
    # To be looked at: the last run of pytest keeps it.
    seen.page.screenshot(path=tmp_path_factory.getbasetemp() / f"{slug}.png")

    all_have_data(seen, slug)
    assert seen.elsewhere == []


def all_have_data(seen: Seen, slug: str) -> None:
    seen.wait_for(charts_of(DASHBOARDS[slug]))
    answers = seen.answers()
    assert charts_of(DASHBOARDS[slug]) <= {chart for chart, _, _ in answers}
    for chart, status, answer in answers:
        assert status == 200, (chart, answer)
        assert [result["error"] for result in answer["result"]] == [None] * len(answer["result"]), chart
        assert all(result["rowcount"] > 0 for result in answer["result"]), chart
    assert seen.page.locator("[role=alert], .ant-alert-error, .ant-empty").all_inner_texts() == []


CHOSEN = {
    "place": ("place", "湖南省衡阳市衡阳县"),
    "department": ("department_name", "衡阳县科技和工业信息化局"),
    "year": ("report_year", 2024),
}


@pytest.mark.parametrize("slug", sorted(DASHBOARDS))
def test_county_department_and_year_filter_every_chart(look: Look, slug: str) -> None:
    seen = look(slug, f"?native_filters=({','.join(native_filter(*chosen) for chosen in CHOSEN.items())})")

    all_have_data(seen, slug)
    wanted = {(column, (value,)) for column, value in CHOSEN.values()}
    for name, question in seen.questions():
        for query in question["queries"] if name != "filter" else []:
            assert wanted <= {(one["col"], tuple(one["val"])) for one in query["filters"] if one["op"] == "IN"}, name
    if slug == "xianzhang-overview":
        assert [row[1] for row in cells(chart(seen.page, "部门年度"))] == ["衡阳县科技和工业信息化局"]


def native_filter(name: str, chosen: tuple[str, Any]) -> str:
    """A filter as it stands in the address of a dashboard."""
    column, value = chosen
    key, text = f"NATIVE_FILTER-{name}", value if isinstance(value, int) else f"'{quote(value)}'"
    data = f"extraFormData:(filters:!((col:{column},op:IN,val:!({text})))),filterState:(value:!({text}))"
    return f"{key}:({data},id:{key},ownState:())"


def test_a_viewer_sees_every_chart_and_changes_nothing(browser: Any, server: Server) -> None:
    with logged_in(browser, server, VIEWER, server.viewer) as look:
        seen = look("xianzhang-overview")
        all_have_data(seen, "xianzhang-overview")
        assert seen.page.get_by_text("编辑看板").count() == 0

        asked = seen.page.request
        token = asked.get("/api/v1/security/csrf_token/").json()["result"]
        headers = {"X-CSRFToken": token, "Referer": server.url}
        refused = {
            "a title": asked.put("/api/v1/dashboard/1", data={"dashboard_title": "别的"}, headers=headers),
            "a chart": asked.post("/api/v1/chart/", data={"slice_name": "别的"}, headers=headers),
            "a removal": asked.delete("/api/v1/dashboard/1", headers=headers),
            "SQL": asked.post("/api/v1/sqllab/execute/", data={"database_id": 1, "sql": "select 1"}, headers=headers),
            "a user": asked.post("/api/v1/security/users/", data={"username": "other"}, headers=headers),
        }
        assert {what: answer.status for what, answer in refused.items()} == dict.fromkeys(refused, 403)


def test_postgresql_answers_every_chart_as_the_snapshot_does(
    dashboards: dict[str, Seen], server: Server, home: Home, postgres_server: PostgresServer
) -> None:
    database = postgres_server.new_database()
    dsn = postgres_server.dsn(database)
    publish_to_postgres(home.snapshot_file, dsn, marts(project_root() / "dbt"), reader="bi_reader")
    run(dsn, "create role superset login password 's3cret'", "grant bi_reader to superset")
    questions = [(chart, {**asked, "force": True}) for seen in dashboards.values() for chart, asked in seen.questions()]

    from_duckdb = [server.ask("/api/v1/chart/data", asked) for _, asked in questions]
    uri = f"postgresql://superset:s3cret@/{database}?host={postgres_server.folder}"
    server.superset.prepare(postgres_connection(uri))
    try:
        from_postgres = [server.ask("/api/v1/chart/data", asked) for _, asked in questions]
    finally:
        server.superset.prepare(snapshot_connection(home.snapshot_file))

    for (chart, _), ours, theirs in zip(questions, from_duckdb, from_postgres, strict=True):
        assert "result" in theirs, (chart, theirs)
        assert [rows(result) for result in ours["result"]] == [rows(result) for result in theirs["result"]], chart


def rows(result: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """The rows of a result, whatever their order; numbers as texts of ten digits."""
    found = [
        sorted((key, f"{value:.10g}" if isinstance(value, int | float) else str(value)) for key, value in row.items())
        for row in result["data"]
    ]
    assert found
    return sorted(found)


def test_a_number_leads_to_the_places_where_it_is_printed(look: Look) -> None:
    overview = look("xianzhang-overview")
    overview.page.get_by_role("row").filter(has_text="衡阳县").get_by_text("数据与出处").click()
    settled(overview.page)

    page = overview.page
    assert "/xianzhang-report/" in page.url
    figures = chart(page, "数据")
    assert {row[1] for row in cells(figures)} == {"衡阳县科技和工业信息化局"}
    row = figures.get_by_role("row").filter(has_text="7,206.67").filter(has_text="本年支出").first
    places = int(row.get_by_role("link").inner_text().split()[0])
    row.get_by_role("link").click()
    settled(page)

    printed = cells(chart(page, "出处"))
    assert len(printed) == places > 0
    assert "7206.67万元" in [cell[0] for cell in printed]


def test_a_finding_leads_to_its_places(look: Look) -> None:
    page = look("xianzhang-findings").page
    finding = chart(page, "问题").locator("tbody tr").first.locator("td").last
    key = finding.inner_text()
    others = {row[0] for row in cells(chart(page, "问题的出处"))}
    finding.click()
    settled(page)

    assert {row[0] for row in cells(chart(page, "问题的出处"))} == {key} < {key, *others}


def chart(page: Any, name: str) -> Any:
    return page.locator(f'[data-test-chart-name="{name}"]')


def cells(table: Any) -> list[list[str]]:
    return [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]
