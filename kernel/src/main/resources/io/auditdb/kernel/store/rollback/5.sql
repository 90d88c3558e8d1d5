DROP INDEX audit_event_redactions;
DROP INDEX audit_event_redacted;
REVOKE INSERT ON audit_event, event_locator FROM ${redactor};
REVOKE SELECT, INSERT ON tenant, ledger_batch FROM ${redactor};
