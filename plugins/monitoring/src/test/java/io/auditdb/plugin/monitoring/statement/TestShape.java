package io.auditdb.plugin.monitoring.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** When two statements are the same. */
class TestShape {
    private static final Set<String> PARTITIONS = Set.of("audit_event_2024_05", "mine");

    private static Shape shape(String text) {
        return Shape.of(text, PARTITIONS);
    }

    @Test
    void partitionsAreTheirTable() {
        assertThat(shape("SELECT * FROM audit_event_2024_05 WHERE id = $1"))
                .isEqualTo(shape("SELECT *\n  FROM audit_event\tWHERE id = $1"));
        assertThat(shape("SELECT * FROM mine").text()).isEqualTo("SELECT * FROM audit_event");
        assertThat(shape("SELECT * FROM audit_event_2024_06").text()).contains("audit_event_2024_06");
    }

    @Test
    void numbersOfParametersAndLengthsOfListsDoNotMatter() {
        long id = shape("SELECT 1 FROM t WHERE a IN ($1, $2, $3) AND b = $4").id();
        assertThat(shape("SELECT 1 FROM t WHERE a IN ($1, $2) AND b = $3").id()).isEqualTo(id);
        assertThat(shape("SELECT 1 FROM t WHERE a IN ($1 /*, ... */) AND b = $2")
                        .id())
                .isEqualTo(id);
        assertThat(shape("SELECT 1 FROM t WHERE a IN ($1, $2) AND c = $3").id()).isNotEqualTo(id);
    }

    @Test
    void aCommentDoesNotSwallowTheRest() {
        assertThat(shape("SELECT 1 -- the first\n, 2 FROM t").text()).isEqualTo("SELECT 1 , 2 FROM t");
    }

    @Test
    void whatIsVeryLongIsCutAndNotPlanned() {
        Shape shape = shape("SELECT " + "x, ".repeat(5000) + "1");
        assertThat(shape.text()).hasSize(10_003).endsWith("...");
        assertThat(Plan.isPossible(shape.text())).isFalse();
        assertThat(Plan.isPossible("VACUUM")).isFalse();
        assertThat(Plan.isPossible("select 1")).isTrue();
    }

    @Test
    void noneIsThatOfAllOthers() {
        assertThat(shape("SELECT 1").id()).isNotEqualTo(Shape.OTHERS);
        assertThat(Shape.hex(255)).isEqualTo("00000000000000ff");
    }
}
