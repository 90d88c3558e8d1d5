package io.auditdb.plugin.httpapi;

import io.auditdb.api.ledger.Witness;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A witness that answers what it is told to. */
final class FakeWitness implements Witness {
    final List<String> requests = new CopyOnWriteArrayList<>();
    volatile Answer answer = new Answer(200, "text/plain; charset=utf-8", "a cosignature\n");

    @Override
    public String verifierKey() {
        return "witness.example+0123abcd+KEY";
    }

    @Override
    public Answer addCheckpoint(String request) {
        requests.add(request);
        return answer;
    }

    @Override
    public Optional<String> checkpoint(String log) {
        return log.equals("abc") ? Optional.of("a checkpoint\n") : Optional.empty();
    }
}
