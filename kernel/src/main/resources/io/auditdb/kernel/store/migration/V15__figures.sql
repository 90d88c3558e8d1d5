-- What is foretold from: a value for each figure and hour.

CREATE TABLE hourly_figure (
  figure text             NOT NULL,
  hour   timestamptz      NOT NULL,
  value  double precision NOT NULL,
  PRIMARY KEY (figure, hour)
);

REVOKE ALL ON hourly_figure FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON hourly_figure TO ${maintainer};
