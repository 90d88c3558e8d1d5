package io.auditdb.kernel.ingest;

/**
 * What events are on their way, and what has become of them since the start.
 *
 * @param waitingEvents events that wait to be committed
 * @param waitingBytes their size, as it will be sent
 * @param writers how many writers have a connection
 * @param stored events that were stored, the platform's own among them
 * @param batches how many batches they were committed in
 */
public record IngestReport(long waitingEvents, long waitingBytes, int writers, long stored, long batches) {}
