package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One audit message of DICOM (PS3.15, A.5) or of RFC 3881, which has other names for the parts of codes, and what is wrong with
 * it. What the schema requires is checked and reported; anything else that is not as it should be is left in the details.
 */
final class AtnaMessage {
    static final String ROOT = "AuditMessage";
    static final String EVENT = "EventIdentification";
    static final String PARTICIPANT = "ActiveParticipant";
    static final String SOURCE = "AuditSourceIdentification";
    static final String OBJECT = "ParticipantObjectIdentification";
    static final String SYSLOG = "syslog";

    private static final String PERSON = "1";
    private static final String PATIENT_ROLE = "1";
    private static final String IP_ADDRESS = "2";

    private final Members members;
    private final ZoneId zone;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> remarks = new ArrayList<>();

    private AtnaMessage(Members members, ZoneId zone) {
        this.members = members;
        this.zone = zone;
    }

    /**
     * Reads a message.
     *
     * @param message the members of its root element, and those of the header of syslog
     * @param zone of times that name none
     */
    static Decoded decode(
            long number, Map<String, Object> message, String tenant, UUID id, int maxIdLength, ZoneId zone) {
        var reading = new AtnaMessage(new Members(message, maxIdLength), zone);
        AuditEvent event = reading.event(tenant, id);
        return reading.faults.isEmpty()
                ? Decoded.of(number, event, reading.remarks)
                : Decoded.faulty(number, reading.faults);
    }

    private AuditEvent event(String tenant, UUID id) {
        if (tenant == null) {
            faults.add(new Fault("", "names no tenant, and none was given for the whole"));
        }
        Members event = members.first(EVENT);
        if (event.isEmpty()) {
            faults.add(new Fault("/" + EVENT, "is missing"));
        }
        if (members.objects(PARTICIPANT).isEmpty()) {
            faults.add(new Fault("/" + PARTICIPANT, "is missing"));
        }
        if (members.first(SOURCE).id("AuditSourceID") == null) {
            faults.add(new Fault("/" + SOURCE + "/AuditSourceID", "is missing"));
        }
        Subject subject = subject();
        return AuditEvent.builder()
                .id(id)
                .occurredAt(time(event))
                .tenant(tenant)
                .action(action(event))
                .status(status(event))
                .outcome(event.first("EventOutcomeDescription").text(XmlTree.TEXT))
                .principal(principal())
                .subject(subject)
                .target(target())
                .purpose(code(event.first("PurposeOfUse")))
                .session(session())
                .source(members.first(SOURCE).id("AuditSourceID"))
                .classification(
                        members.objects(OBJECT).stream().anyMatch(AtnaMessage::isPatient)
                                ? Classification.PHI
                                : Classification.INTERNAL)
                .details(new LinkedHashMap<>(members.all()))
                .build();
    }

    /** To the microsecond; finer digits stay in the details. */
    private OffsetDateTime time(Members event) {
        String text = event.text("EventDateTime");
        if (text != null) {
            try {
                return OffsetDateTime.parse(text).truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeException e) {
                // perhaps one without an offset, which the schema allows
            }
            try {
                OffsetDateTime time = LocalDateTime.parse(text).atZone(zone).toOffsetDateTime();
                remarks.add(new Fault("/" + EVENT + "/EventDateTime", "has no offset, and was taken for " + zone));
                return time.truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeException e) {
                // reported below
            }
        }
        faults.add(new Fault(
                "/" + EVENT + "/EventDateTime",
                text == null ? "is missing" : "must be a time such as 2026-03-01T08:30:00.123Z"));
        return null;
    }

    /** DICOM names it {@code csd-code}, RFC 3881 {@code code}. */
    private static String code(Members concept) {
        return Members.firstOf(concept.id("csd-code"), concept.id("code"));
    }

    private static String system(Members coded) {
        return Members.firstOf(coded.text("codeSystemName"), coded.text("codeSystem"));
    }

    private static String name(Members coded) {
        return Members.firstOf(coded.id("originalText"), coded.id("displayName"));
    }

    private String action(Members event) {
        Members id = event.first("EventID");
        String code = code(id);
        if (code == null) {
            faults.add(new Fault("/" + EVENT + "/EventID", "has no code"));
            return null;
        }
        String signOn = event.objects("EventTypeCode").stream()
                .map(it -> DicomCodes.signOn(code(it)))
                .filter(it -> it != null)
                .findFirst()
                .orElse(null);
        if (signOn != null) {
            return signOn;
        }
        String named = "DCM".equals(system(id)) || system(id) == null ? DicomCodes.event(code) : null;
        String verb = DicomCodes.verb(event.text("EventActionCode"));
        String name = named != null ? "dicom." + named : "atna." + ActionWord.of(Members.firstOf(name(id), code));
        return verb == null ? name : name + "." + verb;
    }

    private Status status(Members event) {
        String outcome = event.text("EventOutcomeIndicator");
        Status status = DicomCodes.status(outcome);
        if (status == null) {
            faults.add(new Fault(
                    "/" + EVENT + "/EventOutcomeIndicator", outcome == null ? "is missing" : "must be 0, 4, 8 or 12"));
        }
        return status;
    }

    /** The one who asked for it, people before programs, the first of equals; null when nobody is named. */
    private Members user() {
        Members user = null;
        int most = Integer.MIN_VALUE;
        for (Members participant : members.objects(PARTICIPANT)) {
            int weight = weight(participant);
            if (weight > most && participant.id("UserID") != null) {
                user = participant;
                most = weight;
            }
        }
        return user;
    }

    private static boolean isRequestor(Members participant) {
        String said = participant.text("UserIsRequestor");
        return "true".equals(said) || "1".equals(said);
    }

    private static int weight(Members participant) {
        int weight = isRequestor(participant) ? 2 : 0;
        boolean isMachine =
                participant.objects("RoleIDCode").stream().anyMatch(it -> DicomCodes.MACHINES.contains(code(it)));
        boolean isPerson = participant.text("UserName") != null
                || participant.objects("RoleIDCode").stream().anyMatch(it -> !DicomCodes.MACHINES.contains(code(it)));
        return weight + (isPerson && !isMachine ? 1 : 0) - (isMachine ? 1 : 0);
    }

    private Principal principal() {
        Members user = user();
        return user == null
                ? null
                : new Principal(user.id("UserID"), name(user.first("RoleIDCode")), user.id("UserName"));
    }

    /** Where the one who acted came from, else another who asked for it. */
    private Session session() {
        Members user = user();
        String own = user == null ? null : address(user);
        String ip = own != null
                ? own
                : members.objects(PARTICIPANT).stream()
                        .filter(AtnaMessage::isRequestor)
                        .map(AtnaMessage::address)
                        .filter(it -> it != null)
                        .findFirst()
                        .orElse(null);
        return ip == null ? null : new Session(null, ip, null);
    }

    private static String address(Members participant) {
        return IP_ADDRESS.equals(participant.text("NetworkAccessPointTypeCode"))
                ? participant.id("NetworkAccessPointID")
                : null;
    }

    private static boolean isPatient(Members object) {
        return PERSON.equals(object.text("ParticipantObjectTypeCode"))
                && PATIENT_ROLE.equals(object.text("ParticipantObjectTypeCodeRole"));
    }

    private Subject subject() {
        return members.objects(OBJECT).stream()
                .filter(AtnaMessage::isPatient)
                .map(it -> it.id("ParticipantObjectID"))
                .filter(it -> it != null)
                .map(it -> new Subject(it, "Patient"))
                .findFirst()
                .orElse(null);
    }

    /** The first thing that is not the patient, else the patient; null when there is neither. */
    private Target target() {
        for (Members object : members.objects(OBJECT)) {
            String id = object.id("ParticipantObjectID");
            if (!isPatient(object) && id != null) {
                Members type = object.first("ParticipantObjectIDTypeCode");
                return new Target(Members.firstOf(Members.firstOf(name(type), code(type)), "object"), id);
            }
        }
        Subject subject = subject();
        return subject == null ? null : new Target("Patient", subject.id());
    }
}
