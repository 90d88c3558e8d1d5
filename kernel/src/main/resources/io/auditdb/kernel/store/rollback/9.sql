ALTER TABLE legal_hold
  DROP CONSTRAINT legal_hold_names_something,
  DROP COLUMN action,
  DROP COLUMN status,
  DROP COLUMN classification,
  DROP COLUMN correlation_id,
  DROP COLUMN text,
  DROP COLUMN salt,
  ADD CONSTRAINT legal_hold_check
    CHECK (num_nonnulls(tenant, principal_id, subject_id, target_type, target_id, from_time, to_time) > 0);
REVOKE SELECT ON legal_hold, legal_hold_release FROM ${redactor};
REVOKE SELECT ON ledger_sequence, ledger_tile, ledger_checkpoint, ledger_verification FROM ${maintainer};
DROP INDEX audit_event_retention;
DROP TABLE ledger_removal;
