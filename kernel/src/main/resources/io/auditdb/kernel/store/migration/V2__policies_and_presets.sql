-- What is configured in the database rather than in a file, because all instances share it.

CREATE TABLE retention_policy (
  name           text        PRIMARY KEY,
  classification text        NOT NULL,
  archive_after  interval,             -- calendar time after occurred_at; null for never
  delete_after   interval,             -- likewise; null for never
  minimum        interval,             -- what the law asks at least; delete_after may not be shorter
  description    text        NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  CHECK (minimum IS NULL OR delete_after IS NULL OR delete_after >= minimum)
);

CREATE TABLE event_preset (
  name           text        NOT NULL,
  tenant         text        NOT NULL, -- * for every tenant
  action         text        NOT NULL, -- * in it stands for any run of characters
  defaults       jsonb       NOT NULL, -- members of the event to fill in
  required       text[]      NOT NULL, -- members that must be there
  description    text        NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name)
);

REVOKE ALL ON retention_policy, event_preset FROM PUBLIC;
GRANT SELECT ON retention_policy, event_preset TO ${writer}, ${maintainer};
