DROP FUNCTION waiting_sessions();
DROP FUNCTION counted_since();
DROP FUNCTION counted_statements();
DROP TABLE statement_hour;
DROP TABLE statement_text;
DROP TABLE statement_counter;
DROP TABLE statement_reading;
