-- How far each partition is in its life. What is attached, and where, only the catalog says.

CREATE TABLE event_partition (
  id         bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name       text        NOT NULL, -- of its table; of one that is planned, its range
  from_time  timestamptz NOT NULL,
  to_time    timestamptz NOT NULL,
  state      text        NOT NULL
             CHECK (state IN ('planned', 'attached', 'sealed', 'archived', 'verified', 'detached', 'dropped')),
  goal       text        CHECK (goal IN ('attached', 'sealed', 'archived', 'verified', 'detached', 'dropped')),
  changed_at timestamptz NOT NULL DEFAULT now(),
  CHECK (from_time < to_time)
);

-- A name may come again after its partition was dropped.
CREATE UNIQUE INDEX event_partition_name ON event_partition (name) WHERE state <> 'dropped';
CREATE INDEX event_partition_time ON event_partition (from_time) WHERE state <> 'dropped';

-- The jobs of the partitioning plugin, as db-scheduler keeps them: who runs what, and until when that is believed.
CREATE TABLE partition_job (
  task_name            text        NOT NULL,
  task_instance        text        NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean     NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint      NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX partition_job_due ON partition_job (execution_time);

REVOKE ALL ON event_partition, partition_job FROM PUBLIC;
GRANT SELECT ON event_partition TO ${writer};
GRANT SELECT, INSERT, UPDATE, DELETE ON event_partition, partition_job TO ${maintainer};

-- What the maintainer does is recorded in its own transaction, as with the redactor.
GRANT SELECT, INSERT ON event_locator, tenant, ledger_batch TO ${maintainer};
