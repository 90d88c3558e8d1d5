-- A redaction and the event that records it are one transaction of the redactor, so that role also appends. What it
-- appends comes under the batch MAC like everything else, and it still cannot touch what the log commits to.
GRANT INSERT ON audit_event, event_locator TO ${redactor};
GRANT SELECT, INSERT ON tenant, ledger_batch TO ${redactor};

-- Both hold nothing but redactions, so that verification compares rows and records without looking at all events.
CREATE INDEX audit_event_redacted ON audit_event (tenant, id) WHERE redaction IS NOT NULL;
CREATE INDEX audit_event_redactions ON audit_event (target_id) WHERE tenant = '_system' AND action = 'ledger.redact';
