package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.publication.NewestWins;
import io.auditdb.kernel.ledger.publication.Publication;
import java.util.ArrayList;
import java.util.List;

/** Those outside who are told of checkpoints, by the instance that signs: places that keep them, and witnesses. */
final class Audience implements AutoCloseable {
    private final Publication publication;
    private final List<NewestWins<Checkpoint>> cosigning;

    Audience(Publication publication, List<NewestWins<Checkpoint>> cosigning) {
        this.publication = publication;
        this.cosigning = List.copyOf(cosigning);
    }

    /** Never blocks. */
    void tell(Checkpoint checkpoint) {
        publication.accept(checkpoint);
        cosigning.forEach(witness -> witness.offer(checkpoint));
    }

    void start() {
        publication.start();
        cosigning.forEach(NewestWins::start);
    }

    List<HealthCheck> healthChecks() {
        var checks = new ArrayList<HealthCheck>(publication.healthChecks());
        checks.addAll(cosigning);
        return checks;
    }

    @Override
    public void close() {
        cosigning.forEach(NewestWins::close);
        publication.close();
    }
}
