DROP TABLE event_change_horizon;
DROP TABLE event_change;
