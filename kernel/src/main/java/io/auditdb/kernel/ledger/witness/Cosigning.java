package io.auditdb.kernel.ledger.witness;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ledger.publication.BoundedHttp;
import io.auditdb.kernel.ledger.publication.NewestWins;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.store.Store;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Asks one witness to cosign this log's checkpoints, and keeps the cosignatures. For one thread. */
public final class Cosigning implements NewestWins.Receiver<Checkpoint> {
    private static final int MAX_ANSWER_BYTES = 16 * 1024;

    private final RemoteWitness witness;
    private final Store store;
    private final Consistency consistency;
    private final BoundedHttp http;
    private long known;

    /** Proves that the log of one size continues that of another. */
    @FunctionalInterface
    public interface Consistency {
        List<byte[]> proof(long from, long to);
    }

    /** Returns the threads that ask the witnesses which the settings name. */
    public static List<NewestWins<Checkpoint>> of(WitnessSettings settings, Store store, Consistency consistency) {
        return settings.remotes().stream()
                .map(witness -> new NewestWins<>(
                        "cosigning by " + witness.name(),
                        new Cosigning(witness, settings, store, consistency),
                        settings.interval(),
                        settings.retryInterval()))
                .toList();
    }

    private Cosigning(RemoteWitness witness, WitnessSettings settings, Store store, Consistency consistency) {
        this.witness = witness;
        this.store = store;
        this.consistency = consistency;
        this.http = new BoundedHttp(settings.timeout(), MAX_ANSWER_BYTES);
    }

    /** Begins at the size that the witness was last known to have cosigned; if it is another, the witness says so. */
    @Override
    public void take(Checkpoint checkpoint) throws IOException, InterruptedException, SQLException {
        BoundedHttp.Answer reply = send(checkpoint, Math.min(known, checkpoint.size()));
        if (reply.status() == 409) {
            known = size(reply);
            if (known > checkpoint.size()) {
                throw new IOException("it has cosigned " + known + " leaves, and this log has " + checkpoint.size());
            }
            reply = send(checkpoint, known);
        }
        if (reply.status() != 200) {
            throw new IOException("it refuses the checkpoint over " + checkpoint.size() + " leaves with status "
                    + reply.status() + (reply.status() == 422 ? ": it has seen another history" : ""));
        }
        keep(checkpoint, reply.body());
        known = checkpoint.size();
    }

    private BoundedHttp.Answer send(Checkpoint checkpoint, long old) throws IOException, InterruptedException {
        List<byte[]> proof = consistency.proof(old, checkpoint.size());
        String body = new AddCheckpoint(old, proof, checkpoint.note()).text();
        return http.send(HttpRequest.newBuilder(witness.addCheckpoint())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static long size(BoundedHttp.Answer reply) throws IOException {
        String text = reply.body().strip();
        if (!text.matches("\\d{1,18}")) {
            throw new IOException("it answers with status 409 and no size");
        }
        return Long.parseLong(text);
    }

    private void keep(Checkpoint checkpoint, String lines) throws SQLException, IOException {
        String text = SignedNote.parse(checkpoint.note()).orElseThrow().text();
        SignedNote.Line cosignature = SignedNote.lines(lines).stream()
                .filter(line -> witness.key().holds(line, text))
                .findFirst()
                .orElseThrow(() -> new IOException("its answer has no cosignature that holds"));
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.WRITE)) {
            WitnessTables.insertCosignature(
                    connection, checkpoint.size(), witness.key().text(), cosignature.toString());
        }
    }
}
