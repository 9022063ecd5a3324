"""App Settings > Integrations > Actions: set an action up, enable it, install its templates."""
