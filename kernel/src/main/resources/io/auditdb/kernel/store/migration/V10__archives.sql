-- What lies in cold storage. Files and manifests are there; this says which of them count, and for what.

CREATE TABLE event_archive (
  id              uuid        PRIMARY KEY,
  name            text        NOT NULL UNIQUE, -- of file and manifest in storage
  partition       text        NOT NULL,
  from_time       timestamptz NOT NULL,
  to_time         timestamptz NOT NULL,
  state           text        NOT NULL
                  CHECK (state IN ('writing', 'stored', 'verified', 'live', 'restored', 'void')),
  rows            bigint,                      -- from here on null while it is written
  first_time      timestamptz,
  last_time       timestamptz,
  first_leaf      bigint,
  last_leaf       bigint,
  checkpoint_size bigint,
  bytes           bigint,
  sha256          text,
  manifest_sha256 text,
  fingerprint     text,                        -- of the partition's rows when they were compared with the file
  changed_at      timestamptz NOT NULL DEFAULT now(),
  CHECK (state IN ('writing', 'void')
         OR num_nulls(rows, first_time, last_time, first_leaf, last_leaf, checkpoint_size, bytes, sha256,
                      manifest_sha256) = 0)
);

-- Queries look for archives by time, entries of the log by leaf; neither for those that do not count.
CREATE INDEX event_archive_time ON event_archive (last_time, first_time) WHERE state IN ('verified', 'live');
CREATE INDEX event_archive_partition ON event_archive (partition) WHERE state IN ('writing', 'stored', 'verified');

REVOKE ALL ON event_archive FROM PUBLIC;
GRANT SELECT ON event_archive TO ${writer}, ${redactor};
GRANT SELECT, INSERT, UPDATE ON event_archive TO ${maintainer};
