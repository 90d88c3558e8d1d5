package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sample records, imported, against what plain reading of the files finds. */
class TestCloudTrailImport {
    private static final Path SAMPLES = Path.of("../distribution/src/main/samples/cloudtrail");

    private static TestingAuditDb audit;
    private static List<Map<?, ?>> records;
    private static List<Appended> first;

    @BeforeAll
    static void load() throws IOException {
        audit = TestingAuditDb.open(Map.of("plugins.formats.enabled", true));
        records = new ArrayList<>();
        for (Path file : files()) {
            try (InputStream in = Files.newInputStream(file)) {
                Map<?, ?> document = (Map<?, ?>) new StrictJson().read(in);
                ((List<?>) document.get("Records")).forEach(it -> records.add((Map<?, ?>) it));
            }
        }
        first = importAll();
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(it -> it.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static List<Appended> importAll() throws IOException {
        Codec codec = audit.platform().extensions(Codec.class).stream()
                .filter(it -> it.format().equals("cloudtrail"))
                .findFirst()
                .orElseThrow();
        var appended = new ArrayList<Appended>();
        for (Path file : files()) {
            try (InputStream in = Files.newInputStream(file);
                    Stream<Decoded> decoded = codec.decode(in, null)) {
                appended.addAll(
                        audit.database().append(decoded.map(Decoded::event).toList()));
            }
        }
        return appended;
    }

    private static void assertAgree(EventQuery.Builder query, Predicate<Map<?, ?>> filter) {
        List<String> expected = records.stream()
                .filter(filter)
                .map(it -> (String) it.get("eventID"))
                .sorted()
                .toList();
        try (Stream<RecordedEvent> found = audit.database().stream(query.build())) {
            assertThat(found.map(it -> it.event().id().toString()).sorted().toList())
                    .isEqualTo(expected);
        }
    }

    private static NavigableSet<String> values(Function<Map<?, ?>, String> value) {
        return records.stream().map(value).filter(Objects::nonNull).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String service(Map<?, ?> record) {
        return ((String) record.get("eventSource")).replace(".amazonaws.com", "");
    }

    private static String arn(Map<?, ?> record) {
        Map<?, ?> identity = (Map<?, ?>) record.get("userIdentity");
        return "IAMUser".equals(identity.get("type")) ? (String) identity.get("arn") : null;
    }

    @Test
    void findsEveryRecordByActionServicePrincipalStatusAndTime() {
        assertThat(records).hasSizeGreaterThan(100);
        assertAgree(EventQuery.builder(), it -> true);
        for (String action : values(it -> service(it) + "." + it.get("eventName"))) {
            assertAgree(
                    EventQuery.builder().action(action), it -> action.equals(service(it) + "." + it.get("eventName")));
        }
        for (String service : values(TestCloudTrailImport::service)) {
            assertAgree(
                    EventQuery.builder().action(service + ".*"),
                    it -> service(it).equals(service));
        }
        for (String arn : values(TestCloudTrailImport::arn)) {
            assertAgree(EventQuery.builder().principal(arn), it -> arn.equals(arn(it)));
        }
        assertAgree(EventQuery.builder().status(Status.FAILURE), it -> it.get("errorCode") != null);
        assertAgree(EventQuery.builder().status(Status.SUCCESS), it -> it.get("errorCode") == null);
        NavigableSet<String> times = values(it -> (String) it.get("eventTime"));
        Instant from = Instant.parse(times.first());
        Instant to = Instant.parse(times.floor("2023-07-10T12:20:00Z"));
        assertAgree(EventQuery.builder().from(from).to(to), it -> {
            Instant time = Instant.parse((String) it.get("eventTime"));
            return !time.isBefore(from) && time.isBefore(to);
        });
    }

    @Test
    void losesNothingOfARecord() {
        for (Map<?, ?> record : records) {
            var stored = audit.database().find(null, java.util.UUID.fromString((String) record.get("eventID")));
            assertThat(stored.orElseThrow().event().details()).isEqualTo(record);
        }
    }

    @Test
    void storesNothingTwiceAndSaysSo() throws IOException {
        assertThat(first).noneMatch(Appended::duplicate);
        assertThat(importAll()).hasSameSizeAs(first).allMatch(Appended::duplicate);
        assertAgree(EventQuery.builder(), it -> true);
        audit.awaitSealed(records.size());
        assertThat(audit.verify().intact()).isTrue();
    }
}
