-- What is foretold from: a value for each figure and hour.

CREATE TABLE hourly_figure (
  figure text             NOT NULL,
  hour   timestamptz      NOT NULL,
  value  double precision NOT NULL,
  PRIMARY KEY (figure, hour)
);

-- When retention was last carried out as a whole, without a step that failed.

CREATE TABLE retention_run (
  only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
  finished_at timestamptz NOT NULL
);

REVOKE ALL ON hourly_figure, retention_run FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON hourly_figure, retention_run TO ${maintainer};
