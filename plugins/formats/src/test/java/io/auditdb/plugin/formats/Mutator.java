package io.auditdb.plugin.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Makes inputs that nobody expects out of good ones: bytes changed, left out, doubled, put in, or taken from another. */
final class Mutator {
    private static final List<String> TOKENS = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "-",
            "1e999",
            "1e-999",
            "-0",
            "0x1",
            "99999999999999999999999",
            "\\ud800",
            "\\u0000",
            "\\udc00\\ud800",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\r\n",
            "\n",
            "<",
            ">",
            "&",
            "&#0;",
            "&#x1;",
            "&lt;",
            "&x;",
            "<!DOCTYPE a [<!ENTITY x \"y\">]>",
            "<![CDATA[",
            "]]>",
            "<?x?>",
            "<!--",
            "xmlns:a=\"b\" ",
            "</AuditMessage>",
            "<AuditMessage>",
            "CEF:0|",
            "|",
            "=",
            "\\=",
            "\\|",
            " a=",
            "<85>1 ",
            "<999>",
            "2026-02-30T25:61:61Z",
            "2026-03-01T08:30:00+99:99",
            "9999999999999",
            "\"time\":",
            "\"resourceType\":\"Bundle\",",
            "\"id\":",
            "\"recorded\":",
            "\"specversion\":\"1.0\",",
            "\"class_uid\":3004,",
            "{}",
            "[]",
            "+1000000000-01-01T00:00:00Z",
            "urn:audit-db:event",
            "a".repeat(5_000),
            "[".repeat(300),
            "{\"a\":".repeat(300),
            "<a>".repeat(100));
    private static final int MOST_CHANGES = 8;
    private static final int LONGEST_RANGE = 64;

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    Mutator(long seed, List<String> seeds) {
        this.random = new SplittableRandom(seed);
        this.seeds = seeds.stream().map(it -> it.getBytes(UTF_8)).toList();
    }

    byte[] next() {
        byte[] input = seeds.get(random.nextInt(seeds.size()));
        for (int changes = random.nextInt(1, MOST_CHANGES + 1); changes > 0; changes--) {
            input = changed(input);
        }
        return random.nextInt(50) == 0 ? packed(input) : input;
    }

    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(LONGEST_RANGE));
        return switch (random.nextInt(6)) {
            case 0 -> join(input, from, bytes(random.nextInt(1, 5)), Math.min(input.length, from + 1));
            case 1 -> join(input, from, new byte[0], to);
            case 2 -> join(input, to, Arrays.copyOfRange(input, from, to), to);
            case 3 -> splice(input, from);
            default ->
                join(
                        input,
                        from,
                        TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8),
                        random.nextBoolean() ? from : to);
        };
    }

    private byte[] splice(byte[] input, int at) {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length + 1);
        int to = Math.min(other.length, from + random.nextInt(4 * LONGEST_RANGE));
        return join(input, at, Arrays.copyOfRange(other, from, to), at);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What comes before {@code from}, then {@code middle}, then what comes from {@code to} on. */
    private static byte[] join(byte[] input, int from, byte[] middle, int to) {
        byte[] joined = new byte[from + middle.length + input.length - to];
        System.arraycopy(input, 0, joined, 0, from);
        System.arraycopy(middle, 0, joined, from, middle.length);
        System.arraycopy(input, to, joined, from + middle.length, input.length - to);
        return joined;
    }

    private byte[] packed(byte[] input) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] packed = out.toByteArray();
        return random.nextBoolean() ? packed : Arrays.copyOf(packed, random.nextInt(packed.length));
    }
}
