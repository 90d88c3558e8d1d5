-- What has to stay whatever a policy says. A release is a row of its own; neither is ever changed or removed.
CREATE TABLE legal_hold (
  id           uuid        PRIMARY KEY,
  tenant       text,       -- of these columns, what is null is left open
  principal_id text,
  subject_id   text,
  target_type  text,
  target_id    text,
  from_time    timestamptz,
  to_time      timestamptz,
  issuer       text        NOT NULL,
  reason       text        NOT NULL,
  placed_by    text        NOT NULL,
  placed_at    timestamptz NOT NULL,
  CHECK (num_nonnulls(tenant, principal_id, subject_id, target_type, target_id, from_time, to_time) > 0),
  CHECK (from_time < to_time)
);

CREATE TABLE legal_hold_release (
  hold        uuid        PRIMARY KEY REFERENCES legal_hold,
  reason      text        NOT NULL,
  released_by text        NOT NULL,
  released_at timestamptz NOT NULL
);

-- What the law asks at least, whatever policy an event names. No daily role may change it.
CREATE TABLE retention_floor (
  classification text     PRIMARY KEY,
  minimum        interval NOT NULL,
  source         text     NOT NULL
);

INSERT INTO retention_floor VALUES ('PHI', '6 years', '45 CFR 164.316(b)(2)(i)');

-- Which policy holds for events that name none.
ALTER TABLE retention_policy
  ADD COLUMN is_default boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT retention_policy_whole_days CHECK (
    archive_after = date_trunc('day', archive_after)
    AND delete_after = date_trunc('day', delete_after)
    AND minimum = date_trunc('day', minimum)
  );

UPDATE retention_policy SET is_default = true WHERE name IN ('standard', 'phi_extended', 'confidential', 'minimal');
CREATE UNIQUE INDEX retention_policy_default ON retention_policy (classification) WHERE is_default;

REVOKE ALL ON legal_hold, legal_hold_release, retention_floor FROM PUBLIC;
GRANT SELECT ON retention_floor TO ${writer}, ${maintainer};
GRANT SELECT, INSERT ON legal_hold, legal_hold_release TO ${maintainer};
GRANT INSERT, UPDATE (classification, archive_after, delete_after, minimum, description, is_default)
  ON retention_policy TO ${maintainer};
