package io.auditdb.kernel.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TestUtf8 {
    @Test
    void isAPartOfOtherBytes() {
        var text = new Utf8("before-tëxt-behind".getBytes(StandardCharsets.UTF_8), 7, 5);
        assertThat(text).hasToString("tëxt");
        assertThat(text.length()).isEqualTo(5);
        assertThat(text.at(0)).isEqualTo((byte) 't');
        assertThat(text.part(3, 5)).hasToString("xt");
        var out = new ByteBuilder(1);
        text.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo("tëxt".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothingStaysNothing() {
        assertThat(Utf8.of((String) null)).isNull();
        assertThat(quoted("")).isEqualTo("\"\"");
    }

    /** Eight bytes are looked at together, so each place of each character counts. */
    @Test
    void escapesEachCharacterThatNeedsItWhereverItStands() {
        for (int c = 0; c < 0x250; c++) {
            for (int place = 0; place < 20; place++) {
                String text = "x".repeat(place) + (char) c + "y".repeat(19 - place);
                assertThat(quoted(text))
                        .as("character %d at %d", c, place)
                        .isEqualTo('"' + "x".repeat(place) + escape((char) c) + "y".repeat(19 - place) + '"');
            }
        }
    }

    private static String escape(char c) {
        return switch (c) {
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c);
        };
    }

    private static String quoted(String text) {
        var out = new ByteBuilder(1);
        Utf8.of(text).quoteTo(out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
