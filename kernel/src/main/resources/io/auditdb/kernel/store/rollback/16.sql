REVOKE INSERT, UPDATE, DELETE ON event_preset FROM ${maintainer};
DROP TABLE event_quarantine;
