package io.auditdb.plugin.partitioning.index;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The filters that queries of the platform have, in the order in which shapes name them. */
enum QueryFilter {
    SUBJECT("subject_id", "e.subject_id IS NOT NULL"),
    PRINCIPAL("principal_id", "e.details ->> 'principal' IS NOT NULL"),
    TARGET("target_id", "e.details ->> 'targetId' IS NOT NULL"),
    TARGET_TYPE("target_type", "e.details ->> 'targetType' IS NOT NULL"),
    TEXT("details", "e.details ->> 'text' IS NOT NULL"),
    CORRELATION("correlation_id", "e.details ->> 'correlation' IS NOT NULL"),
    ACTION("action", "strpos(e.details ->> 'action', '*') = 0"),
    ACTION_PATTERN("action pattern", "strpos(e.details ->> 'action', '*') > 0"),
    STATUS("status", "e.details ->> 'status' IS NOT NULL"),
    CLASSIFICATION("classification", "e.details ->> 'classification' IS NOT NULL"),
    TIME("occurred_at", "coalesce(e.details ->> 'from', e.details ->> 'to') IS NOT NULL");

    private final String column;
    private final String recorded;

    QueryFilter(String column, String recorded) {
        this.column = column;
        this.recorded = recorded;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String column() {
        return column;
    }

    /** Returns the condition, in SQL, that the record {@code e} of a query is of one with this filter. */
    String recorded() {
        return recorded;
    }

    static Optional<QueryFilter> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns the filter on a column; time aside, which every index knows. */
    static Optional<String> ofColumn(String column) {
        return Arrays.stream(values())
                .filter(it -> it != TIME && it.column.equals(column))
                .map(QueryFilter::text)
                .findFirst();
    }

    static List<String> sorted(List<QueryFilter> filters) {
        return filters.stream().sorted().map(QueryFilter::text).toList();
    }
}
