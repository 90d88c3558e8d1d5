package io.auditdb.kernel.change;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.storage.PartitionRange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * What a transaction changes about answers: pairs of a number ({@link Dimensions}) and the minute of an event. For one
 * thread.
 */
public final class Changes {
    /** In the place of a minute: all answers, whatever time they are about. */
    static final int ALWAYS = Integer.MIN_VALUE;

    /** In the place of a number: events of any kind. */
    static final int ANYTHING = 0;

    /** A range is told in steps of so many minutes; longer ones than so many steps are told as all of time. */
    static final int STEP = 1 << 11;

    private static final int MOST_STEPS = 10_000;

    private final Dimensions dimensions;
    private long[] pairs = new long[16];
    private int size;

    /** Starts with none. */
    public Changes(Dimensions dimensions) {
        this.dimensions = dimensions;
    }

    /** Adds what concerns an event: that it came, went, or lost a part. */
    public Changes event(AuditEvent event) {
        int minute = minute(event.occurredAt().toInstant());
        dimensions.of(event, number -> add(minute, number));
        return this;
    }

    /** Adds that an event which was there is now another. */
    public Changes redacted(AuditEvent event) {
        add(ALWAYS, dimensions.event(event.tenant(), event.id()));
        return event(event);
    }

    /** Adds that any event of a range may have gone. */
    public Changes range(PartitionRange range) {
        int from = Math.floorDiv(minute(range.from()), STEP);
        int to = Math.floorDiv(minute(range.to()) - 1, STEP);
        if (to - (long) from > MOST_STEPS) {
            return everything();
        }
        for (int step = from; step <= to; step++) {
            add(step * STEP, ANYTHING);
        }
        return this;
    }

    /** Adds that no answer holds any more. */
    public Changes everything() {
        return add(ALWAYS, ANYTHING);
    }

    /** Adds that no answer about a tenant holds any more. */
    public Changes tenant(String tenant) {
        return always(dimensions.tenant(tenant));
    }

    /** Adds that no answer of a type about a tenant holds any more. */
    public Changes type(String tenant, String queryType) {
        return always(dimensions.type(tenant, queryType));
    }

    /** Adds that no answer to a question for a subject holds any more. */
    public Changes subject(String tenant, String id) {
        return always(dimensions.subject(tenant, id));
    }

    /** Adds that no answer to a question for a principal holds any more. */
    public Changes principal(String tenant, String id) {
        return always(dimensions.principal(tenant, id));
    }

    /** Adds that no answer to a question for a target holds any more. */
    public Changes target(String tenant, String id) {
        return always(dimensions.target(tenant, id));
    }

    /** Adds that no answer to the question for one event holds any more. */
    public Changes event(String tenant, UUID id) {
        return add(ALWAYS, dimensions.event(tenant, id));
    }

    /** Answers about several tenants are not told apart. */
    private Changes always(int number) {
        add(ALWAYS, number);
        return add(ALWAYS, dimensions.everything());
    }

    private Changes add(int minute, int number) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        pairs[size++] = ((long) minute << 32) | (number & 0xFFFF_FFFFL);
        return this;
    }

    /** Returns the minute since 1970 in which an instant lies; those beyond what an int holds lie in the last. */
    static int minute(Instant instant) {
        return (int) Math.max(ALWAYS + 1L, Math.min(Integer.MAX_VALUE, Math.floorDiv(instant.getEpochSecond(), 60)));
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the pairs as they are stored, each once: 4 bytes of the minute and 4 of the number, big-endian. */
    public byte[] toByteArray() {
        long[] distinct = Arrays.stream(pairs, 0, size).sorted().distinct().toArray();
        ByteBuffer bytes = ByteBuffer.allocate(distinct.length * Long.BYTES);
        bytes.asLongBuffer().put(distinct);
        return bytes.array();
    }

    /** Tells the number of each pair. */
    static void numbers(byte[] pairs, IntConsumer to) {
        for (int at = Integer.BYTES; at < pairs.length; at += Long.BYTES) {
            to.accept(ByteBuffer.wrap(pairs).getInt(at));
        }
    }
}
