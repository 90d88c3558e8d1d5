REVOKE SELECT ON ledger_log FROM ${maintainer};
DROP TABLE event_index;
