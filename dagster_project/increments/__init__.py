"""Increments: which documents a run has to build again, because they or what they are compared with changed."""

from dagster_project.increments.basis import basis_of, full_build_wanted, want_full_build
from dagster_project.increments.departments import Departments
from dagster_project.increments.known import Base, DamagedError, Known, base_of, pending_file, read_base, read_known
from dagster_project.increments.plan import Increments, Plan, full_plan, plan_of
from dagster_project.increments.schema import write_schema
from dagster_project.increments.shares import Capacity, numbers_per_build

__all__ = [
    "Base",
    "Capacity",
    "DamagedError",
    "Departments",
    "Increments",
    "Known",
    "Plan",
    "base_of",
    "basis_of",
    "full_build_wanted",
    "full_plan",
    "numbers_per_build",
    "pending_file",
    "plan_of",
    "read_base",
    "read_known",
    "want_full_build",
    "write_schema",
]
