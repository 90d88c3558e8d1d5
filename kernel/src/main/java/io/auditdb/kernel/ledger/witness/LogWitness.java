package io.auditdb.kernel.ledger.witness;

import static java.util.stream.Collectors.groupingBy;

import io.auditdb.api.ledger.Witness;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.SigningKey;
import io.auditdb.kernel.ledger.tree.ConsistencyCheck;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This platform as the witness of other logs. What it cosigned is in the database, so that no restart and no other
 * instance makes it forget; a lock of the database lets one request about a log wait for another.
 */
public final class LogWitness implements Witness, HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LogWitness.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String SIZE = "text/x.tlog.size";

    private final Store store;
    private final SigningKey key;
    private final Map<String, List<VerifierKey>> logs;
    private final Clock clock;
    private final SqlErrors errors = new SqlErrors();
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    /** Cosigns, with this key, the logs that the settings name. */
    public LogWitness(Store store, SigningKey key, WitnessSettings settings, Clock clock) {
        this.store = store;
        this.key = key;
        this.logs = settings.logKeys().stream().collect(groupingBy(VerifierKey::name));
        this.clock = clock;
    }

    @Override
    public String verifierKey() {
        return key.verifier().text();
    }

    @Override
    public Answer addCheckpoint(String body) {
        AddCheckpoint request;
        try {
            request = AddCheckpoint.parse(body);
        } catch (IllegalArgumentException e) {
            return refusal(400, e.getMessage());
        }
        Optional<SignedNote> note = SignedNote.parse(request.note());
        Optional<CheckpointNote> checkpoint = note.map(SignedNote::text).flatMap(CheckpointNote::parse);
        if (checkpoint.isEmpty()) {
            return refusal(400, "there is no checkpoint below the proof");
        }
        List<VerifierKey> keys = logs.get(checkpoint.get().origin());
        if (keys == null) {
            return refusal(404, "this witness does not cosign that log");
        }
        if (!note.get().isSignedBy(keys)) {
            return refusal(403, "no key that this witness knows of that log has signed");
        }
        if (request.old() > checkpoint.get().size()) {
            return refusal(400, "the old size is greater than that of the checkpoint");
        }
        return cosign(request, note.get().text(), checkpoint.get());
    }

    private Answer cosign(AddCheckpoint request, String text, CheckpointNote checkpoint) {
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.WRITE)) {
            connection.setAutoCommit(false);
            WitnessTables.lock(connection, checkpoint.origin());
            Optional<WitnessTables.Cosigned> newest = WitnessTables.newest(connection, checkpoint.origin());
            long size = newest.map(WitnessTables.Cosigned::size).orElse(0L);
            if (request.old() != size) {
                return new Answer(409, SIZE, size + "\n");
            }
            byte[] root = newest.map(WitnessTables.Cosigned::root).orElseGet(() -> new Hashes().empty());
            if (!new ConsistencyCheck().holds(size, root, checkpoint.size(), checkpoint.root(), request.proof())) {
                return forked(checkpoint, size);
            }
            String line = key.sign(text, clock.instant()).toString();
            WitnessTables.insert(connection, checkpoint, request.note(), line);
            connection.commit();
            refused.remove(checkpoint.origin());
            return new Answer(200, TEXT, line);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private Answer forked(CheckpointNote checkpoint, long size) {
        String what = "the log " + checkpoint.origin() + " showed a checkpoint over " + checkpoint.size()
                + " leaves which does not continue the one over " + size + " that was cosigned";
        if (refused.put(checkpoint.origin(), what) == null) {
            LOG.warn("Not cosigned: {}", what);
        }
        return refusal(422, "the checkpoint does not continue the one over " + size + " leaves");
    }

    private static Answer refusal(int status, String why) {
        return new Answer(status, TEXT, why + "\n");
    }

    @Override
    public Optional<String> checkpoint(String log) {
        Optional<String> origin =
                logs.keySet().stream().filter(name -> hash(name).equals(log)).findFirst();
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.WRITE)) {
            return WitnessTables.newest(connection, origin.get()).map(it -> it.note() + it.cosignature());
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private static String hash(String origin) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(origin.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String name() {
        return "witness";
    }

    @Override
    public String advice() {
        return "ask whoever keeps that log: it showed two histories, or a key of its own changed";
    }

    @Override
    public Result check() {
        return refused.isEmpty() ? Result.OK : new Result(Status.DEGRADED, String.join("; ", refused.values()));
    }
}
