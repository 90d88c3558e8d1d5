package io.auditdb.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestStrictJson {
    private final StrictJson json = new StrictJson();

    @Test
    void readsEachKindOfValueInTheOrderOfTheText() {
        assertThat(object("""
                        {"z": 1, "a": -9223372036854775808, "n": null, "t": true, "f": false, "s": "x\\u00e9\\ud83d\\ude00",
                         "d": 1.50, "e": 1e2, "list": [[], {}, 0], "": {"b": 1, "a": 2}}"""))
                .containsExactly(
                        entry("z", 1L),
                        entry("a", Long.MIN_VALUE),
                        entry("n", null),
                        entry("t", true),
                        entry("f", false),
                        entry("s", "xé😀"),
                        entry("d", new BigDecimal("1.50")),
                        entry("e", new BigDecimal("1E+2")),
                        entry("list", List.of(List.of(), Map.of(), 0L)),
                        entry("", Map.of("b", 1L, "a", 2L)));
        assertThat(object("{\"b\":1,\"a\":2}").keySet()).containsExactly("b", "a");
    }

    @Test
    void keepsNumbersAsTheyAreWritten() {
        assertThat(json.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(json.read("9223372036854775808")).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(json.read("12345678901234567890123456789.0"))
                .isEqualTo(new BigDecimal("12345678901234567890123456789.0"));
        assertThat(json.read("0.1000000000000000055511151231257827"))
                .isEqualTo(new BigDecimal("0.1000000000000000055511151231257827"));
        assertThat(json.read("1e-400")).isEqualTo(new BigDecimal("1E-400"));
        assertThat(json.read("-0")).isEqualTo(0L);
    }

    @Test
    void readsWhateverNumberTheDatabaseWritesInFull() {
        String longest = "-1" + "0".repeat(308) + "." + "0".repeat(400);
        assertThat(json.read(longest)).isEqualTo(new BigDecimal(longest));
        String zero = "-0." + "0".repeat(400);
        assertThat(json.read(zero)).isEqualTo(new BigDecimal(zero));
    }

    @Test
    void refusesANumberLongerThanAnybodyNeeds() {
        assertThat(json.read("9".repeat(800))).isEqualTo(new BigDecimal("9".repeat(800)));
        assertThat(problem("[" + "9".repeat(801) + "]"))
                .startsWith("it exceeds a limit")
                .contains(" at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e99999999999", "1E-99999999999", "1e2147483648", "-1.5e-2147483648", "1e-9999999999999999999"})
    void refusesAnExponentBeyondAllMeasure(String number) {
        assertThat(problem("{\"n\":" + number + "}"))
                .isEqualTo("a number has an exponent beyond all measure at line 1, column 6");
    }

    @Test
    void whatIsReadCannotBeChanged() {
        Map<String, Object> object = object("{\"a\":{\"b\":[1]}}");
        assertThatThrownBy(() -> object.put("c", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(object.get("a"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .satisfies(inner -> {
                    assertThatThrownBy(inner::clear).isInstanceOf(UnsupportedOperationException.class);
                    assertThatThrownBy(() -> ((List<?>) inner.get("b")).remove(0))
                            .isInstanceOf(UnsupportedOperationException.class);
                });
    }

    static List<Arguments> malformed() {
        return List.of(
                arguments("", "there is no value at line 1, column 1"),
                arguments(" \n\t", "there is no value at line 1, column 1"),
                arguments("{\"a\":1,\n \"a\":2}", "a member name occurs twice in one object at line 2, column 5"),
                arguments(
                        "[{\"x\":{\"a\":1,\"a\":1}}]", "a member name occurs twice in one object at line 1, column 17"),
                arguments("{\"a\":1,\"\\u0061\":2}", "a member name occurs twice in one object at line 1, column 16"),
                arguments("[\"\\ud800\"]", "a string holds a lone surrogate at line 1, column 2"),
                arguments("\"\\udc00\\ud800\"", "a string holds a lone surrogate at line 1, column 1"),
                arguments("{\n\"\\ud83dx\": 1}", "a string holds a lone surrogate at line 2, column 1"),
                arguments("[1, \"a\\u0000\"]", "a string holds U+0000 at line 1, column 5"),
                arguments("{\"\\u0000\": 1}", "a string holds U+0000 at line 1, column 2"),
                arguments("\"abc", "the text ends too early at line 1, column 5"),
                arguments("[1,\n", "the text ends too early at line 2, column 1"),
                arguments("{\"a\"", "the text ends too early at line 1, column 5"),
                arguments("1 2", "there is something after the end of the value at line 1, column 3"),
                arguments("{}\n{}", "there is something after the end of the value at line 2, column 1"),
                arguments("[1]]", "unexpected character or token at line 1, column 4"),
                arguments("{} x", "unexpected character or token at line 1, column 4"),
                arguments("{\"é\": [1,\n  \"é\", x]}", "unexpected character or token at line 2, column 8"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatIsNotOneValueAndSaysWhere(String text, String problem) {
        assertThat(problem(text)).isEqualTo(problem);
        assertThat(problem(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,]",
                "{\"a\":1,}",
                "01",
                "+1",
                ".5",
                "1.",
                "1.e1",
                "0x1",
                "NaN",
                "Infinity",
                "'a'",
                "{a:1}",
                "\"a\nb\"",
                "\"\\x41\"",
                "\"\\u12g4\"",
                "// c\n1",
                "[1 2]",
                "{\"a\" 1}",
                "{\"a\"}",
                "{1:2}",
                "True",
                "nul"
            })
    void refusesWhatOnlyRelaxedParsersTake(String text) {
        assertThat(problem(text)).startsWith("unexpected character or token at line");
    }

    @Test
    void nestsSixtyFourDeepAndNoDeeper() {
        String arrays = "[".repeat(64) + "]".repeat(64);
        String objects = "{\"a\":".repeat(64) + "1" + "}".repeat(64);
        assertThat(json.write(json.read(arrays))).isEqualTo(arrays);
        assertThat(json.write(json.read(objects))).isEqualTo(objects);
        assertThat(problem("[" + arrays + "]"))
                .startsWith("it exceeds a limit (nesting of 64")
                .endsWith("line 1, column 66");
        assertThat(problem("{\"a\":" + objects + "}")).startsWith("it exceeds a limit (nesting of 64");
        assertThat(problem("[".repeat(1_000_000))).startsWith("it exceeds a limit (nesting of 64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Meier\":1,\"Meier\":2}",
                "{\"Meier\" 1}",
                "[Meier]",
                "Meier",
                "\"Meier",
                "\"Meier\\q\"",
                "{\"a\":1}Meier",
                "{\"a\":\"Meier\\u0000\"}",
                "[\"Meier\\ud800\"]",
                "4711Meier",
                "[4711e99999999999]",
                "{\"Meier",
                "4711e",
                "\"Meier\u0001\""
            })
    void errorsDoNotRepeatTheText(String text) {
        assertThatThrownBy(() -> json.read(text))
                .isInstanceOf(AuditDbException.class)
                .hasNoCause()
                .message()
                .doesNotContain("Meier", "4711");
        assertThatThrownBy(() -> json.read(stream(text)))
                .isInstanceOf(AuditDbException.class)
                .hasNoCause()
                .message()
                .doesNotContain("Meier", "4711");
    }

    static List<String> notUtf8() {
        return List.of(
                "80", // a continuation without a start
                "ff",
                "c3", // cut short by the closing quote
                "e282",
                "c080", // U+0000, overlong
                "c181", // A, overlong
                "e08080",
                "f0808080",
                "eda080", // a surrogate
                "eda080edb080", // a character as a pair of surrogates (CESU-8)
                "f4908080", // beyond U+10FFFF
                "f5808080",
                "f8808080");
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void refusesBytesThatAreNotUtf8AndSaysWhere(String hex) {
        assertThat(problem(bytes("5b0a22c3a9" + hex + "225d")))
                .isEqualTo("the bytes are not UTF-8 at line 2, column 3");
        assertThat(problem(bytes("7b22" + hex + "223a317d"))).isEqualTo("the bytes are not UTF-8 at line 1, column 3");
    }

    @Test
    void refusesTheLastBytesOfACharacterThatIsCutOff() {
        assertThat(problem(bytes("22e282"))).isEqualTo("the bytes are not UTF-8 at line 1, column 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void readsNoOtherEncoding(String charset) {
        assertThat(problem("{\"a\":1}".getBytes(Charset.forName(charset)))).isNotEmpty();
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(json.read(stream("\ufeff{\"a\":\"\ufeff\"}"))).isEqualTo(Map.of("a", "\ufeff"));
        assertThat(problem("\ufeff".getBytes(StandardCharsets.UTF_8))).startsWith("there is no value");
    }

    @Test
    void charactersMayLieAcrossReads() {
        String text = "aé€😀".repeat(10_000);
        String document = json.write(List.of(text));
        assertThat(json.read(stream(document))).isEqualTo(List.of(text));
        assertThat(json.read(trickle(document))).isEqualTo(List.of(text));
    }

    @Test
    void aStreamThatBreaksIsNotMalformed() {
        var broken = new BrokenStream();
        assertThatThrownBy(() -> json.read(broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("the source is gone");
        assertThatThrownBy(() -> json.elements(broken, "a").hasNext()).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        var values = new RandomJson(Seeded.random(), RandomJson::anyNumber);
        for (int i = 0; i < 3000; i++) {
            Object value = values.value(5);
            String text = json.write(value);
            var bytes = new ByteArrayOutputStream();
            json.write(value, bytes);
            assertThat(json.read(text)).isEqualTo(value);
            assertThat(json.write(json.read(text))).isEqualTo(text);
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
            assertThat(json.read(new ByteArrayInputStream(bytes.toByteArray()))).isEqualTo(value);
        }
    }

    @Test
    void writesADoubleWithTheFewestDigits() {
        // Java 17 itself writes 5.6843418860808015E-14 and 2.0E-3
        assertThat(json.read(json.write(0x1p-44))).isEqualTo(new BigDecimal("5.684341886080802E-14"));
        assertThat(json.write(List.of(1.0, 0.25, -0.0, 100.0))).isEqualTo("[1,0.25,0,100.0]");
    }

    @Test
    void refusesToWriteWhatJsonCannotSay() {
        assertThatThrownBy(() -> json.write(List.of(Double.NaN))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> json.write(Map.of("a", new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a JSON value: java.lang.Object");
    }

    @Test
    void leavesTheStreamOpenAndUnflushed() {
        var bytes = new ByteArrayOutputStream();
        var out = new FilterOutputStream(bytes) {
            @Override
            public void flush() {
                throw new AssertionError("flushed");
            }

            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        json.write(Map.of("a", 1L), out);
        assertThat(bytes).hasToString("{\"a\":1}");
    }

    @Test
    void givesTheElementsOfAMemberAndSkipsTheOthers() {
        String text = "{\"head\":{\"Records\":[9]},\"Records\":[1,{\"a\":[]},[2],null],\"tail\":[[{}]],\"end\":1}";
        assertThat(elements(text, "Records")).containsExactly(1L, Map.of("a", List.of()), List.of(2L), null);
        assertThat(elements("{\"Records\":[]}", "Records")).isEmpty();
    }

    @Test
    void givesTheElementsOfAWholeDocument() {
        assertThat(elements("[1,[2],{}]", null)).containsExactly(1L, List.of(2L), Map.of());
        assertThat(elements("[]", null)).isEmpty();
    }

    @Test
    void elementsAreReadOneByOne() {
        var elements = json.elements(stream("[1, 2, oops"), null);
        assertThat(elements.next()).isEqualTo(1L);
        assertThat(elements.next()).isEqualTo(2L);
        assertThatThrownBy(elements::hasNext).isInstanceOf(AuditDbException.class);
    }

    static List<Arguments> withoutElements() {
        return List.of(
                arguments("{\"a\":1}", "x", "there is no member x at line 1, column 7"),
                arguments("{\"x\":\n{}}", "x", "the member x must be an array at line 2, column 1"),
                arguments("[1]", "x", "an object was expected at line 1, column 1"),
                arguments("{\"x\":[]}", null, "an array was expected at line 1, column 1"),
                arguments("1", null, "an array was expected at line 1, column 1"),
                arguments("", "x", "an object was expected at line 1, column 1"),
                arguments("[1", null, "the text ends too early at line 1, column 3"),
                arguments("{\"x\":[1]", "x", "the text ends too early at line 1, column 9"),
                arguments("{\"x\":[1],\"y\":", "x", "the text ends too early at line 1, column 14"),
                arguments("[1] 2", null, "there is something after the end of the value at line 1, column 5"),
                arguments("{\"x\":[1]}{}", "x", "there is something after the end of the value at line 1, column 10"),
                arguments("{\"x\":[],\"x\":[1]}", "x", "a member name occurs twice in one object at line 1, column 12"),
                arguments(
                        "{\"a\":{\"b\":1,\"b\":2},\"x\":[]}",
                        "x",
                        "a member name occurs twice in one object at line 1, column 16"),
                arguments("[\"\\ud800\",1]", null, "a string holds a lone surrogate at line 1, column 2"),
                arguments("[{\"a\":[\"\\u0000\"]},1]", null, "a string holds U+0000 at line 1, column 8"),
                arguments(
                        "[[1e99999999999],1]",
                        null,
                        "a number has an exponent beyond all measure at line 1, column 3"));
    }

    @ParameterizedTest
    @MethodSource("withoutElements")
    void elementsEndAtTheFirstError(String text, String member, String problem) {
        var elements = json.elements(stream(text), member);
        assertThatThrownBy(() -> elements.forEachRemaining(element -> {}))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.MALFORMED_INPUT);
                    assertThat(e.faults().get(0).problem()).isEqualTo(problem);
                });
        assertThat(elements.hasNext()).isFalse();
    }

    private List<Object> elements(String text, String member) {
        var elements = json.elements(trickle(text), member);
        return Stream.iterate(elements, it -> it.hasNext(), it -> it)
                .map(it -> it.next())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> object(String text) {
        return (Map<String, Object>) json.read(text);
    }

    private String problem(String text) {
        return problem(() -> json.read(text));
    }

    private String problem(byte[] bytes) {
        return problem(() -> json.read(new ByteArrayInputStream(bytes)));
    }

    private static String problem(Runnable reading) {
        try {
            reading.run();
        } catch (AuditDbException e) {
            assertThat(e.code()).isEqualTo(StandardErrorCode.MALFORMED_INPUT);
            assertThat(e.faults()).hasSize(1);
            assertThat(e.faults().get(0).path()).isEmpty();
            return e.faults().get(0).problem();
        }
        throw new AssertionError("nothing was refused");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte at a time. */
    private static InputStream trickle(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }
}
