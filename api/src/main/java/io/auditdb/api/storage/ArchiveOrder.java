package io.auditdb.api.storage;

/** The order in which archived rows are read. */
public enum ArchiveOrder {
    /** By occurredAt, then id, then tenant, each downwards: the order of queries, in which archives are stored. */
    NEWEST_FIRST,
    /** By writer, batch, position, then id. */
    BATCHES,
    /** By leaf index. */
    LOG,
    /** By id, then tenant. */
    IDS
}
