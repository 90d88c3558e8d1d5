package io.auditdb.examples.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGuiceApp {
    @Test
    void servicesOfTheApplicationGetThoseOfThePlatform(@TempDir Path directory) throws IOException {
        // the server runs as another user when the tests run as root
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var configuration = Configuration.builder().set("plugins.embedded-postgres", Map.of());
        Injector injector = Guice.createInjector(new AuditDbModule(configuration.build(), directory));
        try (AuditDb platform = injector.getInstance(AuditDb.class)) {
            injector.getInstance(PatientRecords.class).read("dr-smith", "patient-7");

            var query = EventQuery.builder().subject("patient-7").build();
            assertThat(platform.database().query(query).events()).hasSize(1);
            assertThat(injector.getInstance(Ledger.class)
                            .verify(VerificationProgress.NONE)
                            .intact())
                    .isTrue();
        }
    }
}
