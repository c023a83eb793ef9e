"""When the published marts are overdue."""

from datetime import timedelta

import dagster as dg

from dagster_project.assets.published_snapshot import PUBLISHED_SNAPSHOT, published_snapshot


def policy(fresh_for: timedelta | None) -> dg.FreshnessPolicy | None:
    [spec] = published_snapshot([dg.AssetKey(["marts", "fct_budget"])], fresh_for).specs
    assert spec.key == PUBLISHED_SNAPSHOT
    return spec.freshness_policy


def test_the_snapshot_is_overdue_when_it_was_made_too_long_ago() -> None:
    assert policy(timedelta(hours=26)) == dg.FreshnessPolicy.time_window(timedelta(hours=26))


def test_marts_of_any_age_are_well_unless_a_schedule_makes_them() -> None:
    assert policy(None) is None
