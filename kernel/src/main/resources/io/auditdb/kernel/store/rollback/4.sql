DROP TABLE ledger_cosignature;
DROP TABLE witness_checkpoint;
