"""The on-board HubSpot: sign-in and consent pages, tokens and CRM on loopback."""
