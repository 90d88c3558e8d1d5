package io.auditdb.api.plugin;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An amount of bytes, written {@code 512B}, {@code 64KB}, {@code 100MB}, {@code 2GB}; a kilobyte is 1024 bytes.
 *
 * @param bytes how many bytes, 0 or more
 */
public record DataSize(long bytes) {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,15})\\s*(B|KB|MB|GB|TB)", Pattern.CASE_INSENSITIVE);

    /** Checks that it is not negative. */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative");
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is not a number with a unit, or does not fit 63 bits
     */
    public static DataSize parse(String text) {
        var matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a size such as 512B, 64KB, 100MB or 2GB");
        }
        long factor = switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "B" -> 1L;
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            default -> 1L << 40;
        };
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the size is too large", e);
        }
    }

    /** Returns the bytes as an int, at most {@link Integer#MAX_VALUE}. */
    public int toInt() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** Returns the text form in the largest unit that divides it. */
    @Override
    public String toString() {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        long value = bytes;
        int unit = 0;
        while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
