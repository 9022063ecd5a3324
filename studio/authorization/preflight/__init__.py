"""Pre-flight: what a service will say to a profile, said before anything opens.

    report = check(draft, situation)
    report.blocks                    # whether it will be refused
    report.about("client_id")        # what to show beside that field
    draft = report.findings[0].repair.apply(draft)

Rules are data of the connector (`preflight.toml`); here are the ways to look (`kinds`) and to mend
(`repairs`), which know no service.
"""

from __future__ import annotations

from studio.authorization.preflight.check import Finding, Repair, Report, check
from studio.authorization.preflight.draft import Draft
from studio.authorization.preflight.situation import Registration, Situation

__all__ = ["Draft", "Finding", "Registration", "Repair", "Report", "Situation", "check"]
