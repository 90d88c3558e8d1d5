package io.auditdb.kernel.ingest;

/** Is told how writers fare with the database, which they notice first. Safe for use by many threads. */
public interface WriterOutages {
    /** A writer has lost the database, or does not get through to it. */
    void met(Exception failure);

    /** A writer has got through. */
    void over();
}
