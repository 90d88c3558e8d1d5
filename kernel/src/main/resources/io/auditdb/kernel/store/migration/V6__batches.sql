-- Hashes and random ids do not compress; trying costs time at every commit.
ALTER TABLE ledger_batch
  ALTER COLUMN ids SET STORAGE EXTERNAL,
  ALTER COLUMN leaves SET STORAGE EXTERNAL,
  ALTER COLUMN committed_at SET DEFAULT now();
ALTER TABLE ledger_tile
  ALTER COLUMN hashes SET STORAGE EXTERNAL;
