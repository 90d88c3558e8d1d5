DROP TABLE partition_job;
DROP TABLE event_partition;
REVOKE SELECT, INSERT ON event_locator, tenant, ledger_batch FROM ${maintainer};
