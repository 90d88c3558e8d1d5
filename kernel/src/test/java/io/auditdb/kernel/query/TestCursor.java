package io.auditdb.kernel.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCursor {
    private static final UUID ID = UUID.fromString("0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01");

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T08:15:30.123456Z, clinic-a",
        "2026-01-31T00:00:00Z, _system",
        "1970-01-01T00:00:00.000001+05:30, a.b:c_d"
    })
    void isReadBackToTheMicrosecond(OffsetDateTime time, String tenant) {
        var cursor = new Cursor(time, ID, tenant);
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }

    @Test
    void fitsIntoAUrl() {
        for (int i = 0; i < 100; i++) {
            var cursor =
                    new Cursor(OffsetDateTime.parse("2026-01-31T08:15:30Z").plusNanos(i * 1000L), ID, "ü".repeat(i));
            assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
            assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "|||",
                "2026-01-31T08:15:30Z",
                "2026-01-31T08:15:30Z|0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01",
                "2026-01-31|0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01|t",
                "2026-01-31T08:15:30Z|0190b5f2|t"
            })
    void whatNoPageEndedWithIsRefused(String text) {
        assertRefused(Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Meier", "%%%", "a b", "é", "MjAyNi0wMS0zMVQwODoxNTozMFo_/"})
    void whatIsNotEvenEncodedIsRefused(String text) {
        assertRefused(text);
    }

    private static void assertRefused(String cursor) {
        assertThatThrownBy(() -> Cursor.parse(cursor)).isInstanceOfSatisfying(AuditDbException.class, e -> {
            assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
            assertThat(e.faults().get(0).path()).isEqualTo("cursor");
            assertThat(e).message().doesNotContain("Meier");
        });
    }
}
