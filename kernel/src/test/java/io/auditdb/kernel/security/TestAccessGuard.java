package io.auditdb.kernel.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestAccessGuard {
    private final AccessGuard guard = new AccessGuard();
    private final Access reader = new Access("r", Set.of("a", "b"), Set.of(Right.READ));
    private final Access everywhere = new Access("e", Set.of(), Set.of(Right.READ));

    @Test
    void aReadWithoutTenantsCoversAllThatTheCallerMayRead() {
        assertThat(guard.readableTenants(reader, Set.of())).containsExactlyInAnyOrder("a", "b");
        assertThat(guard.readableTenants(everywhere, Set.of())).isEmpty();
    }

    @Test
    void aReadCoversTheTenantsAskedFor() {
        assertThat(guard.readableTenants(reader, Set.of("a"))).containsExactly("a");
        assertThat(guard.readableTenants(everywhere, Set.of("x"))).containsExactly("x");
    }

    @Test
    void aTenantThatTheCallerLacksIsForbiddenByName() {
        assertThatThrownBy(() -> guard.readableTenants(reader, Set.of("a", "c")))
                .hasMessageContaining("tenant c")
                .extracting("code")
                .isEqualTo(StandardErrorCode.FORBIDDEN);
    }

    @Test
    void aRightThatTheCallerLacksIsForbiddenByName() {
        guard.require(reader, Right.READ, "a");
        assertThatThrownBy(() -> guard.require(reader, Right.APPEND))
                .hasMessageContaining("append")
                .extracting("code")
                .isEqualTo(StandardErrorCode.FORBIDDEN);
        assertThatThrownBy(() -> guard.require(reader, Right.READ, "c")).hasMessageContaining("tenant c");
    }
}
