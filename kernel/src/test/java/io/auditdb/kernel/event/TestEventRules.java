package io.auditdb.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.plugin.DataSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestEventRules {
    private static final String LONG_NAME = "n".repeat(255);
    private static final String LONG_TEXT = "t".repeat(10_000);

    private final EventRules rules = Events.rules();

    @Test
    void acceptsWhatIsComplete() {
        assertThat(rules.check(Events.full().build())).isEmpty();
        assertThat(rules.check(Events.small().build())).isEmpty();
    }

    @Test
    void namesEverythingThatIsMissing() {
        assertThat(rules.check(AuditEvent.builder().build()))
                .containsExactlyInAnyOrder(
                        new Fault("/tenant", "is missing"),
                        new Fault("/occurredAt", "is missing"),
                        new Fault("/action", "is missing"),
                        new Fault("/status", "is missing"));
    }

    @Test
    void namesEverythingThatIsEmpty() {
        AuditEvent event = Events.small()
                .tenant("")
                .action("")
                .principal(Principal.of(""))
                .subject(Subject.of(""))
                .target(new Target("", null))
                .build();
        assertThat(rules.check(event))
                .containsExactlyInAnyOrder(
                        new Fault("/tenant", "is empty"),
                        new Fault("/action", "is empty"),
                        new Fault("/principal/id", "is empty"),
                        new Fault("/subject/id", "is empty"),
                        new Fault("/target/type", "is empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "9", "clinic.a_b:c-d", "_system"})
    void aTenantIsAName(String tenant) {
        assertThat(rules.check(Events.small().tenant(tenant).build())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"_a", "-a", ".a", " a", "a ", "a b", "a/b", "ä", "a\n", "a|b", "_System"})
    void aTenantIsNothingElse(String tenant) {
        assertThat(rules.check(Events.small().tenant(tenant).build()))
                .containsExactly(new Fault(
                        "/tenant", "must start with a letter or digit and hold only letters, digits and . _ : -"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1970-01-01T01:00:00+01:00",
                "2026-03-02T12:00:00.000001Z",
                "2026-03-02T13:00:00.000001+01:00",
                "2026-01-31T08:15:30.999999-18:00"
            })
    void aTimeMayLieFromTheEarliestToOneDayAhead(String time) {
        assertThat(checkTime(time)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00+00:01",
                "2026-03-02T12:00:00.000002Z",
                "+292278994-08-17T07:12:55Z"
            })
    void aTimeOutsideIsRefusedWithTheRange(String time) {
        assertThat(checkTime(time))
                .containsExactly(new Fault(
                        "/occurredAt",
                        "must lie between 1970-01-01T00:00:00Z and 24 hours ahead of the server's clock"));
    }

    @Test
    void aTimeIsNoFinerThanAMicrosecondAndItsOffsetNoFinerThanAMinute() {
        assertThat(checkTime("2026-01-31T08:15:30.123456001Z"))
                .containsExactly(
                        new Fault("/occurredAt", "is finer than a microsecond, which the database cannot keep"));
        assertThat(checkTime("2026-01-31T08:15:30+00:53:28"))
                .containsExactly(new Fault("/occurredAt", "has an offset finer than a minute"));
    }

    private List<Fault> checkTime(String time) {
        return rules.check(Events.small().occurredAt(OffsetDateTime.parse(time)).build());
    }

    static List<Arguments> limited() {
        return List.of(
                limited("/tenant", LONG_NAME, (event, text) -> event.tenant(text)),
                limited("/action", LONG_NAME, (event, text) -> event.action(text)),
                limited("/purpose", LONG_NAME, (event, text) -> event.purpose(text)),
                limited("/correlationId", LONG_NAME, (event, text) -> event.correlationId(text)),
                limited("/source", LONG_NAME, (event, text) -> event.source(text)),
                limited("/retentionPolicy", LONG_NAME, (event, text) -> event.retentionPolicy(text)),
                limited("/principal/id", LONG_NAME, (event, text) -> event.principal(Principal.of(text))),
                limited("/principal/type", LONG_NAME, (event, text) -> event.principal(new Principal("p", text, null))),
                limited("/principal/name", LONG_NAME, (event, text) -> event.principal(new Principal("p", null, text))),
                limited("/subject/id", LONG_NAME, (event, text) -> event.subject(Subject.of(text))),
                limited("/subject/type", LONG_NAME, (event, text) -> event.subject(new Subject("s", text))),
                limited("/target/type", LONG_NAME, (event, text) -> event.target(new Target(text, null))),
                limited("/target/id", LONG_NAME, (event, text) -> event.target(new Target("t", text))),
                limited("/session/id", LONG_NAME, (event, text) -> event.session(new Session(text, null, null))),
                limited("/session/ip", LONG_NAME, (event, text) -> event.session(new Session(null, text, null))),
                limited("/session/userAgent", LONG_TEXT, (event, text) -> event.session(new Session(null, null, text))),
                limited("/outcome", LONG_TEXT, (event, text) -> event.outcome(text)));
    }

    @FunctionalInterface
    private interface Member {
        AuditEvent.Builder set(AuditEvent.Builder event, String text);
    }

    private static Arguments limited(String path, String longest, Member member) {
        return arguments(path, longest, member);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limited")
    void aTextHasALongestLengthAndHoldsWholeCharacters(String path, String longest, Member member) {
        assertThat(check(member, longest)).isEmpty();
        assertThat(check(member, longest + "x"))
                .containsExactly(new Fault(
                        path,
                        "is " + (longest.length() + 1) + " characters long; at most " + longest.length()
                                + " are kept"));
        assertThat(check(member, "a\u0000b")).contains(new Fault(path, "holds U+0000, which PostgreSQL cannot keep"));
        for (String broken : List.of("a\ud800", "\udc00b", "\udc00\ud800", "\ud800\ud83d\ude00")) {
            assertThat(check(member, broken)).contains(new Fault(path, "holds a lone surrogate"));
        }
    }

    private List<Fault> check(Member member, String text) {
        return rules.check(member.set(Events.small(), text).build());
    }

    @Test
    void lengthIsCountedInCharactersNotInUtf16() {
        assertThat(rules.check(Events.small().action("😀".repeat(255)).build())).isEmpty();
        assertThat(rules.check(Events.small().action("😀".repeat(256)).build()))
                .containsExactly(new Fault("/action", "is 256 characters long; at most 255 are kept"));
    }

    @Test
    void faultsDoNotRepeatValues() {
        AuditEvent event = Events.small()
                .tenant("Meier ?")
                .action("Meier".repeat(100))
                .outcome("Meier\u0000")
                .principal(Principal.of("Meier\ud800"))
                .detail("x", "Meier\u0000")
                .build();
        assertThat(rules.check(event))
                .hasSize(5)
                .noneMatch(fault -> fault.toString().contains("Meier"));
    }

    @Test
    void namesFaultsInTheDetailsByPlace() {
        var inner = new HashMap<String, Object>();
        inner.put("a/b~c", List.of("fine", "\u0000"));
        inner.put("\u0000", 1);
        AuditEvent event = Events.small()
                .detail("inner", inner)
                .detail("number", new BigDecimal("12345678901234567890"))
                .detail("list", Arrays.asList(1, null, Float.valueOf(1), Set.of(1)))
                .detail("time", Instant.EPOCH)
                .build();
        assertThat(rules.check(event))
                .containsExactlyInAnyOrder(
                        new Fault("/details/inner/a~1b~0c/1", "holds U+0000, which PostgreSQL cannot keep"),
                        new Fault("/details/inner/\u0000", "holds U+0000, which PostgreSQL cannot keep"),
                        new Fault("/details/number", "is a number that a double cannot hold; send it as a string"),
                        new Fault("/details/list/2", "is a number that a double cannot hold; send it as a string"),
                        new Fault("/details/list/3", "is not a JSON value"),
                        new Fault("/details/time", "is not a JSON value"));
    }

    @Test
    void detailsHaveNamesThatAreStrings() {
        AuditEvent event = Events.small().detail("x", Map.of(1, 2)).build();
        assertThat(rules.check(event))
                .containsExactly(new Fault("/details/x", "has a member whose name is not a string"));
    }

    @Test
    void acceptsEveryNumberThatSurvivesADouble() {
        List<Object> numbers = List.of(
                1,
                1L << 53,
                -(1L << 53),
                0x1p-44,
                Math.PI,
                Double.MIN_VALUE,
                0.1,
                new BigDecimal("0.10"),
                BigInteger.valueOf(7),
                new BigDecimal("1e300"));
        assertThat(rules.check(Events.small().detail("n", numbers).build())).isEmpty();
    }

    @Test
    void refusesEveryNumberThatDoesNot() {
        List<Object> numbers = List.of(
                (1L << 53) + 1,
                Long.MIN_VALUE,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                new BigDecimal("1e400"),
                new BigDecimal("0.12345678901234567890"),
                BigInteger.TWO.pow(60),
                new BigDecimal("0e-999"));
        assertThat(rules.check(Events.small().detail("n", numbers).build()).stream()
                        .map(Fault::path))
                .containsExactly(
                        "/details/n/0",
                        "/details/n/1",
                        "/details/n/2",
                        "/details/n/3",
                        "/details/n/4",
                        "/details/n/5",
                        "/details/n/6",
                        "/details/n/7");
    }

    @Test
    void detailsAreLimitedByTheBytesOfTheirJson() {
        int most = 256 << 10;
        int frame = "{\"k\":\"\"}".length();
        assertThat(rules.check(detail("é".repeat((most - frame) / 2)))).isEmpty();
        assertThat(rules.check(detail("é".repeat((most - frame) / 2) + "x")))
                .containsExactly(new Fault("/details", "is 262145 bytes of JSON; at most 256KB are kept"));
    }

    @Test
    void detailsNestSixtyFourDeep() {
        assertThat(rules.check(nested(62))).isEmpty();
        List<Fault> faults = rules.check(nested(63));
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0)).isEqualTo(new Fault("/details/k" + "/0".repeat(63), "is nested deeper than 64"));
    }

    /** A number below the details, a member and so many arrays. */
    private static AuditEvent nested(int arrays) {
        Object value = 1;
        for (int i = 0; i < arrays; i++) {
            value = List.of(value);
        }
        return detail(value);
    }

    private static AuditEvent detail(Object value) {
        return Events.small().detail("k", value).build();
    }

    @Test
    void limitsAreSettings() {
        var settings = new EventSettings(
                "2026-01-01T00:00:00Z",
                Duration.ofHours(2),
                EventSettings.FinerDigits.REFUSE,
                5,
                7,
                DataSize.parse("10B"));
        var strict = new EventRules(settings, Clock.fixed(Events.NOW, ZoneOffset.UTC));
        AuditEvent event = Events.small()
                .occurredAt(OffsetDateTime.parse("2025-12-31T23:59:59Z"))
                .tenant("tenants")
                .action("action")
                .outcome("outcomes")
                .detail("k", "0123456789")
                .build();
        assertThat(strict.check(event))
                .containsExactlyInAnyOrder(
                        new Fault(
                                "/occurredAt",
                                "must lie between 2026-01-01T00:00:00Z and 2 hours ahead of the server's clock"),
                        new Fault("/tenant", "is 7 characters long; at most 5 are kept"),
                        new Fault("/action", "is 6 characters long; at most 5 are kept"),
                        new Fault("/outcome", "is 8 characters long; at most 7 are kept"),
                        new Fault("/details", "is 18 bytes of JSON; at most 10B are kept"));
    }

    @Test
    void impossibleLimitsAreRefused() {
        var limits = new ArrayList<Runnable>();
        limits.add(() -> settings(Duration.ofSeconds(-1), 255, DataSize.parse("1KB")));
        limits.add(() -> settings(Duration.ZERO, 0, DataSize.parse("1KB")));
        limits.add(() -> settings(Duration.ZERO, 1001, DataSize.parse("1KB")));
        limits.add(() -> settings(Duration.ZERO, 255, new DataSize((1 << 20) + 1)));
        limits.forEach(it -> assertThatIllegalArgumentException().isThrownBy(it::run));
        settings(Duration.ZERO, 1000, new DataSize(1 << 20));
    }

    private static void settings(Duration ahead, int maxName, DataSize maxDetails) {
        new EventSettings("1970-01-01T00:00:00Z", ahead, EventSettings.FinerDigits.REFUSE, maxName, 1, maxDetails);
    }
}
