package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveInfo.State;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One live archive, and one that is being written. */
final class FakeArchives implements EventArchives {
    static final UUID LIVE = UUID.fromString("0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11");
    private static final UUID WRITING = UUID.fromString("0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c12");
    private static final Instant MAY = Instant.parse("2024-05-01T00:00:00Z");
    private static final PartitionRange RANGE = new PartitionRange(MAY, Instant.parse("2024-06-01T00:00:00Z"));

    List<Violation> found = List.of();
    String restoredBy;

    @Override
    public List<ArchiveInfo> list() {
        var contents = new Contents(7, MAY, MAY, 10, 20, 30, new ArchiveFile(4096, "ab"), "cd");
        return List.of(
                new ArchiveInfo(LIVE, "a-1", "audit_event_2024_05", RANGE, State.LIVE, contents, MAY),
                new ArchiveInfo(WRITING, "a-2", "audit_event_2024_05", RANGE, State.WRITING, null, MAY));
    }

    @Override
    public Optional<ArchiveInfo> of(String partition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> R look(UUID archive, Staged<R> look) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long thin(UUID archive, Staged<Long> removal) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void tidy() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArchiveInfo store(String partition, PartitionRange range) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArchiveInfo check(UUID archive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> objection(Connection transaction, String partition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ArchiveInfo settle(Connection transaction, String principal, String partition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abandon(Connection transaction, String partition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Violation> verify(UUID archive, int limit) {
        require(archive);
        return found;
    }

    @Override
    public long restore(String principal, UUID archive) {
        require(archive);
        restoredBy = principal;
        return 7;
    }

    private static void require(UUID archive) {
        if (!archive.equals(LIVE)) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no archive " + archive);
        }
    }
}
