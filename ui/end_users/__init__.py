"""App Settings > End Users: who talks to the app, and which account each has connected."""
