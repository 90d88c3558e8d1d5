-- What this platform cosigned of other logs, and what witnesses cosigned of this one. Rows are only ever inserted.

CREATE TABLE witness_checkpoint (
  origin      text        NOT NULL,
  size        bigint      NOT NULL,
  root        bytea       NOT NULL,
  note        text        NOT NULL, -- as the log signed it
  cosignature text        NOT NULL, -- the line that was answered
  cosigned_at timestamptz NOT NULL,
  PRIMARY KEY (origin, size)
);

CREATE TABLE ledger_cosignature (
  size        bigint      NOT NULL, -- of the checkpoint
  witness     text        NOT NULL, -- its verifier key
  line        text        NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (size, witness)
);

REVOKE ALL ON witness_checkpoint, ledger_cosignature FROM PUBLIC;
GRANT SELECT, INSERT ON witness_checkpoint, ledger_cosignature TO ${writer};
