-- What retention took away, so that its gaps can be told from those that somebody else made. Rows are never changed.
CREATE TABLE ledger_removal (
  removal   uuid    NOT NULL, -- the id of the event that records it
  writer    integer NOT NULL,
  number    bigint  NOT NULL,
  positions bytea   NOT NULL, -- a bit for each event of the batch that went; the first is the lowest of the first byte
  locators  bytea   NOT NULL, -- a keyed sum over what their locators say, masked
  mac       bytea   NOT NULL,
  PRIMARY KEY (writer, number, removal)
);

-- The records that verification compares with tables are found without reading all of the platform's own events.
CREATE INDEX audit_event_retention ON audit_event (action, id)
  WHERE tenant = '_system' AND action IN ('retention.delete', 'hold.add', 'hold.release');

REVOKE ALL ON ledger_removal FROM PUBLIC;
GRANT SELECT ON ledger_removal TO ${writer};
GRANT SELECT, INSERT ON ledger_removal TO ${maintainer};

-- A verification also reads partitions that are detached and not dropped yet, which are the maintainer's alone.
GRANT SELECT ON ledger_sequence, ledger_tile, ledger_checkpoint, ledger_verification TO ${maintainer};

-- Whoever redacts asks holds first.
GRANT SELECT ON legal_hold, legal_hold_release TO ${redactor};

-- A hold may say what a query says. The salt is for the digest in the record of its placing.
ALTER TABLE legal_hold
  ADD COLUMN action         text,
  ADD COLUMN status         text,
  ADD COLUMN classification text,
  ADD COLUMN correlation_id text,
  ADD COLUMN text           text,
  ADD COLUMN salt           bytea NOT NULL DEFAULT '\x',
  DROP CONSTRAINT legal_hold_check,
  ADD CONSTRAINT legal_hold_names_something CHECK (
    num_nonnulls(tenant, principal_id, subject_id, target_type, target_id, from_time, to_time,
                 action, status, classification, correlation_id, text) > 0
  );
