-- What the catalog does not tell of the indexes that are declared for partitions.
CREATE TABLE event_index (
  name     text        PRIMARY KEY, -- on the event table, or what the partitions' indexes have in common
  built_at timestamptz,             -- the first of it; null of one that came with the schema
  kept_at  timestamptz              -- the last upkeep
);

REVOKE ALL ON event_index FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON event_index TO ${maintainer};

-- Since when there is anything to count.
GRANT SELECT ON ledger_log TO ${maintainer};
