package io.auditdb.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestAuditEvent {
    @Test
    void anEventStaysAsItWasBuilt() {
        AuditEvent.Builder builder = AuditEvent.builder().detail("ward", "3b");
        AuditEvent first = builder.build();
        AuditEvent second = builder.detail("bed", null).build();
        assertThat(first.details()).containsExactly(Map.entry("ward", "3b"));
        assertThat(second.details()).containsOnlyKeys("ward", "bed").containsEntry("bed", null);
    }

    @Test
    void detailsAreCopied() {
        Map<String, Object> details = new HashMap<>(Map.of("ward", "3b"));
        AuditEvent.Builder builder = AuditEvent.builder().details(details);
        details.clear();
        assertThat(builder.build().details()).containsExactly(Map.entry("ward", "3b"));
    }

    @Test
    void detailsOfAnotherEventAreShared() {
        AuditEvent one = AuditEvent.builder().detail("ward", "3b").build();
        AuditEvent other = one.toBuilder().action("read").build();
        assertThat(other.details()).isSameAs(one.details());
        assertThat(one.toBuilder().detail("ward", "4").build().details()).containsEntry("ward", "4");
        assertThat(one.details()).isEqualTo(Map.of("ward", "3b")).hasSameHashCodeAs(Map.of("ward", "3b"));
    }

    @Test
    void detailsCannotBeChanged() {
        Map<String, Object> details =
                AuditEvent.builder().detail("ward", "3b").build().details();
        assertThatThrownBy(() -> details.put("ward", "4")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(details::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> details.entrySet().iterator().next().setValue("4"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(details.keySet()).containsExactly("ward");
    }
}
