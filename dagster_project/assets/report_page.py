"""Stage 6: the published snapshot as a page that opens by a double-click."""

import dagster as dg

from dagster_project.assets.published_snapshot import PUBLISHED_SNAPSHOT
from dagster_project.assets.retries import retried
from dagster_project.assets.warehouse import OWNERS, WRITER_POOL, Warehouse
from dagster_project.page_server import REPORT, page_address
from dagster_project.paths import project_root


@dg.asset(
    key=dg.AssetKey(["published", "report_page"]),
    deps=[PUBLISHED_SNAPSHOT],
    group_name="published",
    kinds={"html"},
    owners=OWNERS,
    pool=WRITER_POOL,
    description=(
        "warehouse/report/index.html: what is published as one page that needs no network, every figure beside where "
        "it is printed. Where there is too much for one file, pages of counties and prefectures beside it."
    ),
)
def report_page(warehouse: Warehouse) -> dg.MaterializeResult[None]:
    from dagster_project.publish.rule_catalogue import rules
    from dagster_project.report_page import find_libraries, write_report_page

    home = warehouse.home
    libraries = find_libraries(project_root() / "node_modules")
    with retried():
        pages = write_report_page(home.snapshot_file, home.report, libraries, rules(project_root() / "dbt"))
    return dg.MaterializeResult(
        metadata={
            "page": dg.MetadataValue.url(page_address(REPORT)),
            "file": dg.MetadataValue.path(str(pages.index)),
            "page_unchanged": pages.unchanged,
            "reports": pages.reports,
            "county_pages": pages.county_pages,
            "prefecture_pages": pages.prefecture_pages,
            "bytes": pages.index_bytes,
        }
    )
