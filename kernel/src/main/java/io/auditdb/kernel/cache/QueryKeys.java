package io.auditdb.kernel.cache;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.change.Dimensions;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.store.Provisioner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Makes the keys of answers: the form of a query is one hash, which is kept, and its values are another. Safe for use by
 * many threads.
 */
final class QueryKeys {
    static final String PAGE = "page";
    static final String EVENT = "event";

    private static final int FILTERS = 12;
    private static final String[] NAMES = {
        "from",
        "to",
        "principal",
        "subject",
        "action",
        "targetType",
        "targetId",
        "status",
        "classification",
        "correlationId",
        "text",
        "cursor"
    };

    private final AtomicReferenceArray<String> forms = new AtomicReferenceArray<>(1 << FILTERS);
    private final String one = hash("tenant,id".getBytes(StandardCharsets.UTF_8));

    /** Returns the key of a page. */
    CacheKey page(EventQuery query) {
        var values = new Values();
        values.addTime(query.from());
        values.addTime(query.to());
        values.add(query.principal());
        values.add(query.subject());
        values.add(query.action());
        values.add(query.targetType());
        values.add(query.targetId());
        values.add(query.status().map(Enum::name));
        values.add(query.classification().map(Enum::name));
        values.add(query.correlationId());
        values.add(query.text());
        values.add(query.cursor());
        values.bytes.int32(query.limit());
        return new CacheKey(tenant(query.tenants(), values), PAGE, form(values.form), values.hash(), version());
    }

    /** Returns the key of an event. */
    CacheKey event(Set<String> tenants, UUID id) {
        var values = new Values();
        values.bytes.int64(id.getMostSignificantBits());
        values.bytes.int64(id.getLeastSignificantBits());
        return new CacheKey(tenant(tenants, values), EVENT, one, values.hash(), version());
    }

    private static String version() {
        return Provisioner.SCHEMA_VERSION;
    }

    /** Which tenants, where there are several, is one of the values. */
    private static String tenant(Set<String> tenants, Values values) {
        if (tenants.size() == 1) {
            return tenants.iterator().next();
        }
        tenants.stream().sorted().forEach(values::add);
        return Dimensions.ALL;
    }

    private String form(int form) {
        String known = forms.get(form);
        if (known == null) {
            var text = new StringBuilder("events");
            for (int filter = 0; filter < FILTERS; filter++) {
                if ((form & 1 << filter) != 0) {
                    text.append(',').append(NAMES[filter]);
                }
            }
            known = hash(text.toString().getBytes(StandardCharsets.UTF_8));
            forms.set(form, known);
        }
        return known;
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(new Hashes().of(bytes));
    }

    /** The values of a query, one after the other, each with its length in front. */
    private static final class Values {
        private final ByteBuilder bytes = new ByteBuilder(256);
        private int form;
        private int filter;

        private void add(Optional<String> value) {
            if (value.isPresent()) {
                form |= 1 << filter;
                add(value.get());
            }
            filter++;
        }

        private void addTime(Optional<Instant> time) {
            if (time.isPresent()) {
                form |= 1 << filter;
                Instant instant = time.get();
                bytes.int64(instant.getEpochSecond());
                bytes.int32(instant.getNano());
            }
            filter++;
        }

        private void add(String value) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            bytes.int32(text.length);
            bytes.write(text);
        }

        private String hash() {
            return QueryKeys.hash(bytes.toByteArray());
        }
    }
}
