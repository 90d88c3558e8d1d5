package io.auditdb.kernel.event;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.kernel.json.ShortestDecimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What every event has to fulfil, whoever made it. Finds all faults at once. Safe for use by many threads. */
public final class EventRules {
    private static final int MAX_DEPTH = 64;
    /** A double as ECMAScript prints it, and a comma. */
    private static final int MAX_NUMBER_BYTES = 26;

    private final EventSettings settings;
    private final Instant earliest;
    private final Clock clock;

    /** Rules by these settings; the clock says what lies ahead. */
    public EventRules(EventSettings settings, Clock clock) {
        this.settings = settings;
        this.earliest = settings.earliestInstant();
        this.clock = clock;
    }

    /** Returns everything that is wrong with an event; empty when it can be accepted. The list is the caller's. */
    public List<Fault> check(AuditEvent event) {
        var faults = new Faults();
        faults.tenant(event.tenant());
        faults.time(event);
        faults.required("/action", event.action());
        faults.required("/status", event.status());
        faults.name("/action", event.action());
        event.principal().ifPresent(it -> {
            faults.required("/principal/id", it.id());
            faults.name("/principal/id", it.id());
            faults.name("/principal/type", it.type());
            faults.name("/principal/name", it.name());
        });
        event.subject().ifPresent(it -> {
            faults.required("/subject/id", it.id());
            faults.name("/subject/id", it.id());
            faults.name("/subject/type", it.type());
        });
        event.target().ifPresent(it -> {
            faults.required("/target/type", it.type());
            faults.name("/target/type", it.type());
            faults.name("/target/id", it.id());
        });
        event.session().ifPresent(it -> {
            faults.name("/session/id", it.id());
            faults.name("/session/ip", it.ip());
            faults.text("/session/userAgent", it.userAgent(), settings.maxText());
        });
        event.outcome().ifPresent(it -> faults.text("/outcome", it, settings.maxText()));
        faults.name("/purpose", event.purpose().orElse(null));
        faults.name("/correlationId", event.correlationId().orElse(null));
        faults.name("/source", event.source().orElse(null));
        faults.name("/retentionPolicy", event.retentionPolicy().orElse(null));
        faults.details(event.details());
        return faults.found;
    }

    /** Looks for anything that would have to be looked at closely; without naming its place, which costs more. */
    private static final class Glance {
        private boolean isOrdinary = true;
        private int depth;

        boolean isOrdinary(Object value) {
            value(value);
            return isOrdinary;
        }

        private void value(Object value) {
            if (!isOrdinary) {
                return;
            }
            depth++;
            if (depth > MAX_DEPTH) {
                isOrdinary = false;
            } else if (value instanceof Map<?, ?> object) {
                object.forEach(this::member);
            } else if (value instanceof List<?> array) {
                array.forEach(this::value);
            } else {
                isOrdinary = isOrdinaryScalar(value);
            }
            depth--;
        }

        private void member(Object name, Object value) {
            isOrdinary &= name instanceof String text && EventRules.isOrdinary(text);
            value(value);
        }
    }

    private final class Faults {
        private final List<Fault> found = new ArrayList<>(0);

        void add(String path, String problem) {
            found.add(new Fault(path, problem));
        }

        void required(String path, Object value) {
            if (value == null) {
                add(path, "is missing");
            } else if (value instanceof String text && text.isEmpty()) {
                add(path, "is empty");
            }
        }

        void tenant(String tenant) {
            required("/tenant", tenant);
            if (tenant == null || tenant.isEmpty() || tenant.equals(AuditDatabase.SYSTEM_TENANT)) {
                return;
            }
            name("/tenant", tenant);
            if (!isTenant(tenant)) {
                add("/tenant", "must start with a letter or digit and hold only letters, digits and . _ : -");
            }
        }

        void time(AuditEvent event) {
            required("/occurredAt", event.occurredAt());
            if (event.occurredAt() == null) {
                return;
            }
            Instant time = event.occurredAt().toInstant();
            Instant latest = clock.instant().plus(settings.maxAhead());
            if (time.isBefore(earliest) || time.isAfter(latest)) {
                add(
                        "/occurredAt",
                        "must lie between " + settings.earliest() + " and "
                                + settings.maxAhead().toHours() + " hours ahead of the server's clock");
            }
            if (event.occurredAt().getNano() % 1000 != 0) {
                add("/occurredAt", "is finer than a microsecond, which the database cannot keep");
            }
            if (event.occurredAt().getOffset().getTotalSeconds() % 60 != 0) {
                add("/occurredAt", "has an offset finer than a minute");
            }
        }

        void name(String path, String value) {
            text(path, value, settings.maxName());
        }

        void text(String path, String value, int maxLength) {
            if (value == null) {
                return;
            }
            // a character is at least one char, so most texts need not be counted
            int length = value.length() <= maxLength ? 0 : value.codePointCount(0, value.length());
            if (length > maxLength) {
                add(path, "is " + length + " characters long; at most " + maxLength + " are kept");
            }
            characters(path, value);
        }

        void characters(String path, String value) {
            if (isOrdinary(value)) {
                return;
            }
            if (value.indexOf(0) >= 0) {
                add(path, "holds U+0000, which PostgreSQL cannot keep");
            }
            if (!hasOnlyWholeCharacters(value)) {
                add(path, "holds a lone surrogate");
            }
        }

        void details(Map<String, Object> details) {
            int before = found.size();
            if (!new Glance().isOrdinary(details)) {
                value("/details", details, 1); // to name the places of the faults
            }
            if (found.size() == before
                    && mostBytes(details) > settings.maxDetails().bytes()) {
                long size = CanonicalJson.bytes(details).length;
                if (size > settings.maxDetails().bytes()) {
                    add("/details", "is " + size + " bytes of JSON; at most " + settings.maxDetails() + " are kept");
                }
            }
        }

        private void value(String path, Object value, int depth) {
            if (depth > MAX_DEPTH) {
                add(path, "is nested deeper than " + MAX_DEPTH);
            } else if (value instanceof String text) {
                characters(path, text);
            } else if (value instanceof Map<?, ?> object) {
                object.forEach((name, member) -> member(path, name, member, depth));
            } else if (value instanceof List<?> array) {
                int i = 0;
                for (Object element : array) {
                    value(path + "/" + i++, element, depth + 1);
                }
            } else if (value instanceof Number number) {
                number(path, number);
            } else if (value != null && !(value instanceof Boolean)) {
                add(path, "is not a JSON value");
            }
        }

        private void member(String path, Object name, Object value, int depth) {
            if (!(name instanceof String text)) {
                add(path, "has a member whose name is not a string");
                return;
            }
            String below = path + "/" + text.replace("~", "~0").replace("/", "~1");
            characters(below, text);
            value(below, value, depth + 1);
        }

        private void number(String path, Number number) {
            if (number instanceof Integer || (number instanceof Long && isExact(number.longValue()))) {
                return;
            }
            BigDecimal exact = exact(number);
            if (exact == null || !CanonicalJson.survivesDouble(exact)) {
                add(path, "is a number that a double cannot hold; send it as a string");
            }
        }
    }

    /** Letters, digits and a few signs, the first a letter or digit. */
    private static boolean isTenant(String tenant) {
        for (int i = 0; i < tenant.length(); i++) {
            char c = tenant.charAt(i);
            boolean letterOrDigit = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
            if (!letterOrDigit && (i == 0 || "._:-".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a text has nothing that would have to be looked at closely. */
    private static boolean isOrdinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOrdinaryScalar(Object value) {
        return value == null
                || value instanceof Boolean
                || value instanceof Integer
                || (value instanceof Long number && isExact(number))
                || (value instanceof String text && isOrdinary(text));
    }

    /** Up to here every whole number is a double. */
    private static boolean isExact(long number) {
        return -(1L << 53) <= number && number <= 1L << 53;
    }

    /** Returns a bound on the size as JSON that costs less than writing it: six bytes for a character at most. */
    private static long mostBytes(Object value) {
        if (value instanceof String text) {
            return 6L * text.length() + 3;
        }
        if (value instanceof Map<?, ?> object) {
            long sum = 2;
            for (var member : object.entrySet()) {
                sum += mostBytes(member.getKey()) + mostBytes(member.getValue());
            }
            return sum;
        }
        if (value instanceof List<?> array) {
            return 2 + array.stream().mapToLong(EventRules::mostBytes).sum();
        }
        return MAX_NUMBER_BYTES;
    }

    private static BigDecimal exact(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (number instanceof Long || number instanceof Integer) {
            return BigDecimal.valueOf(number.longValue());
        }
        return number instanceof Double value && Double.isFinite(value) ? ShortestDecimal.of(value) : null;
    }

    private static boolean hasOnlyWholeCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
