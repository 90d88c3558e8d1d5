-- Input that could not become events, until somebody has decided what is to become of it.

CREATE TABLE event_quarantine (
  id          uuid        PRIMARY KEY,
  received_at timestamptz NOT NULL,
  tenant      text        NOT NULL,
  format      text        NOT NULL,
  origin      text        NOT NULL,
  content     bytea       NOT NULL,
  faults      jsonb       NOT NULL -- path and problem of each
);

CREATE INDEX event_quarantine_received ON event_quarantine (received_at, id);

REVOKE ALL ON event_quarantine FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON event_quarantine TO ${maintainer};

-- Presets are changed through the platform.

GRANT INSERT, UPDATE, DELETE ON event_preset TO ${maintainer};
