package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.event.IdOrder;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** Several sources as one, in the order of batches, in which each of them is. For one thread. */
final class MergedImages implements AutoCloseable {
    private static final Comparator<EventImage> BATCHES = Comparator.<EventImage>comparingInt(
                    image -> image.place().writer())
            .thenComparingLong(image -> image.place().batch())
            .thenComparingInt(image -> image.place().position())
            .thenComparing(EventImage::id, IdOrder.BY_BYTES);

    private final List<ImageSource> sources;
    private final Predicate<EventImage> wanted;
    private final PriorityQueue<ImageSource> next;

    /** Merges sources that nobody has read from; leaves out what is not wanted. */
    MergedImages(List<ImageSource> sources, Predicate<EventImage> wanted) throws SQLException {
        this.sources = sources;
        this.wanted = wanted;
        this.next = new PriorityQueue<>(Comparator.comparing(ImageSource::image, BATCHES));
        for (ImageSource source : sources) {
            advance(source);
        }
    }

    private void advance(ImageSource source) throws SQLException {
        do {
            source.advance();
        } while (source.image() != null && !wanted.test(source.image()));
        if (source.image() != null) {
            next.add(source);
        }
    }

    /** Returns the next image; null at the end. */
    EventImage next() throws SQLException {
        ImageSource source = next.poll();
        if (source == null) {
            return null;
        }
        EventImage image = source.image();
        advance(source);
        return image;
    }

    @Override
    public void close() throws SQLException {
        ImageSource.close(sources);
    }
}
