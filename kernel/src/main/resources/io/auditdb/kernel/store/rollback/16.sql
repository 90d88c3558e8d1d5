DROP TABLE event_quarantine;
