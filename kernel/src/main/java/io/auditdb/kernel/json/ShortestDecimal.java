package io.auditdb.kernel.json;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The decimal with the fewest digits that is still the same double, as ECMAScript prints it (RFC 8785, 3.2.2.3). */
public final class ShortestDecimal {
    private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

    private ShortestDecimal() {}

    /** Returns the decimal of a finite double; of the shortest ones the closest. Java 17's own is not always shortest. */
    public static BigDecimal of(double number) {
        if (number == 0) {
            return BigDecimal.ZERO;
        }
        var decimal = new BigDecimal(DoubleToDecimal.toString(number));
        // Java wants two digits at least, and prefers 4.9E-324 to 5E-324
        BigDecimal one = decimal.precision() == 2 ? new BigDecimal(number).round(ONE_DIGIT) : decimal;
        return one.doubleValue() == number ? one : decimal;
    }
}
