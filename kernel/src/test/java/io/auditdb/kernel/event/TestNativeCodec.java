package io.auditdb.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.json.BrokenStream;
import io.auditdb.kernel.json.RandomJson;
import io.auditdb.kernel.json.Seeded;
import io.auditdb.kernel.json.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestNativeCodec {
    private static final String GOOD = "{\"action\":\"a\"}";

    private final Json json = new StrictJson();
    private final Codec document = NativeCodec.document(json, Events.rules());
    private final Codec lines = NativeCodec.lines(json, Events.rules());

    @Test
    void aDocumentIsOneEventOrAnArrayOfThem() {
        assertThat(decode(document, "{\"action\":\"a\",\"tenant\":\"t\"}")).containsExactly(event(1, "a", "t"));
        assertThat(decode(document, " [{\"action\":\"a\"},\n{\"action\":\"b\",\"tenant\":\"t\"}] "))
                .containsExactly(event(1, "a", "clinic"), event(2, "b", "t"));
        assertThat(decode(document, "[]")).isEmpty();
    }

    @Test
    void aRecordThatIsNoEventHasFaultsAndTheNextIsRead() {
        List<Decoded> decoded = decode(document, "[1,{\"action\":\"a\"},null,{\"x\":1}]");
        assertThat(decoded.stream().map(Decoded::record)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(decoded.get(0).faults()).containsExactly(new Fault("", "an event must be a JSON object"));
        assertThat(decoded.get(1)).isEqualTo(event(2, "a", "clinic"));
        assertThat(decoded.get(2).faults()).containsExactly(new Fault("", "an event must be a JSON object"));
        assertThat(decoded.get(3).faults()).contains(new Fault("/x", "is unknown; put it into details"));
        assertThat(decode(document, "null").get(0).faults())
                .containsExactly(new Fault("", "an event must be a JSON object"));
        assertThat(decode(document, "\"text\"").get(0).faults())
                .containsExactly(new Fault("", "an event must be a JSON object"));
    }

    @Test
    void aDocumentThatIsNotJsonIsMalformed() {
        for (String text : List.of("", "{", "[{},", "[{}] x", "{\"a\":1,\"a\":2}")) {
            assertThatThrownBy(() -> decode(document, text)).isInstanceOf(AuditDbException.class);
        }
    }

    @Test
    void allThatIsWrongWithARecordIsSaidAtOnce() {
        String text = "{\"colour\":1,\"id\":\"x\",\"occurredAt\":\"yesterday\",\"action\":\"" + "a".repeat(256)
                + "\",\"principal\":{\"id\":\"\"},\"target\":{\"id\":\"i\"},\"details\":{\"n\":1e400}}";
        for (Codec codec : List.of(document, lines)) {
            assertThat(decode(codec, text).get(0).faults())
                    .containsExactlyInAnyOrder(
                            new Fault("/colour", "is unknown; put it into details"),
                            new Fault("/id", "must be a UUID"),
                            new Fault(
                                    "/occurredAt",
                                    "must be an RFC 3339 time with an offset, such as"
                                            + " 2026-01-31T08:15:30.123456+01:00"),
                            new Fault("/action", "is 256 characters long; at most 255 are kept"),
                            new Fault("/status", "is missing"),
                            new Fault("/principal/id", "is empty"),
                            new Fault("/target/type", "is missing"),
                            new Fault("/details/n", "is a number that a double cannot hold; send it as a string"));
        }
    }

    @Test
    void whatIsReadableButIncompleteIsForTheAppendToJudge() {
        // a preset may still fill it in
        assertThat(decode(document, "{}").get(0).event().action()).isNull();
    }

    @Test
    void eachLineIsAnEventAndBlankOnesAreSkipped() {
        String text = "\n{\"action\":\"a\"}\r\n  \t\r\n\r\n{\"action\":\"b\"}\n \n{\"action\":\"c\"}";
        assertThat(decode(lines, text))
                .containsExactly(event(2, "a", "clinic"), event(5, "b", "clinic"), event(7, "c", "clinic"));
        assertThat(decode(lines, "")).isEmpty();
        assertThat(decode(lines, "\n\n")).isEmpty();
    }

    @Test
    void aFaultyLineDoesNotStopTheOthers() {
        String text = String.join(
                "\n", GOOD, "{\"action\":", "{\"x\":1}", "[" + GOOD + "]", GOOD + GOOD, "{\"a\":1,\"a\":1}", GOOD);
        List<Decoded> decoded = decode(lines, text);
        assertThat(decoded.stream().map(it -> it.event() != null))
                .containsExactly(true, false, false, false, false, false, true);
        assertThat(decoded.stream().map(Decoded::record)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(decoded.get(1).faults())
                .containsExactly(new Fault("", "the text ends too early at line 1, column 11"));
        assertThat(decoded.get(4).faults().get(0).problem()).startsWith("there is something after the end");
        assertThat(decoded.get(5).faults().get(0).problem()).startsWith("a member name occurs twice");
    }

    @Test
    void aLineThatIsNotUtf8DoesNotStopTheOthers() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((GOOD + "\n{\"action\":\"").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[] {(byte) 0xe9, '"', '}', '\n'}); // é in Latin-1
        bytes.writeBytes((GOOD + "\n").getBytes(StandardCharsets.US_ASCII));
        List<Decoded> decoded = lines.decode(new ByteArrayInputStream(bytes.toByteArray()), "clinic")
                .toList();
        assertThat(decoded)
                .containsExactly(
                        event(1, "a", "clinic"),
                        Decoded.faulty(2, List.of(new Fault("", "the bytes are not UTF-8"))),
                        event(3, "a", "clinic"));
    }

    @Test
    void aLineThatIsTooLongDoesNotStopTheOthers() {
        String longest = "{\"action\":\"" + "x".repeat((4 << 20) - 13) + "\"}";
        assertThat(longest).hasSize(4 << 20);
        List<Decoded> decoded = decode(lines, longest + "\n" + longest + " \n" + GOOD);
        assertThat(decoded.get(0).event().action()).hasSize((4 << 20) - 13);
        assertThat(decoded.get(1).faults()).containsExactly(new Fault("", "The line is longer than 4194304 bytes"));
        assertThat(decoded.get(2)).isEqualTo(event(3, "a", "clinic"));
    }

    @Test
    void linesAreReadOneByOne() {
        InputStream broken = new SequenceInputStream(input(GOOD + "\n" + GOOD + "\n"), new BrokenStream());
        var seen = new ArrayList<Decoded>();
        assertThatThrownBy(() -> lines.decode(broken, "clinic").forEach(seen::add))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("the source is gone");
        assertThat(seen).containsExactly(event(1, "a", "clinic"), event(2, "a", "clinic"));
    }

    @Test
    void writesEventsAsTheyAreReadByOthers() {
        RecordedEvent event = recorded(
                Events.small().principal(null).subject(null).detail("k", 1L).build(), Set.of("subject.id", "outcome"));
        String text =
                "{\"id\":\"0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01\",\"occurredAt\":\"2026-01-31T08:15:30.123456+01:00\","
                        + "\"tenant\":\"clinic-a\",\"action\":\"fhir.patient.read\",\"status\":\"success\",\"classification\":\"PHI\","
                        + "\"details\":{\"k\":1},\"recordedAt\":\"2026-03-01T12:00:00.000001Z\",\"receipt\":\"77/1/1f/2.3.4\","
                        + "\"redacted\":[\"outcome\",\"subject.id\"]}";
        assertThat(encode(document, event)).isEqualTo("[" + text + "]");
        assertThat(encode(document, event, event)).isEqualTo("[" + text + "," + text + "]");
        assertThat(encode(lines, event, event)).isEqualTo(text + "\n" + text + "\n");
        assertThat(encode(document)).isEqualTo("[]");
        assertThat(encode(lines)).isEmpty();
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        var values = new RandomJson(Seeded.random(), RandomJson::doubleNumber);
        List<AuditEvent> events = Stream.generate(() -> Events.full()
                        .outcome(values.text())
                        .details(values.object(3))
                        .build())
                .limit(300)
                .toList();
        for (Codec codec : List.of(document, lines)) {
            String text = encode(
                    codec, events.stream().map(it -> recorded(it, Set.of())).toArray(RecordedEvent[]::new));
            String stated = codec == document
                    ? json.write(((List<?>) json.read(text))
                            .stream().map(this::stated).toList())
                    : text.lines()
                            .map(json::read)
                            .map(this::stated)
                            .map(json::write)
                            .collect(Collectors.joining("\n"));
            assertThat(decode(codec, stated).stream().map(Decoded::event)).containsExactlyElementsOf(events);
        }
    }

    /** What the platform added cannot be given back to it. */
    private Object stated(Object event) {
        var stated = new java.util.LinkedHashMap<Object, Object>((Map<?, ?>) event);
        assertThat(stated.remove("recordedAt")).isNotNull();
        assertThat(stated.remove("receipt")).isNotNull();
        return stated;
    }

    @Test
    void saysWhatItIs() {
        assertThat(List.of(document.format(), lines.format())).containsExactly("json", "ndjson");
        assertThat(document.mediaTypes()).containsExactly("application/json");
        assertThat(lines.mediaTypes()).containsExactly("application/x-ndjson");
        assertThat(document.encodes() && lines.encodes()).isTrue();
    }

    private static Decoded event(long record, String action, String tenant) {
        return Decoded.of(
                record, AuditEvent.builder().action(action).tenant(tenant).build());
    }

    private static RecordedEvent recorded(AuditEvent event, Set<String> redacted) {
        return new RecordedEvent(event, Events.NOW, new Receipt("77", 1, 31, new BatchPosition(2, 3, 4)), redacted);
    }

    private static List<Decoded> decode(Codec codec, String text) {
        return codec.decode(input(text), "clinic").toList();
    }

    private static String encode(Codec codec, RecordedEvent... events) {
        var out = new ByteArrayOutputStream();
        codec.encode(Stream.of(events), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
