"""The platform's callbacks: where sign-ins come back to, by region."""

from __future__ import annotations

REGIONS = (
    ("https://idp.kore.ai/workflows/callback/", "Default"),
    ("https://jp-bots-idp.kore.ai/workflows/callback/", "Japan"),
    ("https://de-bots-idp.kore.ai/workflows/callback/", "Germany"),
    ("https://idp.kore.com/workflows/callback/", "idp.kore.com"),
)
"""Address and label (fact sheet xo-platform 8, line 11)."""
