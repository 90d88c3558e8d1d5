package io.auditdb.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestUrlText {
    @Test
    void decodesSegmentsAndKeepsEmptyOnes() {
        assertThat(UrlText.segments("/v1/a%20b/%C3%A9+/")).isEqualTo(List.of("v1", "a b", "é+", ""));
    }

    @Test
    void aSlashThatIsEncodedDoesNotSplit() {
        assertThat(UrlText.segments("/a%2Fb")).isEqualTo(List.of("a/b"));
    }

    @Test
    void decodesTheQueryInOrder() {
        assertThat(UrlText.query("b=1&a=x+y%2Bz&b=2&&flag&e="))
                .containsExactly(
                        Map.entry("b", List.of("1", "2")),
                        Map.entry("a", List.of("x y+z")),
                        Map.entry("flag", List.of("")),
                        Map.entry("e", List.of("")));
    }

    @Test
    void noQueryIsNoParameters() {
        assertThat(UrlText.query(null)).isEmpty();
        assertThat(UrlText.query("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=%", "a=%2", "a=%zz", "a=%00", "a=%C3", "a=%C0%80", "a=%ED%A0%80", "%ff=1", "a=é", "a=b c"})
    void refusesWhatIsNotEncodedWell(String query) {
        assertThatThrownBy(() -> UrlText.query(query))
                .isInstanceOf(AuditDbException.class)
                .hasMessageStartingWith("The query of the URL");
    }
}
