DROP TABLE access_token_revocation, access_token;
DROP TABLE ledger_checkpoint, ledger_tile, ledger_sequence, ledger_batch, ledger_log;
DROP TABLE event_locator;
DROP TABLE audit_event;
DROP TABLE tenant;
