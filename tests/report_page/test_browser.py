"""The page as a person uses it: in Chromium, from file://, with the network cut off.

Each test ends by seeing that nothing was asked of the network and nothing was wrong in the console.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dagster_project.report_page import find_libraries, write_report_page

from .snapshots import four_reports
from .test_payload import RULE

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LIBRARIES = Path(__file__).parents[2] / "node_modules"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
Open = Callable[..., Any]


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
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    snapshot = four_reports(folder / "snapshot.duckdb")
    libraries = find_libraries(LIBRARIES)
    write_report_page(snapshot, folder / "one", libraries, [RULE])
    write_report_page(snapshot, folder / "split", libraries, [RULE], size_budget=0)
    write_report_page(snapshot, folder / "directory", libraries, [RULE], size_budget=0, index_budget=0)
    return folder


@pytest.fixture
def open_page(browser: Any, folder: Path) -> Iterator[Open]:
    """Open index.html with what stands after the #, at a size."""
    wrong: list[str] = []
    contexts = []

    def watch(page: Any) -> None:
        page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or wrong.append(request.url))

    def open_at(address: str = "", size: dict[str, int] = DESKTOP, which: str = "one") -> Any:
        context = browser.new_context(viewport=size, offline=True)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(f"{(folder / which / 'index.html').as_uri()}{address}")
        rendered(page)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert wrong == []


def rendered(page: Any) -> None:
    """Wait until the page shows what its address says."""
    page.wait_for_function("() => document.body.dataset.rendered === (location.hash || '#')")


def choose(page: Any, name: str, value: str) -> None:
    page.select_option(f"#filter-{name}", value)
    page.wait_for_function("value => location.hash.includes(value)", arg=f"{name}=")
    rendered(page)


def departments(page: Any, view: str = "reports") -> list[str]:
    return page.locator(f"#table-{view} .tabulator-row [tabulator-field=department]").all_inner_texts()


def numbers(page: Any, chart: str) -> list[list[str]]:
    """What a chart shows, as its table has it."""
    page.locator(f"#chart-{chart} details").evaluate("details => { details.open = true; }")
    found = page.locator(f"#chart-{chart} tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in found]


def test_it_opens_without_a_network_and_asks_for_nothing(open_page: Open) -> None:
    page = open_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.reload()
    rendered(page)

    assert [url.rpartition("/")[2] for url in requested] == ["index.html"]
    assert page.title() == "县账 · 部门绩效自评总览"
    assert departments(page) == ["甲县科技局", "甲县科技局", "乙县教育局", "丙区财政局"]  # county by county
    assert page.locator("#chart-grid canvas").count() >= 4


def test_filters_drive_tiles_charts_and_tables(open_page: Open) -> None:
    page = open_page()
    assert [row[0] for row in numbers(page, "years")] == ["2022", "2023"]

    choose(page, "year", "2022")

    assert page.inner_text("#count") == "1 / 4 份报告"
    assert page.inner_text("#tile_spending .number") == "8,000.00万元"
    assert [row[0] for row in numbers(page, "years")] == ["2022"]
    assert departments(page) == ["乙县教育局"]


def test_the_search_finds_words_of_county_and_department(open_page: Open) -> None:
    page = open_page()
    page.fill("#filter-q", "东市 教育")
    page.wait_for_function("() => location.hash.includes('q=')")
    rendered(page)

    assert departments(page) == ["乙县教育局"]


def test_amounts_of_quarantined_and_superseded_reports_are_not_added_up(open_page: Open) -> None:
    page = open_page()
    assert page.inner_text("#tile_spending .number") == "9,234.57万元"
    assert page.inner_text("#tile_spending .note") == "2 / 2 份报告印有"

    choose(page, "status", "quarantined")
    assert page.inner_text("#tile_spending .number") == "500.00万元"


def test_a_click_on_a_bar_filters_and_a_second_one_takes_it_back(open_page: Open) -> None:
    page = open_page()
    canvas = page.locator("#chart-rate .canvas")
    canvas.scroll_into_view_if_needed()
    # The band over 100 %, where one report is.
    spot = canvas.evaluate("canvas => echarts.getInstanceByDom(canvas).convertToPixel({seriesIndex: 0}, [6, 0.5])")
    for address, shown in (("#rate=%3E100", 1), ("#view=reports", 4)):
        canvas.click(position={"x": spot[0], "y": spot[1]})
        page.wait_for_function("address => location.hash === address", arg=address)
        rendered(page)
        assert len(departments(page)) == shown


def test_the_numbers_of_a_chart_filter_by_keyboard(open_page: Open) -> None:
    page = open_page()
    page.locator("#chart-findings summary").press("Enter")
    page.locator("#chart-findings .numbers button").first.press("Enter")
    page.wait_for_function("() => location.hash.includes('rule=')")
    rendered(page)

    assert departments(page) == ["甲县科技局", "丙区财政局"]
    assert page.locator(".chip").inner_text().startswith("规则：E1 同一指标一致")


def test_a_column_sorts_with_missing_values_last(open_page: Open) -> None:
    page = open_page()
    header = page.locator("#table-reports .tabulator-col[tabulator-field=adjusted_budget_wan]")
    budget = "#table-reports .tabulator-row [tabulator-field=adjusted_budget_wan]"

    header.click()
    page.wait_for_function("s => document.querySelector(s).innerText === '7,900.00'", arg=budget)
    assert page.locator(budget).all_inner_texts() == ["7,900.00", "1,300.00", "400.00", "—"]
    header.click()
    page.wait_for_function("s => document.querySelector(s).innerText === '400.00'", arg=budget)
    assert page.locator(budget).all_inner_texts() == ["400.00", "1,300.00", "7,900.00", "—"]


def test_zero_is_zero_and_what_is_missing_is_a_dash_that_says_so(open_page: Open) -> None:
    page = open_page()
    income = page.locator("#table-reports .tabulator-row [tabulator-field=income_wan]")

    assert income.all_inner_texts() == ["0.00", "—", "—", "—"]
    assert income.nth(1).locator(".missing").get_attribute("title") == "报告没有印出这个数"


def test_a_figure_leads_to_the_places_that_print_it(open_page: Open) -> None:
    page = open_page()
    page.locator("#table-reports .tabulator-row a").first.click()
    page.wait_for_selector("#panel[open]")
    row = page.locator("#panel tr.opening", has_text="本年支出")
    assert row.locator("td.number").inner_text() == "1,234.567891"

    row.locator("button.where").press("Enter")
    places = page.locator("#panel .place")
    assert places.locator("q").all_inner_texts() == ["1243.00", "1234.567891"]
    assert "与采用的数不同" in places.nth(0).inner_text()
    second = re.sub(r"\s+", " ", places.nth(1).inner_text())
    for expected in ("支出合计", "二、支出", "第 2 页，第 1 表，第 3 行，第 4 列", "120–131", "aa11"):
        assert expected in second


def test_a_finding_opens_with_its_evidence(open_page: Open) -> None:
    page = open_page()
    page.locator("#views [data-code=findings]").click()
    rendered(page)
    assert departments(page, "findings") == ["甲县科技局", "乙县教育局", "丙区财政局"]

    page.locator("#table-findings .tabulator-row").first.click()
    page.wait_for_selector("#panel[open] #finding-f1")
    rendered(page)
    finding = page.locator("#finding-f1")
    assert finding.locator(".evidence .place q").all_inner_texts() == ["1243.00", "1234.567891"]
    assert finding.locator(".evidence .place").first.is_visible()
    assert "8.432109 万元" in finding.inner_text()


def test_a_quarantined_report_says_why_and_a_superseded_one_that_it_is(open_page: Open) -> None:
    page = open_page("#report=r3")
    assert "支出大于预算" in page.inner_text("#panel .notice.quarantined")
    assert page.locator("#panel tr.opening td.number").inner_text() == "500"

    page = open_page("#report=r4")
    assert page.locator("#panel .notice.superseded").is_visible()
    assert page.locator("#panel tr.opening").inner_text().endswith("没有位置记录")


def test_two_versions_show_what_they_say_otherwise_and_lead_to_each_other(open_page: Open) -> None:
    page = open_page("#report=r1&tab=versions")
    assert page.locator("#panel [data-code=versions]").inner_text() == "版本差异 3"
    spending = page.locator("#panel tr.opening", has_text="本年支出")
    assert spending.locator(".badge").inner_text().endswith("改动")
    assert spending.locator("td.number").all_inner_texts() == ["1,200", "1,234.567891"]
    spending.locator("button.where").click()
    assert page.locator("#panel .place q").all_inner_texts() == ["1243.00", "1234.567891"]
    assert page.locator("#panel tr.opening", has_text="公务接待费").locator("td.number").first.inner_text() == "—"

    page.locator("#panel h4 button", has_text="（旧）").click()
    page.wait_for_function("() => location.hash.includes('report=r4')")
    rendered(page)
    assert page.inner_text("#panel h4").startswith("后来的版本改了什么")
    assert page.locator("#panel tr.opening").count() == 3

    page = open_page("#report=r2&tab=versions")
    assert page.locator("#panel [data-code=versions]").count() == 0
    assert page.locator("#panel [data-code=figures]").get_attribute("aria-selected") == "true"


def test_the_language_changes_everywhere_and_back(open_page: Open) -> None:
    page = open_page("#view=findings")
    page.click("#language")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    rendered(page)

    assert page.title().endswith("Departments' self-evaluations")
    assert page.inner_text("#count") == "4 of 4 reports"
    assert page.inner_text("#tile_findings h3") == "Findings"
    assert "Spending differs" in page.locator("#table-findings .tabulator-row").first.inner_text()
    page.click("#language")
    page.wait_for_function("() => document.documentElement.lang === 'zh-CN'")
    rendered(page)
    assert page.inner_text("#tile_findings h3") == "问题"


def test_an_address_brings_a_view_back_and_back_undoes_a_choice(open_page: Open) -> None:
    page = open_page("#province=南省&view=findings&lang=en")
    assert page.inner_text("#count") == "3 of 4 reports"
    assert departments(page, "findings") == ["甲县科技局", "乙县教育局"]

    choose(page, "severity", "info")
    assert departments(page, "findings") == ["乙县教育局"]
    page.go_back()
    rendered(page)
    assert departments(page, "findings") == ["甲县科技局", "乙县教育局"]


def test_what_a_report_prints_stays_text(open_page: Open) -> None:
    page = open_page("#report=r1")
    page.locator("#panel [data-code=findings]").click()
    rendered(page)

    assert page.locator("img").count() == 0
    assert page.title() == "县账 · 部门绩效自评总览"
    assert "onerror" in page.inner_text("#finding-f1 .message")
    assert page.locator("#panel a").count() == 0, "javascript: is no link"


def test_the_panel_is_opened_and_closed_by_keyboard(open_page: Open) -> None:
    page = open_page()
    link = page.locator("#table-reports .tabulator-row a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel[open]")
    page.locator("#panel [role=tab][aria-selected=true]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.includes('tab=indicators')")
    rendered(page)
    assert page.locator("#panel tr.opening .badge").all_text_contents() == ["✓完成", "✕未完成", "?无法判定"]
    assert page.evaluate("document.activeElement.dataset.code") == "indicators"

    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.getElementById('panel').open")


def test_charts_without_figures_say_so(open_page: Open) -> None:
    page = open_page("#county=450201")

    assert page.locator("#chart-budget .empty").is_visible()
    assert not page.locator("#chart-budget .canvas").is_visible()


@pytest.mark.parametrize(
    "address",
    ["", "#view=findings", "#report=r1", "#report=r1&tab=findings&lang=en", "#report=r1&tab=versions"],
)
def test_on_a_telephone_nothing_is_wider_than_the_screen(open_page: Open, address: str) -> None:
    page = open_page(address, PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("document.getElementById('panel').scrollWidth") <= PHONE["width"]


def test_on_paper_the_table_stands_in_full(open_page: Open) -> None:
    page = open_page()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    assert page.locator("#print-table tbody tr").count() == 4
    assert page.locator("#print-table").is_visible()
    assert not page.locator("#table-reports").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#print-table tbody tr").count() == 0


def test_on_paper_a_long_chart_stands_in_full(open_page: Open) -> None:
    page = open_page()
    # A chart of more groups than the frame of the screen shows; the reports here have few.
    page.evaluate("""() => {
      const chart = echarts.getInstanceByDom(document.querySelector("#chart-budget .canvas"));
      const option = chart.getOption();
      option.yAxis.forEach((axis) => { axis.data = [...Array(40).keys()].map(String); });
      chart.setOption(option);
      chart.getDom().style.height = "1240px";
      chart.resize();
      dispatchEvent(new Event("beforeprint"));
    }""")
    page.emulate_media(media="print")

    for frame in page.locator(".frame:has(.canvas:not([hidden]))").all():
        shown, whole, drawn = frame.evaluate("""(frame) =>
          [frame, ...frame.querySelectorAll(".canvas, canvas")].map((each) => each.getBoundingClientRect().bottom)""")
        assert drawn == whole <= shown
    assert page.locator("#chart-budget canvas").bounding_box()["height"] >= 40 * 18
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#chart-budget .canvas").bounding_box()["height"] < 40 * 18


def test_where_there_is_too_much_a_report_opens_on_the_page_of_its_county(open_page: Open) -> None:
    page = open_page("#lang=en", which="split")
    page.locator("#table-reports .tabulator-row a").first.click()
    page.wait_for_url("**/430101.html#*report=r1*")
    rendered(page)

    assert page.inner_text("#panel-title").startswith("甲县科技局 2023")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.getElementById('panel').open")
    assert departments(page) == ["甲县科技局", "甲县科技局"]
    assert not page.locator("#charts").is_visible()
    page.click("#up")
    page.wait_for_url("**/index.html#*")
    rendered(page)
    assert page.inner_text("#count") == "4 of 4 reports"


def directory_rows(page: Any) -> list[list[str]]:
    """What the directory says of each province and prefecture: its name and its numbers."""
    rows = page.locator("#directory tbody tr").all()
    return [[re.sub(r"\s+", " ", cell) for cell in row.locator("th, td").all_inner_texts()] for row in rows]


EAST = [["南省", "2", "3", "0", "1", "1"], ["东市 4301", "2", "3", "0", "1", "1"]]
WEST = [["北省", "1", "1", "1", "0", "0"], ["西市 4502", "1", "1", "1", "0", "0"]]


def search_directory(page: Any, words: str) -> list[list[str]]:
    page.fill("#filter-q", words)
    page.wait_for_function("q => (new URLSearchParams(location.hash.slice(1)).get('q') ?? '') === q", arg=words)
    rendered(page)
    return directory_rows(page)


def test_the_directory_is_searched_by_province_prefecture_and_county(open_page: Open) -> None:
    page = open_page(which="directory")
    heads = page.locator("#directory thead th").all_inner_texts()
    assert [re.sub(r"\s+", "", head) for head in heads] == [
        "地（市、州）", "县（市、区）", "报告", "✕错误", "▲警告", "●提示"
    ]  # fmt: skip
    assert directory_rows(page) == [*EAST, *WEST]
    assert page.inner_text("#tile_reports .number") == "4"
    assert "marts.duckdb" in page.inner_text("#tables .note")

    assert search_directory(page, "北省") == WEST
    assert page.inner_text("#count") == "1 / 2 个地（市、州）"
    assert page.inner_text("#tile_reports .number") == "1"
    assert search_directory(page, "东市") == EAST
    by_county = search_directory(page, "南省 乙")
    assert by_county == [EAST[0], ["东市 4301 乙县", *EAST[1][1:]]]
    assert page.locator("#directory .within a").get_attribute("href") == "430102.html"
    assert search_directory(page, "450201")[1][0] == "西市 4502 丙区"
    assert search_directory(page, "甲 丙") == []
    assert page.locator("#directory .empty").is_visible()
    assert search_directory(page, "") == [*EAST, *WEST]


def test_the_directory_changes_its_language_and_back(open_page: Open) -> None:
    page = open_page("#q=丙", which="directory")
    page.click("#language")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    rendered(page)

    assert page.title() == "Xianzhang · Departments' self-evaluations"
    assert page.inner_text("#count") == "1 of 2 prefectures"
    assert "BI tools" in page.inner_text("#tables .note")
    page.click("#language")
    page.wait_for_function("() => document.documentElement.lang === 'zh-CN'")
    rendered(page)
    assert page.inner_text("#count") == "1 / 2 个地（市、州）"


def test_from_the_directory_down_to_a_report_and_up_again(open_page: Open) -> None:
    page = open_page("#lang=en", which="directory")
    page.locator("#directory a", has_text="西市").click()
    page.wait_for_url("**/4502.html#lang=en")
    rendered(page)
    assert page.title() == "Xianzhang · 北省 西市"
    assert departments(page) == ["丙区财政局"]
    assert page.locator("#chart-grid canvas").count() >= 1

    page.locator("#table-reports .tabulator-row a").first.click()
    page.wait_for_url("**/450201.html#*report=r3*")
    rendered(page)
    assert page.inner_text("#panel-title").startswith("丙区财政局 2023")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.getElementById('panel').open")

    page.click("#up")
    page.wait_for_url("**/4502.html#lang=en")
    rendered(page)
    assert departments(page) == ["丙区财政局"]
    page.go_back()
    page.wait_for_url("**/450201.html*")
    page.go_forward()
    page.wait_for_url("**/4502.html#lang=en")
    rendered(page)
    page.click("#up")
    page.wait_for_url("**/index.html#lang=en")
    rendered(page)
    assert directory_rows(page) == [*EAST, *WEST]


def test_the_directory_is_no_wider_than_a_telephone(open_page: Open) -> None:
    page = open_page("#q=县", PHONE, which="directory")

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator("#directory thead .word").first.bounding_box()["width"] <= 1
