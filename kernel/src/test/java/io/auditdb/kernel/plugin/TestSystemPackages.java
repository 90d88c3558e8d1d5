package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TestSystemPackages {
    @Test
    void readsClausesWithCommasInsideQuotes() {
        assertThat(SystemPackages.parse(
                        "a.b;uses:=\"x,y;z\";version=\"1.2\", a.b.c;version=3,a.bc;version=\"4\",a.b.d", "a.b"))
                .containsExactly("a.b;version=\"1.2\"", "a.b.c;version=\"3\"", "a.b.d;version=\"0\"");
    }

    @Test
    void sharesTheApiAndALittleMore() {
        assertThat(SystemPackages.header())
                .contains(
                        "io.auditdb.api;version=\"1.0.0\"",
                        "io.auditdb.api.plugin;version=\"1.0.0\"",
                        "com.google.inject;version=",
                        "jakarta.inject;version=",
                        "org.aopalliance.intercept;version=",
                        "org.slf4j;version=")
                .doesNotContain("io.auditdb.kernel");
    }
}
