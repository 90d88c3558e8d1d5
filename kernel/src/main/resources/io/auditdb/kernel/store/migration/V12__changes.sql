-- What each transaction changed about answers that were given before; rows are kept for minutes.
CREATE TABLE event_change (
  xid     xid8  NOT NULL DEFAULT pg_current_xact_id(),
  touched bytea NOT NULL -- pairs of a minute and a hashed key, 4 bytes each
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

CREATE INDEX event_change_xid ON event_change (xid);

-- Below this transaction changes may have been removed.
CREATE TABLE event_change_horizon (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  pruned xid8    NOT NULL
);

INSERT INTO event_change_horizon (pruned) VALUES (pg_snapshot_xmin(pg_current_snapshot()));

REVOKE ALL ON event_change, event_change_horizon FROM PUBLIC;
GRANT SELECT, INSERT ON event_change TO ${writer}, ${maintainer}, ${redactor};
GRANT DELETE ON event_change TO ${maintainer};
GRANT SELECT ON event_change_horizon TO ${writer};
GRANT SELECT, UPDATE ON event_change_horizon TO ${maintainer};
