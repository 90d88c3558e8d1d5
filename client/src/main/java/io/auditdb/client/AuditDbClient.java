package io.auditdb.client;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A client of the HTTP API. Safe for use by many threads; one per platform is enough.
 *
 * <p>Every method throws {@link AuditDbException}: with the platform's own code and faults where it answered with an
 * error, {@link ClientErrorCode#UNREACHABLE} where there was no answer, {@code TIMEOUT} where it took too long. Reads
 * and appends are repeated after errors that pass, as often and as long as {@link ClientSettings} says and no earlier
 * than the platform asked for; an append is safe to repeat because every event has its id before it is first sent.
 * Nothing else is repeated.
 */
public final class AuditDbClient implements AutoCloseable {
    private static final String EVENTS = "/v1/events";

    private final Transport transport;
    private final Operations operations;
    private final PartitionOperations partitions;
    private final IndexOperations indexes;
    private final CacheOperations caches;
    private final RetentionOperations retention;
    private final ArchiveOperations archives;
    private final FailureOperations failures;
    private final QuarantineOperations quarantine;
    private final PresetOperations presets;
    private final AlertOperations alerts;
    private final PerformanceOperations performance;

    /** Makes a client; connects when it is first used. */
    public AuditDbClient(ClientSettings settings) {
        this.transport = new Transport(requireNonNull(settings, "settings is null"));
        this.operations = new Operations(transport);
        this.partitions = new PartitionOperations(transport);
        this.indexes = new IndexOperations(transport);
        this.caches = new CacheOperations(transport);
        this.retention = new RetentionOperations(transport);
        this.archives = new ArchiveOperations(transport);
        this.failures = new FailureOperations(transport);
        this.quarantine = new QuarantineOperations(transport);
        this.presets = new PresetOperations(transport);
        this.alerts = new AlertOperations(transport);
        this.performance = new PerformanceOperations(transport);
    }

    /** Returns what operators do: plugins, tokens, health. */
    public Operations operations() {
        return operations;
    }

    /** Returns what operators do with time partitions. */
    public PartitionOperations partitions() {
        return partitions;
    }

    /** Returns what operators do with the indexes of events. */
    public IndexOperations indexes() {
        return indexes;
    }

    /** Returns what operators do with archives. */
    public ArchiveOperations archives() {
        return archives;
    }

    /** Returns what operators do with kept answers. */
    public CacheOperations caches() {
        return caches;
    }

    /** Returns what operators do about alerts. */
    public AlertOperations alerts() {
        return alerts;
    }

    /** Returns what operators see of how the databases do their work. */
    public PerformanceOperations performance() {
        return performance;
    }

    /** Returns what operators do about failures. */
    public FailureOperations failures() {
        return failures;
    }

    /** Returns what becomes of input that could not become events. */
    public QuarantineOperations quarantine() {
        return quarantine;
    }

    /** Returns the presets of events. */
    public PresetOperations presets() {
        return presets;
    }

    /** Returns what operators do with legal holds and retention policies. */
    public RetentionOperations retention() {
        return retention;
    }

    /** Appends one event; returns when it is durable, or {@linkplain Appended#isSpooled() spooled}. */
    public Appended append(AuditEvent event) {
        return append(List.of(event)).get(0);
    }

    /** Appends events, all or none, in the order given; returns when they are durable, or all spooled. */
    public List<Appended> append(List<AuditEvent> events) {
        return append(events, Acknowledgement.DURABLE);
    }

    /** Appends events, all or none; returns when they have come as far as {@code level} says, in the order given. */
    public List<Appended> append(List<AuditEvent> events, Acknowledgement level) {
        return appendJson(events.stream().map(EventJson::toJson).toList(), null, level);
    }

    /**
     * Appends events given as JSON values, all or none: for input whose faults the platform is to judge.
     *
     * @param event a JSON object, or a list of them; those without an id get one
     * @param tenant the tenant of events that name none, or null
     * @param level how far they have to have come before this returns
     */
    public List<Appended> appendJson(Object event, String tenant, Acknowledgement level) {
        Object body = event instanceof List<?> list
                ? list.stream().map(AuditDbClient::withId).toList()
                : withId(event);
        String path = EVENTS + new QueryString().add("tenant", tenant).add("ack", ack(level));
        Call call = Call.post(path).sending(Call.JSON, JsonText.write(body)).repeatedly();
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::appended);
        }
    }

    private static String ack(Acknowledgement level) {
        return level == Acknowledgement.DURABLE ? null : level.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Appends the events of a stream in some format; the good ones are stored, the faulty ones reported. Not repeated
     * by itself; may be repeated by the caller when the records have ids.
     *
     * @param in the input; not closed
     * @param format the name of the format, such as {@code ndjson} or {@code cloudtrail}
     * @param tenant the tenant of events that name none, or null
     * @throws UncheckedIOException when {@code in} cannot be read; what was read before may be stored
     */
    public BulkResult appendAll(InputStream in, String format, String tenant) {
        String path = EVENTS + new QueryString().add("format", format).add("tenant", tenant);
        Call call = Call.post(path)
                .sending("application/octet-stream", out -> copy(in, out), -1)
                .waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::bulk);
        }
    }

    /**
     * Appends records that each have an id of their own, as {@link #appendAll(InputStream, String, String)} does, and
     * repeats that after errors that pass.
     *
     * @param records the input, in memory
     * @param dryRun whether only to say what would become of them
     */
    public BulkResult appendAll(byte[] records, String format, String tenant, boolean dryRun) {
        String path = EVENTS
                + new QueryString().add("format", format).add("tenant", tenant).add("dryRun", dryRun ? "true" : null);
        Call call = Call.post(path)
                .sending("application/octet-stream", records)
                .waiting(transport.settings().bulkTimeout())
                .repeatedly();
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::bulk);
        }
    }

    /** Returns one page of an answer. */
    public EventPage query(EventQuery query) {
        try (Answer answer = transport.send(Call.get(EVENTS + QueryString.page(query)))) {
            return answer.json(Answers::page);
        }
    }

    /** Returns all events that match, newest first, read as they are asked for. Close the stream. */
    public Stream<RecordedEvent> stream(EventQuery query) {
        Answer answer =
                transport.send(Call.get(EVENTS + QueryString.filters(query)).accepting(Call.NDJSON));
        var lines = Spliterators.spliteratorUnknownSize(answer.lines(), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(lines, false)
                .map(line -> Answer.read(line, json -> EventJson.recorded(json.members())))
                .onClose(answer::close);
    }

    /**
     * Returns events as they come into the log, and never ends by itself. Close it.
     *
     * @param query which: tenants, principal, subject, action, target, status, classification and correlation
     * @param from the place in the log to begin at; empty: what comes from now on
     */
    public LiveEvents live(EventQuery query, OptionalLong from) {
        return new LiveEvents(transport, query, from);
    }

    /**
     * Returns events that match in a format that the platform writes, newest first, unread. Close the stream.
     *
     * @param limit how many events at most; empty for all
     * @param mediaType such as {@code application/x-ndjson} or {@code text/csv}
     */
    public InputStream export(EventQuery query, OptionalInt limit, String mediaType) {
        QueryString parameters = QueryString.filters(query);
        limit.ifPresent(most -> parameters.add("limit", most));
        return transport
                .send(Call.get(EVENTS + parameters).accepting(mediaType))
                .body();
    }

    /**
     * Returns all events that match in a format by its name, newest first, unread. Close the stream.
     *
     * @param format such as {@code ndjson}, {@code csv}, or one of a plugin such as {@code ocsf}
     */
    public InputStream exportAs(EventQuery query, String format) {
        QueryString parameters = QueryString.filters(query).add("format", format);
        return transport.send(Call.get(EVENTS + parameters).accepting("*/*")).body();
    }

    /** Returns an event; empty when there is none of this id. {@code tenant} may be null. */
    public Optional<RecordedEvent> find(String tenant, UUID id) {
        try (Answer answer = transport.send(Call.get(path(tenant, id, "")))) {
            return Optional.of(answer.json(json -> EventJson.recorded(json.members())));
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns the exact bytes of an event's ledger entry. {@code tenant} may be null. */
    public byte[] entry(String tenant, UUID id) {
        try (Answer answer =
                transport.send(Call.get(path(tenant, id, "/entry")).accepting("application/octet-stream"))) {
            return answer.bytes();
        }
    }

    /**
     * Returns the proof that an event is in the log, as a C2SP {@code .tlog-proof}. {@code tenant} may be null.
     *
     * @throws AuditDbException {@code NOT_SEALED} with the time to wait, when the event is not in a checkpoint yet
     */
    public String proof(String tenant, UUID id) {
        try (Answer answer = transport.send(Call.get(path(tenant, id, "/proof")).accepting("text/plain"))) {
            requireSealed(answer);
            return answer.text();
        }
    }

    /**
     * Returns the JSON document that shows chosen personal fields of an event and proves them.
     *
     * @param tenant the event's tenant, or null
     * @param fields the names of the fields, or {@link Evidence#ALL_FIELDS}; empty to show none
     * @throws AuditDbException {@code NOT_SEALED} as {@link #proof}
     */
    public String disclosure(String tenant, UUID id, Set<String> fields) {
        var parameters = new QueryString().add("tenant", tenant);
        fields.forEach(field -> parameters.add("fields", field));
        try (Answer answer = transport.send(Call.get(EVENTS + "/" + id + "/disclosure" + parameters))) {
            requireSealed(answer);
            return answer.text();
        }
    }

    private static void requireSealed(Answer answer) {
        if (answer.status() == 202) {
            throw new AuditDbException(
                    StandardErrorCode.NOT_SEALED,
                    "The event is stored and not yet part of a signed checkpoint; ask again",
                    answer.retryAfter().orElse(null),
                    null);
        }
    }

    /**
     * Returns a bundle of events that match with their proofs, unread; its last line tells that it is complete. Close the
     * stream.
     *
     * @param query filters only: pages and consistency have no meaning for evidence
     * @param fields the names of the personal fields to show, or {@link Evidence#ALL_FIELDS}
     */
    public InputStream bundle(EventQuery query, Set<String> fields) {
        QueryString parameters = QueryString.selection(query);
        fields.forEach(field -> parameters.add("fields", field));
        return transport
                .send(Call.get("/v1/bundle" + parameters)
                        .accepting("*/*")
                        .waiting(transport.settings().bulkTimeout()))
                .body();
    }

    /** Takes personal fields out of an event; with {@code dryRun} only says what would go. */
    public Redacted redact(RedactionOrder order, boolean dryRun) {
        var body = new LinkedHashMap<String, Object>();
        if (order.fields().isEmpty()) {
            body.put("allPersonal", true);
        } else {
            body.put("fields", new TreeSet<>(order.fields()));
        }
        body.put("reason", order.reason());
        body.put("dryRun", dryRun);
        Call call = Call.post(path(order.tenant(), order.event(), "/redact")).sending(Call.JSON, JsonText.write(body));
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::redacted);
        }
    }

    /** Returns the newest checkpoint as a signed note; empty while nothing is sealed. */
    public Optional<String> checkpoint() {
        try (Answer answer = transport.send(Call.get("/v1/log/checkpoint").accepting("text/plain"))) {
            return Optional.of(answer.text());
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Returns the proof that the log of {@code to} leaves continues that of {@code from}.
     *
     * @param from the older size, from 0
     * @param to the newer size; empty for that of the newest checkpoint
     */
    public ConsistencyProof consistency(long from, OptionalLong to) {
        var query = new QueryString().add("from", from);
        to.ifPresent(size -> query.add("to", size));
        try (Answer answer = transport.send(Call.get("/v1/log/consistency" + query))) {
            return answer.json(Answers::consistency);
        }
    }

    /** Returns the name of the log and the key that signs it, in the C2SP vkey format. */
    public String verifierKey() {
        try (Answer answer = transport.send(Call.get("/v1/log/key").accepting("text/plain"))) {
            return answer.text().strip();
        }
    }

    /** Returns the name and key with which the platform cosigns other logs, in the C2SP vkey format. */
    public String witnessKey() {
        try (Answer answer = transport.send(Call.get("/v1/witness/key").accepting("text/plain"))) {
            return answer.text().strip();
        }
    }

    /** Returns all keys that the log was ever signed with, newest first. */
    public List<LedgerKey> keys() {
        try (Answer answer = transport.send(Call.get("/v1/log/keys"))) {
            return answer.json(Answers::keys);
        }
    }

    /** Checks the whole log; takes as long as it takes, and tells {@code progress} meanwhile. */
    public VerificationReport verify(VerificationProgress progress) {
        return verify(VerificationScope.full(), progress);
    }

    /**
     * Checks as much of the log as {@code scope} says.
     *
     * @throws AuditDbException {@code NOT_FOUND} when the one event is not there
     */
    public VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        Call call = Call.post("/v1/verify").accepting(Call.NDJSON).sending(Call.JSON, body(scope));
        try (Answer answer = transport.send(call)) {
            Lines lines = answer.lines();
            while (lines.hasNext()) {
                Optional<VerificationReport> report = Answer.read(lines.next(), json -> step(json, progress));
                if (report.isPresent()) {
                    return report.get();
                }
            }
        }
        throw Answer.unexpected("it ended without a report", null);
    }

    private static byte[] body(VerificationScope scope) {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", scope.kind().name().toLowerCase(Locale.ROOT));
        scope.event().ifPresent(event -> body.put("event", event.toString()));
        scope.tenant().ifPresent(tenant -> body.put("tenant", tenant));
        scope.note().ifPresent(note -> body.put("checkpoint", note));
        return JsonText.write(body);
    }

    /** Returns the verifications on record, newest first, at most {@code limit}. */
    public List<RecordedVerification> verifications(int limit) {
        try (Answer answer = transport.send(Call.get("/v1/verify/runs" + new QueryString().add("limit", limit)))) {
            return answer.json(Answers::verifications);
        }
    }

    /** Closes nothing of its own: connections that are idle end by themselves. */
    @Override
    public void close() {}

    private static Optional<VerificationReport> step(JsonObject json, VerificationProgress progress) {
        if (json.has("violationCount")) {
            return Optional.of(Answers.report(json));
        }
        progress.at(json.number("done"), json.number("total"));
        return Optional.empty();
    }

    /** Keeps apart what cannot be read and what cannot be sent. */
    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
            out.write(buffer, 0, read);
        }
    }

    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(String tenant, UUID id, String what) {
        return EVENTS + "/" + id + what + new QueryString().add("tenant", tenant);
    }

    /** The id that makes it safe to send the event again. */
    private static Object withId(Object value) {
        if (!(value instanceof Map<?, ?> event) || event.get("id") != null) {
            return value;
        }
        var identified = new LinkedHashMap<Object, Object>();
        identified.put("id", UUID.randomUUID().toString());
        event.forEach((name, member) -> {
            if (!name.equals("id")) {
                identified.put(name, member);
            }
        });
        return identified;
    }
}
