"""A test that is skipped, or expected to fail, has tested nothing: it fails the run."""

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    return without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return without_skip((yield))


def without_skip(report):
    """The report, a failure in place of a skip or an expected failure."""
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and no test may be:\n{reason}"
        vars(report).pop("wasxfail", None)
    return report
