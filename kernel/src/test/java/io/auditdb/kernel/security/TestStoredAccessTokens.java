package io.auditdb.kernel.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens.NewToken;
import io.auditdb.api.security.Right;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TestStoredAccessTokens {
    private static final Access ADMIN = new Access("root", Set.of(), Set.of(Right.ADMIN));
    private static final Access CLINIC_ADMIN = new Access("clinic-root", Set.of("clinic"), Set.of(Right.ADMIN));

    private final SecuritySettings settings = new SecuritySettings(Duration.ofSeconds(5), 2, 10, Duration.ofDays(365));
    private final InMemoryTokenStore store = new InMemoryTokenStore();
    private final SettableClock clock = new SettableClock();
    private final StoredAccessTokens tokens = new StoredAccessTokens(store, settings, clock, OutageTrust.NONE);

    @Test
    void theBearerMayDoWhatTheTokenSays() {
        NewToken made = tokens.create(ADMIN, "importer", Set.of("clinic"), Set.of(Right.APPEND), null);
        Access access = tokens.authenticate(made.secret()).orElseThrow();
        assertThat(access.principal()).isEqualTo("importer");
        assertThat(access.tenants()).containsExactly("clinic");
        assertThat(access.rights()).containsExactly(Right.APPEND);
        assertThat(store.createdBy).containsEntry(made.info().id(), "root");
    }

    @Test
    void theSecretIsRecognisableAndNotKept() {
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        assertThat(made.secret()).matches("adb_[A-Za-z0-9_-]{43}");
        assertThat(made.toString()).doesNotContain(made.secret());
        StoredToken stored = store.tokens.get(made.info().id());
        assertThat(stored.secretHash().bytes()).hasSize(32);
        assertThat(stored.toString()).doesNotContain("secretHash");
    }

    @Test
    void anUnknownSecretIsNobody() {
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        assertThat(tokens.authenticate(made.secret() + "x")).isEmpty();
        assertThat(tokens.authenticate("adb_" + "A".repeat(43))).isEmpty();
        assertThat(tokens.authenticate("")).isEmpty();
        assertThat(tokens.authenticate(null)).isEmpty();
    }

    @Test
    void whatCannotBeASecretIsNotLookedUp() {
        tokens.authenticate("x".repeat(100_000));
        tokens.authenticate("adb_short");
        assertThat(store.lookups).isZero();
    }

    @Test
    void aSecretIsLookedUpOnceWithinTheLifetimeOfTheCache() {
        String secret =
                tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null).secret();
        tokens.authenticate(secret);
        clock.advance(Duration.ofSeconds(4));
        tokens.authenticate(secret);
        assertThat(store.lookups).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        tokens.authenticate(secret);
        assertThat(store.lookups).isEqualTo(2);
    }

    @Test
    void aKnownTokenIsTrustedWhileTheDatabaseIsAwayIfThatIsWanted() {
        var trusting =
                new StoredAccessTokens(store, settings, clock, new OutageTrust(() -> false, Duration.ofHours(1)));
        String known =
                tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null).secret();
        String unknown =
                tokens.create(ADMIN, "b", Set.of(), Set.of(Right.READ), null).secret();
        String brief = tokens.create(ADMIN, "c", Set.of(), Set.of(Right.READ), Duration.ofMinutes(10))
                .secret();
        trusting.authenticate(known);
        trusting.authenticate(brief);
        store.away = true;
        clock.advance(Duration.ofMinutes(59));
        assertThat(trusting.authenticate(known)).isPresent();
        assertThat(trusting.authenticate(brief)).as("it has ended").isEmpty();
        assertThatThrownBy(() -> trusting.authenticate(unknown)).isInstanceOf(AuditDbException.class);
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> trusting.authenticate(known)).isInstanceOf(AuditDbException.class);
    }

    @Test
    void nobodyWaitsForADatabaseThatIsKnownToBeAway() {
        var away = new AtomicBoolean();
        var trusting = new StoredAccessTokens(store, settings, clock, new OutageTrust(away::get, Duration.ofHours(1)));
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        trusting.authenticate(made.secret());
        clock.advance(Duration.ofMinutes(1));
        away.set(true);
        int before = store.lookups;
        assertThat(trusting.authenticate(made.secret())).isPresent();
        assertThat(store.lookups).isEqualTo(before);
        away.set(false);
        tokens.revoke(ADMIN, made.info().id());
        assertThat(trusting.authenticate(made.secret())).as("looked up again").isEmpty();
    }

    @Test
    void theCacheKeepsWhatWasUsedLast() {
        String a = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null).secret();
        String b = tokens.create(ADMIN, "b", Set.of(), Set.of(Right.READ), null).secret();
        String c = tokens.create(ADMIN, "c", Set.of(), Set.of(Right.READ), null).secret();
        for (String secret : new String[] {a, b, a, c}) {
            tokens.authenticate(secret);
        }
        assertThat(store.lookups).isEqualTo(3);
        tokens.authenticate(a);
        assertThat(store.lookups).isEqualTo(3);
        tokens.authenticate(b);
        assertThat(store.lookups).isEqualTo(4);
    }

    @Test
    void aRevocationWorksAtOnce() {
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        tokens.authenticate(made.secret());
        assertThat(tokens.revoke(ADMIN, made.info().id())).isTrue();
        assertThat(tokens.authenticate(made.secret())).isEmpty();
        assertThat(store.revokedBy).containsEntry(made.info().id(), "root");
        assertThat(tokens.list(ADMIN).get(0).revokedAt()).hasValue(clock.instant());
    }

    @Test
    void aRevocationWorksAtOnceWhileTheTokenIsBeingLookedUp() {
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        store.afterLookup = () -> {
            store.afterLookup = () -> {};
            tokens.revoke(ADMIN, made.info().id());
        };
        tokens.authenticate(made.secret());
        assertThat(tokens.authenticate(made.secret())).isEmpty();
    }

    @Test
    void aRevocationElsewhereWorksWithinTheLifetimeOfTheCache() {
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        tokens.authenticate(made.secret());
        new StoredAccessTokens(store, settings, clock, OutageTrust.NONE)
                .revoke(ADMIN, made.info().id());
        clock.advance(settings.tokenCacheTtl());
        assertThat(tokens.authenticate(made.secret())).isEmpty();
    }

    @Test
    void aTokenIsRevokedOnce() {
        NewToken made = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), null);
        assertThat(tokens.revoke(ADMIN, made.info().id())).isTrue();
        assertThat(tokens.revoke(ADMIN, made.info().id())).isFalse();
        assertThat(tokens.revoke(ADMIN, UUID.randomUUID())).isFalse();
    }

    @Test
    void aTokenEndsWithItsLifetimeAlsoWhileItIsCached() {
        String secret = tokens.create(ADMIN, "a", Set.of(), Set.of(Right.READ), Duration.ofSeconds(2))
                .secret();
        assertThat(tokens.authenticate(secret)).isPresent();
        clock.advance(Duration.ofSeconds(2));
        assertThat(tokens.authenticate(secret)).isEmpty();
    }

    @Test
    void aDatabaseThatIsAwayIsNotAWrongToken() {
        store.away = true;
        assertThatThrownBy(() -> tokens.authenticate("adb_" + "A".repeat(43)))
                .extracting("code")
                .isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void onlyAnAdminManagesTokens() {
        var operator = new Access("operator", Set.of(), Set.of(Right.OPERATE));
        assertForbidden(() -> tokens.create(operator, "a", Set.of(), Set.of(Right.OPERATE), null));
        assertForbidden(() -> tokens.list(operator));
        assertForbidden(() -> tokens.revoke(operator, UUID.randomUUID()));
    }

    @Test
    void nobodyGrantsWhatTheyLack() {
        assertForbidden(() -> tokens.create(ADMIN, "a", Set.of(), Set.of(Right.REIDENTIFY), null));
        assertForbidden(() -> tokens.create(CLINIC_ADMIN, "a", Set.of(), Set.of(Right.READ), null));
        assertForbidden(() -> tokens.create(CLINIC_ADMIN, "a", Set.of("clinic", "lab"), Set.of(Right.READ), null));
        tokens.create(CLINIC_ADMIN, "a", Set.of("clinic"), Set.of(Right.ADMIN), null);
        assertThat(store.tokens).hasSize(1);
    }

    @Test
    void anAdminOfOneTenantDoesNotSeeOrEndTheTokensOfOthers() {
        NewToken lab = tokens.create(ADMIN, "lab", Set.of("lab"), Set.of(Right.READ), null);
        NewToken all = tokens.create(ADMIN, "all", Set.of(), Set.of(Right.READ), null);
        NewToken own = tokens.create(ADMIN, "own", Set.of("clinic"), Set.of(Right.READ), null);
        assertThat(tokens.list(CLINIC_ADMIN))
                .extracting("id")
                .containsExactly(own.info().id());
        assertThat(tokens.revoke(CLINIC_ADMIN, lab.info().id())).isFalse();
        assertThat(tokens.revoke(CLINIC_ADMIN, all.info().id())).isFalse();
        assertThat(tokens.revoke(CLINIC_ADMIN, own.info().id())).isTrue();
    }

    @Test
    void namesEverythingThatIsWrongWithARequest() {
        assertThatThrownBy(() -> tokens.create(ADMIN, "_system", Set.of(" "), Set.of(), Duration.ZERO))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
                    assertThat(e.faults())
                            .extracting(Fault::path)
                            .containsExactly("/name", "/rights", "/tenants", "/lifetime");
                });
        assertThat(store.tokens).isEmpty();
    }

    @Test
    void thereIsABoundOnTheNumberOfTokens() {
        for (int i = 0; i < 10; i++) {
            tokens.create(ADMIN, "t" + i, Set.of(), Set.of(Right.READ), null);
        }
        assertThatThrownBy(() -> tokens.create(ADMIN, "more", Set.of(), Set.of(Right.READ), null))
                .hasMessageContaining("security.max-tokens")
                .extracting("code")
                .isEqualTo(StandardErrorCode.CONFLICT);
    }

    private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).extracting("code").isEqualTo(StandardErrorCode.FORBIDDEN);
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T10:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
