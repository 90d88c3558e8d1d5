package io.auditdb.kernel.cache;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The texts of an answer, most of which its events have in common: each is written once, and what is made of one is made
 * once. A number stands in front: 0 for none, 1 for a new one, whose length and UTF-8 follow, and from 2 on for those before,
 * in their order; seven bits in each byte, the lowest first, the highest bit set where more follow.
 */
final class Texts {
    private static final int NONE = 0;
    private static final int NEW = 1;
    private static final int FIRST = 2;
    private static final int MORE = 0x80;

    private Texts() {}

    /** Writes those of one answer. For one thread. */
    static final class Writer {
        private final Map<String, Integer> known = new HashMap<>();

        void write(ByteBuilder bytes, String text) {
            Integer number = text == null ? Integer.valueOf(NONE) : known.get(text);
            if (number != null) {
                number(bytes, number);
                return;
            }
            known.put(text, FIRST + known.size());
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(bytes, NEW);
            number(bytes, utf8.length);
            bytes.write(utf8);
        }

        private static void number(ByteBuilder bytes, int number) {
            int left = number;
            for (; left >= MORE; left >>>= 7) {
                bytes.write(left | MORE);
            }
            bytes.write(left);
        }
    }

    /** Reads those of one answer. For one thread. */
    static final class Reader {
        private final List<Text> known = new ArrayList<>();

        private static final class Text {
            private final String text;
            private Object meaning;

            private Text(String text) {
                this.text = text;
            }
        }

        /** Returns the next text; null where there is none. */
        String read(ByteBuffer bytes) {
            Text next = next(bytes);
            return next == null ? null : next.text;
        }

        /** Returns what is made of the next text; always by the same function, where the text is the same; null for none. */
        @SuppressWarnings("unchecked")
        <T> T read(ByteBuffer bytes, Function<String, T> meaning) {
            Text next = next(bytes);
            if (next == null) {
                return null;
            }
            if (next.meaning == null) {
                next.meaning = meaning.apply(next.text);
            }
            return (T) next.meaning;
        }

        private Text next(ByteBuffer bytes) {
            int number = number(bytes);
            if (number == NONE) {
                return null;
            }
            if (number != NEW) {
                return known.get(number - FIRST);
            }
            int length = number(bytes);
            if (length < 0 || length > bytes.remaining()) {
                throw new AnswerFormat.UnusableException("it ends in the middle", null);
            }
            var text = new Text(
                    new String(bytes.array(), bytes.arrayOffset() + bytes.position(), length, StandardCharsets.UTF_8));
            bytes.position(bytes.position() + length);
            known.add(text);
            return text;
        }

        private static int number(ByteBuffer bytes) {
            int number = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += 7) {
                byte next = bytes.get();
                number |= (next & (MORE - 1)) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new AnswerFormat.UnusableException("a number has no end", null);
        }
    }
}
