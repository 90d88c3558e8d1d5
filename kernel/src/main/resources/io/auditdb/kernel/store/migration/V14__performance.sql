-- What statements cost, hour by hour. Counters of the database are read again and again and never reset: what is kept is what
-- came between two readings.

CREATE TABLE statement_reading (
  node      text        PRIMARY KEY, -- primary, or the name of a replica
  read_at   timestamptz NOT NULL,
  reset_at  timestamptz              -- since when the server counts
);

CREATE TABLE statement_counter (
  node      text             NOT NULL,
  statement bigint           NOT NULL, -- the shape of its text
  calls     bigint           NOT NULL,
  millis    double precision NOT NULL,
  rows      bigint           NOT NULL,
  hit       bigint           NOT NULL, -- blocks, as the next two
  read      bigint           NOT NULL,
  spilled   bigint           NOT NULL,
  wal       bigint           NOT NULL, -- bytes
  PRIMARY KEY (node, statement)
);

CREATE TABLE statement_text (
  statement bigint      PRIMARY KEY,
  text      text        NOT NULL,
  own       boolean     NOT NULL, -- run by a role of the platform
  first_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE statement_hour (
  node      text             NOT NULL,
  hour      timestamptz      NOT NULL,
  statement bigint           NOT NULL, -- 0: those that took too little to be kept one by one
  calls     bigint           NOT NULL,
  millis    double precision NOT NULL,
  rows      bigint           NOT NULL,
  hit       bigint           NOT NULL,
  read      bigint           NOT NULL,
  spilled   bigint           NOT NULL,
  wal       bigint           NOT NULL,
  PRIMARY KEY (hour, node, statement)
);

REVOKE ALL ON statement_reading, statement_counter, statement_text, statement_hour FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON statement_reading, statement_counter, statement_text, statement_hour TO ${maintainer};

-- A role sees its own statements only, and where the extension is, only the catalog knows. Statements of other databases are
-- nobody's business here; those that have no plan may hold values, and are told by their first word; and comments, which may
-- hold anything, are left out, but for the one that PostgreSQL shows in place of more values.
CREATE FUNCTION counted_statements()
  RETURNS TABLE (text text, own boolean, calls bigint, millis double precision, rows bigint, hit bigint, read bigint,
                 spilled bigint, wal bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
  BEGIN
    RETURN QUERY EXECUTE format(
      $q$SELECT CASE WHEN q.text ~* '^[\s(]*(select|with|insert|update|delete|merge|values)\y' THEN q.text
                     ELSE coalesce(upper(substring(q.text FROM '^[\s(]*([A-Za-z]+)')), 'OTHER') END,
                s.userid IN ('${writer}'::regrole, '${maintainer}'::regrole, '${redactor}'::regrole),
                s.calls, s.total_exec_time, s.rows, s.shared_blks_hit + s.local_blks_hit,
                s.shared_blks_read + s.local_blks_read, s.temp_blks_written, s.wal_bytes::bigint
         FROM %1$I.pg_stat_statements s
         CROSS JOIN LATERAL (
           SELECT regexp_replace(regexp_replace(s.query, '/\*(?!, \.\.\. \*/)([^*]|\*+[^*/])*\*+/', ' ', 'g'),
                                 '--[^\n]*', ' ', 'g') AS text) q
         WHERE s.dbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
           AND s.toplevel AND s.calls > 0 AND s.queryid IS NOT NULL$q$,
      (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'pg_stat_statements'));
  END
  $$;

CREATE FUNCTION counted_since() RETURNS timestamptz
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
  DECLARE
    since timestamptz;
  BEGIN
    EXECUTE format(
      'SELECT i.stats_reset FROM %1$I.pg_stat_statements_info i',
      (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'pg_stat_statements')) INTO since;
    RETURN since;
  END
  $$;

-- Who waits for whom, and who keeps others waiting, without what they say.
CREATE FUNCTION waiting_sessions()
  RETURNS TABLE (pid int, role name, application text, state text, transaction_seconds double precision,
                 state_seconds double precision, waited_seconds double precision, blocked_by int[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
    SELECT a.pid, a.usename, a.application_name, a.state, extract(epoch FROM now() - a.xact_start),
           extract(epoch FROM now() - a.state_change),
           (SELECT extract(epoch FROM clock_timestamp() - min(l.waitstart)) FROM pg_locks l
            WHERE l.pid = a.pid AND NOT l.granted),
           pg_blocking_pids(a.pid)
    FROM pg_stat_activity a
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL
  $$;

REVOKE ALL ON FUNCTION counted_statements(), counted_since(), waiting_sessions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION counted_statements(), counted_since() TO ${maintainer}, ${writer};
GRANT EXECUTE ON FUNCTION waiting_sessions() TO ${maintainer};

-- Without a word about it, what is temporary would be looked for first.
ALTER FUNCTION received_timeline() SET search_path = pg_catalog, pg_temp;
