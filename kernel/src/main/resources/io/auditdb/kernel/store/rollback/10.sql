REVOKE SELECT ON ledger_sequence, ledger_checkpoint FROM ${maintainer};
DROP TABLE event_archive;
