DROP TABLE legal_hold_release;
DROP TABLE legal_hold;
DROP TABLE retention_floor;
REVOKE INSERT, UPDATE (classification, archive_after, delete_after, minimum, description, is_default)
  ON retention_policy FROM ${maintainer};
DROP INDEX retention_policy_default;
ALTER TABLE retention_policy
  DROP CONSTRAINT retention_policy_whole_days,
  DROP COLUMN is_default;
