REVOKE SELECT ON legal_hold, legal_hold_release FROM ${redactor};
REVOKE SELECT ON ledger_sequence, ledger_tile, ledger_checkpoint, ledger_verification FROM ${maintainer};
DROP INDEX audit_event_retention;
DROP TABLE ledger_removal;
