package io.auditdb.kernel.event;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** Times as the entry has them: always six digits after the point, and {@code Z} for no offset. */
final class Microseconds {
    private static final DateTimeFormatter ANY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX");
    private static final int LAST_YEAR = 9999;

    private Microseconds() {}

    static void write(OffsetDateTime time, ByteBuilder out) {
        int offset = time.getOffset().getTotalSeconds();
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR || offset % 60 != 0) {
            out.ascii(ANY.format(time));
            return;
        }
        digits(time.getYear(), 4, out);
        out.write('-');
        digits(time.getMonthValue(), 2, out);
        out.write('-');
        digits(time.getDayOfMonth(), 2, out);
        out.write('T');
        digits(time.getHour(), 2, out);
        out.write(':');
        digits(time.getMinute(), 2, out);
        out.write(':');
        digits(time.getSecond(), 2, out);
        out.write('.');
        digits(time.getNano() / 1000, 6, out);
        offset(offset / 60, out);
    }

    private static void offset(int minutes, ByteBuilder out) {
        if (minutes == 0) {
            out.write('Z');
            return;
        }
        out.write(minutes < 0 ? '-' : '+');
        digits(Math.abs(minutes) / 60, 2, out);
        out.write(':');
        digits(Math.abs(minutes) % 60, 2, out);
    }

    private static void digits(int number, int count, ByteBuilder out) {
        int divisor = 1;
        for (int i = 1; i < count; i++) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            out.write('0' + number / divisor % 10);
        }
    }
}
