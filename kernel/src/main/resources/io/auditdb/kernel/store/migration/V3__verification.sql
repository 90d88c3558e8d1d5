-- The chain of checkpoints, and what verifications found.

ALTER TABLE ledger_checkpoint
  ADD COLUMN number bigint NOT NULL UNIQUE, -- gapless from 1
  ADD COLUMN mac    bytea  NOT NULL;        -- over the row and the size of the checkpoint before

CREATE TABLE ledger_verification (
  id              uuid        PRIMARY KEY,
  kind            text        NOT NULL, -- full or incremental
  started_at      timestamptz NOT NULL,
  duration_ms     bigint      NOT NULL,
  from_leaf       bigint      NOT NULL,
  to_leaf         bigint      NOT NULL,
  root            bytea       NOT NULL, -- of the leaves up to to_leaf
  events          bigint      NOT NULL,
  unsealed        bigint      NOT NULL,
  batches         bigint      NOT NULL,
  checkpoints     bigint      NOT NULL,
  violation_count bigint      NOT NULL,
  first_violation text,
  mac             bytea       NOT NULL  -- over the whole row, so that nobody can claim that all was well
);

CREATE INDEX ledger_verification_time ON ledger_verification (started_at);

REVOKE ALL ON ledger_verification FROM PUBLIC;
GRANT SELECT, INSERT ON ledger_verification TO ${writer};
