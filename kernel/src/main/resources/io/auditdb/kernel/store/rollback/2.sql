DROP TABLE event_preset;
DROP TABLE retention_policy;
