DROP TABLE ledger_verification;
ALTER TABLE ledger_checkpoint DROP COLUMN number, DROP COLUMN mac;
