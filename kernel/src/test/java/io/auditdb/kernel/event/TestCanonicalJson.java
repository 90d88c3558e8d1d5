package io.auditdb.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.json.RandomJson;
import io.auditdb.kernel.json.Seeded;
import io.auditdb.kernel.json.StrictJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCanonicalJson {
    private final Json json = new StrictJson();

    /** RFC 8785, appendix B: the bits of a double and its text. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsTheStandardSays(String bits, String text) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(canonical(number)).isEqualTo(text);
        assertThat(canonical(new BigDecimal(text))).isEqualTo(text);
        assertThat(canonical(json.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1e2, 100",
        "1.10, 1.1",
        "0.000, 0",
        "-0, 0",
        "-0.0, 0",
        "0e-400, 0",
        "100000000000000000000, 100000000000000000000",
        "1000000000000000000000, 1e+21",
        "-1.5E-7, -1.5e-7",
        "1e-323, 1e-323",
        "1152921504606847000, 1152921504606847000"
    })
    void writesOneNumberInOneWay(String text, String canonical) {
        assertThat(canonical(json.read(text))).isEqualTo(canonical);
    }

    @Test
    void theRoundAndTheWholeAreTheSameNumber() {
        assertThat(canonical(List.of(5, 5L, BigInteger.valueOf(5), new BigDecimal("5.00"), 5.0)))
                .isEqualTo("[5,5,5,5,5]");
    }

    /** RFC 8785, 3.2.2, with the one number that is not its own double replaced. */
    @Test
    void writesTheExampleOfTheStandard() {
        Object value = json.read("""
                {
                  "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""");
        assertThat(canonical(value))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785, 3.2.3: by UTF-16 code units, so that a pair of surrogates comes before U+FB33. */
    @Test
    void sortsMembersByUtf16() {
        Object value = json.read("""
                {"\\u20ac": 5, "\\r": 1, "\\ufb33": 7, "1": 2, "\\ud83d\\ude00": 6, "\\u0080": 3, "\\u00f6": 4}""");
        assertThat(canonical(value))
                .isEqualTo("{\"\\r\":1,\"1\":2,\"\u0080\":3,\"ö\":4,\"€\":5,\"😀\":6,\"\ufb33\":7}");
    }

    @Test
    void theOrderOfAMapDoesNotMatter() {
        var backwards = new TreeMap<String, Object>((a, b) -> b.compareTo(a));
        backwards.putAll(Map.of("a", 1, "b", 2, "c", 3));
        assertThat(canonical(backwards)).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
    }

    @Test
    void escapesOnlyWhatMustBe() {
        var text = new StringBuilder();
        for (char c = 1; c < 0x20; c++) {
            text.append(c);
        }
        assertThat(canonical(text + "\"\\/\u007f\u2028é😀"))
                .isEqualTo("\"\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
                        + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c"
                        + "\\u001d\\u001e\\u001f\\\"\\\\/\u007f\u2028é😀\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890",
                "9007199254740993",
                "-9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "1152921504606846976", // 2^60 is a double, but a reader of doubles prints 1152921504606847000
                "333333333.33333329",
                "0.1000000000000000055511151231257827",
                "1e400",
                "-1e400",
                "1e309",
                "1e-400",
                "4.9e-324",
                "3e-324",
                "1e2147483647",
                "1e-2147483647",
                "0e-999"
            })
    void refusesANumberThatDoesNotSurviveADouble(String text) {
        Object number = json.read(text);
        assertThat(CanonicalJson.survivesDouble(new BigDecimal(text))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(List.of(number)));
    }

    @Test
    void refusesWhatIsNotJson() {
        for (Object value : Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, 1.5f, new Object(), 'c')) {
            assertThatIllegalArgumentException().as("%s", value).isThrownBy(() -> CanonicalJson.bytes(value));
        }
    }

    @Test
    void agreesWithAnotherImplementation() throws Exception {
        var values = new RandomJson(Seeded.random(), RandomJson::doubleNumber);
        for (int i = 0; i < 5000; i++) {
            String text = json.write(values.object(4));
            assertThat(canonical(json.read(text))).isEqualTo(new JsonCanonicalizer(text).getEncodedString());
        }
    }

    @Test
    void agreesWithAnotherImplementationOnEveryNormalDouble() throws Exception {
        Random random = Seeded.random();
        for (int i = 0; i < 20_000; i++) {
            double number = RandomJson.finite(random);
            if (Math.abs(number) < Double.MIN_NORMAL) {
                continue; // there the other one is wrong: it prints zeros before the digits
            }
            String text = canonical(List.of(number));
            assertThat(text).isEqualTo(new JsonCanonicalizer("[" + number + "]").getEncodedString());
            assertThat(canonical(json.read(json.write(List.of(number))))).isEqualTo(text);
        }
    }

    @Test
    void noShorterTextIsTheSameDouble() {
        Random random = Seeded.random();
        for (int i = 1; i < 10_000; i++) {
            double number = i < 3000
                    ? Double.longBitsToDouble(i)
                    : i < 6000 ? Double.longBitsToDouble(random.nextLong(1L << 53)) : RandomJson.finite(random);
            BigDecimal exact = new BigDecimal(number);
            BigDecimal text = new BigDecimal(canonical(number));
            int digits = text.stripTrailingZeros().precision();
            assertThat(text.doubleValue()).isEqualTo(number);
            assertThat(text).isEqualByComparingTo(exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)));
            if (digits > 1) {
                assertThat(exact.round(new MathContext(digits - 1, RoundingMode.DOWN))
                                .doubleValue())
                        .isNotEqualTo(number);
                assertThat(exact.round(new MathContext(digits - 1, RoundingMode.UP))
                                .doubleValue())
                        .isNotEqualTo(number);
            }
        }
    }

    @Test
    void whatIsCanonicalStaysAsItIs() {
        var values = new RandomJson(Seeded.random(), RandomJson::doubleNumber);
        for (int i = 0; i < 1000; i++) {
            var object = new HashMap<>(values.object(3));
            String text = canonical(object);
            assertThat(canonical(json.read(text))).isEqualTo(text);
        }
    }

    private static String canonical(Object value) {
        return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
    }
}
