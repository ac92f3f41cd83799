"""Records into Salesforce, through simple-salesforce; nothing of it is imported before it is used."""
