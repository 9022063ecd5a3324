"""`action-studio replay --fault`: armed before its step, in the sandbox of the journey."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.webengine, pytest.mark.timeout(150)]
ROOT = Path(__file__).parents[2]

JOURNEY = """
name = "refused"
title = "An exchange that is refused, then one that is not"

[[chapters]]
title = "Sign in"
steps = [
  { click = "actions.available.hubspot" },
  { click = "configurations.tab.authorization" },
  { choose = "authorization.type.pre_authorize" },
  { choose = "authorization.method.oauth" },
  { choose = "authorization.app.system" },
  { click = "authorization.authorize" },
  { type = "login.page >> #username", text = "dana@acme.example" },
  { type = "login.page >> #password", text = "sandbox-dana" },
  { click = "login.page >> #sign-in" },
  { choose = "login.page >> #account-148209731" },
  { click = "login.page >> #choose-account" },
  { shot = "consent" },
  { restart = true },
]
"""
"""Restarts before it comes to an exchange: what is armed is not lost by that."""
AGAIN = """
[[chapters]]
title = "Sign in again"
steps = [
  { expect = "authorization.authorize", enabled = true },
  { click = "authorization.authorize" },
  { type = "login.page >> #username", text = "dana@acme.example" },
  { type = "login.page >> #password", text = "sandbox-dana" },
  { click = "login.page >> #sign-in" },
  { choose = "login.page >> #account-148209731" },
  { click = "login.page >> #choose-account" },
  { click = "login.page >> #connect" },
  { expect = "authorization.notice", contains = "code" },
]
"""


def replay(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.app", "replay", *arguments],
        env={**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_fault_strikes_the_journey_and_the_report_says_where(tmp_path: Path) -> None:
    journey = tmp_path / "refused.toml"
    journey.write_text(JOURNEY + AGAIN)
    reports = tmp_path / "report"
    done = replay(
        str(journey), "--fault", "code_used@consent", "--report", str(reports), home=tmp_path
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    (line,) = [line for line in done.stdout.splitlines() if "[fault armed" in line]
    assert "shot consent" in line
    assert "fault code_used on exchange, once, before step 12: struck" in done.stdout
    assert "Fault armed before it: code_used" in (reports / "refused.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("answer_nevr", "did you mean answer_never?"),
        ("answer_never@15-deal-creatd", "Did you mean @15-deal-created?"),
    ],
)
def test_a_wrong_fault_or_step_cannot_run_and_names_the_nearest(
    tmp_path: Path, fault: str, said: str
) -> None:
    done = replay("main-path", "--fault", fault, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
