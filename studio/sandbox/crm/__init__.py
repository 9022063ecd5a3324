"""The CRM over HTTP: deals, contacts, what they are made of and how they are linked."""
