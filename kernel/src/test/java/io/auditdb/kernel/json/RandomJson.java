package io.auditdb.kernel.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Random JSON values, as they come out of reading them. */
public final class RandomJson {
    private static final String AWKWARD = "\"\\/\b\f\n\r\t\u0001\u001f\u007f\u0080\u2028\ufffd\ufeff";

    private final Random random;
    private final Function<Random, Object> numbers;

    /** Values whose numbers come from {@code numbers}. */
    public RandomJson(Random random, Function<Random, Object> numbers) {
        this.random = random;
        this.numbers = numbers;
    }

    /** Any number that JSON can write and that is not a whole number in disguise. */
    public static Object anyNumber(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> (long) random.nextInt(100);
            case 2 -> new BigDecimal(new BigInteger(64 + random.nextInt(900), random).setBit(64));
            default -> new BigDecimal(new BigInteger(random.nextInt(900), random), 1 + random.nextInt(400));
        };
    }

    /** A number that is the same after it has been a double. */
    public static Object doubleNumber(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong() >> (11 + random.nextInt(50));
            case 1 -> asRead(random.nextInt(1_000_000) / 1000.0);
            case 2 -> asRead(Double.longBitsToDouble(random.nextInt(1000))); // next to zero
            default -> asRead(finite(random));
        };
    }

    private static Object asRead(double number) {
        BigDecimal decimal = ShortestDecimal.of(number);
        boolean whole = decimal.scale() == 0 && decimal.unscaledValue().bitLength() < Long.SIZE;
        return whole ? (Object) decimal.longValue() : decimal;
    }

    /** Any finite double. */
    public static double finite(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : finite(random);
    }

    /** Returns a value that nests at most so deep. */
    public Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> numbers.apply(random);
            case 4 -> text();
            case 5 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    /** Returns an object whose members nest at most so deep. */
    public Map<String, Object> object(int depth) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.put(text(), value(depth));
        }
        return object;
    }

    private List<Object> array(int depth) {
        var array = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            array.add(value(depth));
        }
        return array;
    }

    /** Returns a string of whole characters without U+0000. */
    public String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(character());
        }
        return text.toString();
    }

    private int character() {
        return switch (random.nextInt(5)) {
            case 0 -> AWKWARD.charAt(random.nextInt(AWKWARD.length()));
            case 1 -> 0x80 + random.nextInt(0xd800 - 0x80);
            case 2 -> 0xe000 + random.nextInt(0x2000);
            case 3 -> 0x10000 + random.nextInt(0x100000);
            default -> ' ' + random.nextInt(95);
        };
    }
}
