DROP FUNCTION received_timeline();
