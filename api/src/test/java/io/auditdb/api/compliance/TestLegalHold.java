package io.auditdb.api.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.Status;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestLegalHold {
    private static final UUID ID = UUID.fromString("70e5932e-9022-4b38-837e-ca10dad94eb7");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] SALT = new byte[16];

    private static LegalHold hold(HoldScope scope, String reason) {
        return new LegalHold(ID, scope, "court", reason, "operator", NOW, Optional.empty());
    }

    private static HoldScope scope(String principal, String subject, Instant to, Status status, String text) {
        return new HoldScope(null, principal, subject, null, null, null, to, null, status, null, null, text);
    }

    private static String digest(LegalHold hold, byte[] salt) {
        return HexFormat.of().formatHex(hold.digest(salt));
    }

    @Test
    void digestsEachPartInItsPlace() {
        var digests = new HashSet<String>();
        List<LegalHold> holds = List.of(
                hold(scope("a", null, null, null, null), "x"),
                hold(scope(null, "a", null, null, null), "x"),
                hold(scope("", "a", null, null, null), "x"),
                hold(scope(null, null, null, null, "a"), "x"),
                hold(scope(null, null, NOW, null, null), "x"),
                hold(scope(null, null, null, Status.SUCCESS, null), "x"),
                hold(scope("a", null, null, null, null), "xx"));
        holds.forEach(it -> digests.add(digest(it, SALT)));
        assertThat(digests).hasSize(holds.size());
        assertThat(digest(holds.get(0), new byte[] {1})).isNotIn(digests);
    }

    @Test
    void theReleaseIsNoPartOfTheDigest() {
        LegalHold placed = hold(scope("a", null, null, null, null), "x");
        var released = new LegalHold(
                ID,
                placed.scope(),
                "court",
                "x",
                "operator",
                NOW,
                Optional.of(new LegalHold.Release("judge", "settled", NOW)));
        assertThat(digest(released, SALT)).isEqualTo(digest(placed, SALT));
    }
}
