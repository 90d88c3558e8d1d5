package io.auditdb.kernel.ledger;

/** The name of a batch. */
record BatchKey(int writer, long number) {}
