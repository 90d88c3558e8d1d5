-- Which timeline a standby receives, which PostgreSQL tells only those who may see all statistics, other sessions' statements
-- among them. Null where its owner is none of these, and on a primary.
CREATE FUNCTION received_timeline() RETURNS int
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  AS 'SELECT received_tli FROM pg_stat_wal_receiver';

REVOKE ALL ON FUNCTION received_timeline() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION received_timeline() TO ${writer};
