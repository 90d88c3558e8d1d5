package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.event.IdOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;

/** Archived rows in the order of their ids and tenants, to be read beside locators in the same order. For one thread. */
final class MergedLocators implements AutoCloseable {
    private final List<ImageSource> sources;
    private final PriorityQueue<ImageSource> next;

    /** Merges sources that nobody has read from. */
    MergedLocators(List<ImageSource> sources) throws SQLException {
        this.sources = sources;
        this.next = new PriorityQueue<>((a, b) ->
                compare(a.image(), b.image().tenant().toString(), b.image().id()));
        for (ImageSource source : sources) {
            advance(source);
        }
    }

    private void advance(ImageSource source) throws SQLException {
        source.advance();
        if (source.image() != null) {
            next.add(source);
        }
    }

    private static int compare(EventImage image, String tenant, UUID id) {
        int ids = IdOrder.BY_BYTES.compare(image.id(), id);
        return ids != 0 ? ids : Arrays.compareUnsigned(utf8(image.tenant().toString()), utf8(tenant));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Hands over all that come before a locator: nothing points to them. */
    void before(String tenant, UUID id, Consumer<EventImage> consumer) throws SQLException {
        while (!next.isEmpty() && compare(next.peek().image(), tenant, id) < 0) {
            consumer.accept(take());
        }
    }

    /** Takes the row that a locator belongs to, if there is one. */
    Optional<EventImage> take(String tenant, UUID id) throws SQLException {
        boolean found = !next.isEmpty() && compare(next.peek().image(), tenant, id) == 0;
        return found ? Optional.of(take()) : Optional.empty();
    }

    /** Hands over all that are left. */
    void rest(Consumer<EventImage> consumer) throws SQLException {
        while (!next.isEmpty()) {
            consumer.accept(take());
        }
    }

    private EventImage take() throws SQLException {
        ImageSource source = next.poll();
        EventImage image = source.image();
        advance(source);
        return image;
    }

    @Override
    public void close() throws SQLException {
        ImageSource.close(sources);
    }
}
