package io.auditdb.plugin.formats;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** Times of events as text (RFC 3339), with the offset that they were given. */
final class EventTime {
    private EventTime() {}

    static String text(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
