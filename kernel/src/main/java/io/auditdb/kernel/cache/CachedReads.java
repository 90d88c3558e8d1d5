package io.auditdb.kernel.cache;

import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.change.Dependency;
import io.auditdb.kernel.change.Dimensions;
import io.auditdb.kernel.query.Reads;
import io.auditdb.kernel.replica.DatedPage;
import io.auditdb.kernel.replica.RoutedReads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads, from caches where there are some. Safe for use by many threads. */
public final class CachedReads implements Reads {
    private final RoutedReads reads;
    private final AnswerCache answers;
    private final HotQueries hot;
    private final Dimensions dimensions;
    private final Supplier<CacheSettings> settings;
    private final QueryKeys keys = new QueryKeys();

    CachedReads(
            RoutedReads reads,
            AnswerCache answers,
            HotQueries hot,
            Dimensions dimensions,
            Supplier<CacheSettings> settings) {
        this.reads = reads;
        this.answers = answers;
        this.hot = hot;
        this.dimensions = dimensions;
        this.settings = settings;
    }

    @Override
    public EventPage page(EventQuery query) {
        if (!answers.isActive()) {
            return reads.page(query);
        }
        reads.check(query);
        Question question = question(query);
        hot.asked(question);
        return answers.answer(question, age(query));
    }

    private Question question(EventQuery query) {
        return new Question(
                keys.page(query), Dependency.of(dimensions, query, QueryKeys.PAGE), true, () -> reads.dated(query));
    }

    /** Returns how old what is known of changes may be for a reader. */
    private Duration age(EventQuery query) {
        if (query.after().isPresent()) {
            return Duration.ZERO; // what is known of changes may not reach to that receipt
        }
        return switch (query.consistency()) {
            case STRONG, SESSION -> Duration.ZERO;
            case BOUNDED -> query.maxLag().orElse(settings.get().eventualLag());
            case EVENTUAL -> settings.get().eventualLag();
        };
    }

    /** Who does not say of which tenant asks the database. */
    @Override
    public Optional<RecordedEvent> find(Set<String> tenants, UUID id) {
        if (tenants.size() != 1 || !answers.isActive()) {
            return reads.find(tenants, id);
        }
        var question = new Question(
                keys.event(tenants, id),
                Dependency.of(dimensions, tenants.iterator().next(), id, QueryKeys.EVENT),
                false, // an event that comes is not told by its id
                () -> DatedPage.ofPrimary(
                        new EventPage(reads.find(tenants, id).map(List::of).orElse(List.of()), null)));
        return answers.answer(question, Duration.ZERO).events().stream().findFirst();
    }
}
