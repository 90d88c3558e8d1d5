package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One record and what is wrong with it. Members that an event cannot do without are checked and reported; any other
 * member of an unexpected type is left where it is, in the details, and not mapped. Blank counts as absent.
 */
final class CloudTrailRecord {
    private static final String SERVICE_SUFFIX = ".amazonaws.com";

    private final Members members;
    private final List<Fault> faults = new ArrayList<>();

    private CloudTrailRecord(Members members) {
        this.members = members;
    }

    static Decoded decode(long number, Object value, String tenant, int maxIdLength) {
        if (!(value instanceof Map<?, ?> object)) {
            return Decoded.faulty(number, List.of(new Fault("", "a record must be an object")));
        }
        var record = new CloudTrailRecord(new Members(object, maxIdLength));
        AuditEvent event = record.event(tenant);
        return record.faults.isEmpty() ? Decoded.of(number, event) : Decoded.faulty(number, record.faults);
    }

    private AuditEvent event(String tenant) {
        String eventSource = required("eventSource");
        String service = service(eventSource);
        String eventName = required("eventName");
        return AuditEvent.builder()
                .id(id())
                .occurredAt(occurredAt())
                .tenant(tenant == null ? required("recipientAccountId") : tenant)
                .action(service + "." + eventName)
                .status(failed() ? Status.FAILURE : Status.SUCCESS)
                .outcome(outcome())
                .principal(CloudTrailPrincipal.of(members.object("userIdentity")))
                .target(CloudTrailTarget.of(service, members))
                .correlationId(Members.firstOf(members.id("requestID"), members.id("sharedEventID")))
                .session(session())
                .source(source(eventSource))
                .classification(Classification.CONFIDENTIAL)
                .details(members.all())
                .build();
    }

    private static String service(String eventSource) {
        return eventSource != null && eventSource.endsWith(SERVICE_SUFFIX)
                ? eventSource.substring(0, eventSource.length() - SERVICE_SUFFIX.length())
                : eventSource;
    }

    private String source(String eventSource) {
        String region = members.text("awsRegion");
        return region == null ? eventSource : eventSource + "/" + region;
    }

    private UUID id() {
        String text = required("eventID");
        if (text == null) {
            return null;
        }
        UUID id = RecordIds.written(text);
        if (id == null) {
            faults.add(new Fault("/eventID", "must be a UUID"));
        }
        return id;
    }

    private OffsetDateTime occurredAt() {
        String text = required("eventTime");
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            faults.add(new Fault("/eventTime", "must be a time such as 2023-07-10T11:42:31Z (RFC 3339)"));
            return null;
        }
    }

    /** A failed sign-in has no error code: the answer says so. */
    private boolean failed() {
        return members.text("errorCode") != null
                || members.text("errorMessage") != null
                || "Failure".equals(members.object("responseElements").text("ConsoleLogin"));
    }

    private String outcome() {
        String code = members.text("errorCode");
        String message = members.text("errorMessage");
        return code == null || message == null ? Members.firstOf(code, message) : code + ": " + message;
    }

    private Session session() {
        String id = members.object("userIdentity").id("accessKeyId");
        String ip = members.id("sourceIPAddress");
        String userAgent = members.text("userAgent");
        return id == null && ip == null && userAgent == null ? null : new Session(id, ip, userAgent);
    }

    private String required(String name) {
        if (!members.has(name)) {
            faults.add(new Fault("/" + name, "is missing"));
            return null;
        }
        String text = members.text(name);
        if (text == null) {
            faults.add(new Fault("/" + name, "must be a string that is not empty"));
        }
        return text;
    }
}
