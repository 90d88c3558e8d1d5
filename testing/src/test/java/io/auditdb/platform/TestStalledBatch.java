package io.auditdb.platform;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A writer of another process that holds an id and falls silent, as one does that was stopped. */
class TestStalledBatch {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final int ROWS = 2500;

    private TestingAuditDb audit;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of("database.stall-timeout", "1s"));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    @Test
    void doesNotKeepItsIdsForEverInTheMiddleOfACopy() throws Exception {
        AuditEvent event = SampleEvents.event(1);
        Connection silent = connectAsWriter();
        try {
            silent.setAutoCommit(false);
            CopyIn copy = silent.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY event_locator (tenant, id, occurred_at) FROM STDIN WITH (FORMAT binary)");
            byte[] rows = locators(event);
            copy.writeToCopy(rows, 0, rows.length);
            copy.flushCopy();

            CompletableFuture<List<Appended>> answer = audit.database().submit(List.of(event));

            assertThat(answer.get(20, SECONDS)).hasSize(1);
            assertThatThrownBy(copy::endCopy).isInstanceOf(SQLException.class);
        } finally {
            silent.abort(Runnable::run);
        }
        audit.awaitSealed(1);
        assertThat(audit.verify().violations()).isEmpty();
    }

    /** The server gathers a thousand rows before it stores them, and takes the locks. */
    private static byte[] locators(AuditEvent event) {
        byte[] tenant = event.tenant().getBytes(StandardCharsets.UTF_8);
        var rows = ByteBuffer.allocate(SIGNATURE.length + ROWS * (38 + tenant.length))
                .put(SIGNATURE);
        for (int i = 0; i < ROWS; i++) {
            rows.putShort((short) 3).putInt(tenant.length).put(tenant);
            rows.putInt(16)
                    .putLong(event.id().getMostSignificantBits() + i)
                    .putLong(event.id().getLeastSignificantBits());
            rows.putInt(8).putLong(0);
        }
        return rows.array();
    }

    private Connection connectAsWriter() throws IOException, SQLException {
        String[] fields = Files.readString(audit.var().resolve("run/database.pgpass"))
                .strip()
                .split("(?<!\\\\):", 5);
        return DriverManager.getConnection(audit.postgres().address().jdbcUrl(), fields[3], fields[4]);
    }
}
