package io.auditdb.kernel.event;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * Writes times as the entry has them: always six digits after the point, and {@code Z} for no offset. Keeps the text of
 * the last day, because events come in the order of time more often than not. For one thread.
 */
public final class Microseconds {
    /** Four digits for the year, or as many as it takes after a sign. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");

    private static final long MICROS = 1_000_000;
    private static final long MICROS_A_MINUTE = 60 * MICROS;
    private static final long MICROS_A_DAY = 24 * 60 * MICROS_A_MINUTE;

    private final ByteBuilder date = new ByteBuilder(16);
    private long day = Long.MIN_VALUE;

    Microseconds() {}

    /** Returns a point in time as microseconds since 1970; finer digits are cut off. */
    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS), time.getNano() / 1000);
    }

    /** Adds a point in time, in microseconds since 1970, as a clock shows it that is so many minutes ahead of UTC. */
    void write(long time, int offset, ByteBuilder out) {
        long local = Math.addExact(time, offset * MICROS_A_MINUTE);
        date(Math.floorDiv(local, MICROS_A_DAY));
        out.write(date);
        long ofDay = Math.floorMod(local, MICROS_A_DAY);
        int second = (int) (ofDay / MICROS);
        int micros = (int) (ofDay % MICROS);
        out.twoDigits(second / 3600);
        out.write(':');
        out.twoDigits(second / 60 % 60);
        out.write(':');
        out.twoDigits(second % 60);
        out.write('.');
        out.twoDigits(micros / 10_000);
        out.twoDigits(micros / 100 % 100);
        out.twoDigits(micros % 100);
        offset(offset, out);
    }

    private void date(long newDay) {
        if (newDay != day) {
            LocalDate at = LocalDate.ofEpochDay(newDay);
            date.reset();
            date.ascii(DATE.format(at));
            date.write('T');
            day = newDay;
        }
    }

    private static void offset(int minutes, ByteBuilder out) {
        if (minutes == 0) {
            out.write('Z');
            return;
        }
        out.write(minutes < 0 ? '-' : '+');
        out.twoDigits(Math.abs(minutes) / 60);
        out.write(':');
        out.twoDigits(Math.abs(minutes) % 60);
    }
}
