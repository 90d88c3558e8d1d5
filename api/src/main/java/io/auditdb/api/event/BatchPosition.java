package io.auditdb.api.event;

/**
 * Where an event stands among the committed batches. Together with the ledger's sequence it gives the leaf index.
 *
 * @param writer the number of the writer that committed the batch, from 1
 * @param batch the number of the batch within its writer, gapless from 1
 * @param position the place within the batch, from 0
 */
public record BatchPosition(int writer, long batch, int position) {
    @Override
    public String toString() {
        return writer + "." + batch + "." + position;
    }
}
