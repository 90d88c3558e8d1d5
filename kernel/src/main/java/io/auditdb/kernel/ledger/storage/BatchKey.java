package io.auditdb.kernel.ledger.storage;

/** The name of a batch. */
public record BatchKey(int writer, long number) {}
