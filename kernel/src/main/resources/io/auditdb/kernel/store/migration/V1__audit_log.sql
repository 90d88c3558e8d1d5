-- The event table, the locator and the ledger. Everything but partitions is made here, as the provisioning role;
-- ${writer}, ${maintainer} and ${redactor} exist before this runs.

CREATE TABLE tenant (
  name       text        PRIMARY KEY,
  first_seen timestamptz NOT NULL
);

CREATE TABLE audit_event (
  tenant             text        NOT NULL,
  id                 uuid        NOT NULL,
  occurred_at        timestamptz NOT NULL,
  occurred_offset    smallint    NOT NULL, -- minutes east of UTC, as the recorder's clock said
  recorded_at        timestamptz NOT NULL,
  action             text        NOT NULL,
  status             text        NOT NULL,
  principal_id       text,
  principal_type     text,
  principal_name     text,
  subject_id         text,
  subject_type       text,
  target_type        text,
  target_id          text,
  purpose            text,
  outcome            text,
  correlation_id     text,
  session_id         text,
  session_ip         text,
  session_user_agent text,
  source             text,
  classification     text        NOT NULL,
  retention_policy   text,
  details            jsonb,
  writer             integer     NOT NULL, -- with batch and position: the place in ledger_batch
  batch              bigint      NOT NULL,
  position           integer     NOT NULL,
  secret             bytea,                -- what the salts of the personal fields come from; gone after a redaction
  redaction          jsonb,                -- digests of fields that are gone, salts of fields that remain
  PRIMARY KEY (tenant, occurred_at, id)
) PARTITION BY RANGE (occurred_at);

CREATE INDEX audit_event_time ON audit_event USING brin (occurred_at);
CREATE INDEX audit_event_principal ON audit_event (tenant, principal_id, occurred_at) WHERE principal_id IS NOT NULL;
CREATE INDEX audit_event_subject ON audit_event (tenant, subject_id, occurred_at) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_event_target ON audit_event (tenant, target_id, occurred_at) WHERE target_id IS NOT NULL;
CREATE INDEX audit_event_words ON audit_event USING gin (to_tsvector('simple'::regconfig, details));

-- Makes ids unique for ever, also after partitions are gone, and finds the partition of an event. The id comes first,
-- so that an event is found without knowing its tenant.
CREATE TABLE event_locator (
  tenant      text        NOT NULL,
  id          uuid        NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (id, tenant)
);

-- The name of this log, in each of its checkpoints; one row.
CREATE TABLE ledger_log (
  origin     text        PRIMARY KEY,
  created_at timestamptz NOT NULL
);

-- One row for each commit of a writer: what it committed, under a MAC whose key is not in the database.
CREATE TABLE ledger_batch (
  writer       integer     NOT NULL,
  number       bigint      NOT NULL, -- gapless from 1 within the writer
  committed_at timestamptz NOT NULL,
  ids          uuid[]      NOT NULL,
  leaves       bytea       NOT NULL, -- 32 bytes for each id
  mac          bytea       NOT NULL,
  PRIMARY KEY (writer, number)
);

-- The order of batches in the log.
CREATE TABLE ledger_sequence (
  first_leaf bigint  PRIMARY KEY,
  writer     integer NOT NULL,
  number     bigint  NOT NULL,
  count      integer NOT NULL,
  UNIQUE (writer, number)
);

-- Full tiles only; the ragged right edge follows from the sequence.
CREATE TABLE ledger_tile (
  level  smallint NOT NULL,
  index  bigint   NOT NULL,
  hashes bytea    NOT NULL, -- 256 times 32 bytes
  root   bytea    NOT NULL, -- the hash of the whole tile, which is an entry of the tile above
  PRIMARY KEY (level, index)
);

CREATE TABLE ledger_checkpoint (
  size      bigint      PRIMARY KEY,
  root      bytea       NOT NULL,
  note      text        NOT NULL,
  signed_at timestamptz NOT NULL
);

CREATE TABLE access_token (
  id          uuid        PRIMARY KEY,
  name        text        NOT NULL,
  secret_hash bytea       NOT NULL UNIQUE,
  tenants     text[]      NOT NULL,
  rights      text[]      NOT NULL,
  created_at  timestamptz NOT NULL,
  created_by  text        NOT NULL,
  expires_at  timestamptz
);

CREATE TABLE access_token_revocation (
  token_id   uuid        PRIMARY KEY REFERENCES access_token,
  revoked_at timestamptz NOT NULL,
  revoked_by text        NOT NULL
);

REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM PUBLIC;
REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC;
GRANT USAGE ON SCHEMA ${schema} TO ${writer}, ${maintainer}, ${redactor};

-- The writer appends and reads; nothing else.
GRANT SELECT, INSERT ON
  tenant, audit_event, event_locator, ledger_batch, ledger_sequence, ledger_tile, ledger_checkpoint,
  access_token, access_token_revocation
TO ${writer};
GRANT SELECT ON ledger_log TO ${writer};

-- The redactor takes personal values out of events, and cannot touch what the log commits to.
GRANT SELECT ON audit_event, event_locator TO ${redactor};
GRANT UPDATE (
  principal_id, principal_type, principal_name, subject_id, subject_type, target_type, target_id, outcome,
  session_id, session_ip, session_user_agent, details, secret, redaction
) ON audit_event TO ${redactor};

-- The maintainer owns the event table and with it the partitions, because attaching one takes ownership.
GRANT CREATE ON SCHEMA ${schema} TO ${maintainer};
ALTER TABLE audit_event OWNER TO ${maintainer};
