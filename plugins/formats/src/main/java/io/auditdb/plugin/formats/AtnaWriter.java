package io.auditdb.plugin.formats;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Events as DICOM's audit messages. One that came as a message is that message again, in the order and with the names that the
 * schema wants; what was redacted of it is absent, and what the schema cannot do without says so. Any other is mapped, and
 * carries itself in an object of its own. For one thread.
 */
final class AtnaWriter {
    /** The order of the schema; what it does not name comes last. */
    private static final List<String> ORDER = List.of(
            AtnaMessage.EVENT,
            AtnaMessage.PARTICIPANT,
            AtnaMessage.SOURCE,
            AtnaMessage.OBJECT,
            "EventID",
            "EventTypeCode",
            "EventOutcomeDescription",
            "PurposeOfUse",
            "RoleIDCode",
            "MediaIdentifier",
            "ParticipantObjectIDTypeCode",
            "ParticipantObjectName",
            "ParticipantObjectQuery",
            "ParticipantObjectDetail",
            "ParticipantObjectDescription",
            "MPPS",
            "Accession",
            "SOPClass",
            "ParticipantObjectContainsStudy",
            "Encrypted",
            "Anonymized");

    private static final Set<String> CODED = Set.of(
            "EventID",
            "EventTypeCode",
            "PurposeOfUse",
            "RoleIDCode",
            "MediaType",
            "ParticipantObjectIDTypeCode",
            "AuditSourceTypeCode");
    private static final Map<Status, String> OUTCOMES =
            Map.of(Status.SUCCESS, "0", Status.ATTEMPT, "4", Status.FAILURE, "8");
    private static final String DCM = "DCM";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,200}");
    private static final int MAX_DEPTH = 40;

    private final XMLOutputFactory factory = XMLOutputFactory.newDefaultFactory();
    private final CarriedEvent carried;

    AtnaWriter(CarriedEvent carried) {
        this.carried = carried;
    }

    static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // which is no event either
        }
    }

    /** One document, without ends of lines. */
    String document(RecordedEvent recorded) {
        Map<String, Object> details = recorded.event().details();
        boolean isMessage = details.get(AtnaMessage.EVENT) instanceof List<?> && isElement(details, 0);
        Map<String, Object> message = isMessage ? original(recorded) : mapped(recorded);
        var out = new StringWriter();
        try {
            XMLStreamWriter writer = factory.createXMLStreamWriter(out);
            writer.writeStartDocument("UTF-8", "1.0");
            element(writer, AtnaMessage.ROOT, message);
            writer.writeEndDocument();
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("nothing is written but to memory", e);
        }
        // the writer ends no lines of its own, so these are of values
        return out.toString().replace("\n", "&#10;").replace("\r", "&#13;");
    }

    /** Whether nothing but XML is in it; somebody may have appended details that only look like a message. */
    private static boolean isElement(Map<?, ?> members, int depth) {
        return depth < MAX_DEPTH
                && members.entrySet().stream()
                        .filter(it -> depth > 0 || !it.getKey().equals(AtnaMessage.SYSLOG))
                        .allMatch(it -> isMember(String.valueOf(it.getKey()), it.getValue(), depth));
    }

    private static boolean isMember(String name, Object value, int depth) {
        if (value instanceof String) {
            return name.equals(XmlTree.TEXT)
                    || NAME.matcher(name.replaceFirst("^@", "")).matches();
        }
        return value instanceof List<?> elements
                && NAME.matcher(name).matches()
                && elements.stream().allMatch(it -> it instanceof Map<?, ?> element && isElement(element, depth + 1));
    }

    private static void element(XMLStreamWriter writer, String name, Map<?, ?> members) throws XMLStreamException {
        writer.writeStartElement(name);
        Map<?, ?> written = CODED.contains(name) ? coded(name, members) : members;
        for (var member : written.entrySet()) {
            if (member.getValue() instanceof String value && !member.getKey().equals(XmlTree.TEXT)) {
                writer.writeAttribute(String.valueOf(member.getKey()).replaceFirst("^@", ""), legal(value));
            }
        }
        if (written.get(XmlTree.TEXT) instanceof String text) {
            writer.writeCharacters(legal(text));
        }
        for (String child : children(written)) {
            for (Object each : (List<?>) written.get(child)) {
                if (each instanceof Map<?, ?> element) {
                    element(writer, child, element);
                }
            }
        }
        writer.writeEndElement();
    }

    private static List<String> children(Map<?, ?> members) {
        return members.entrySet().stream()
                .filter(it -> it.getValue() instanceof List<?>)
                .map(it -> String.valueOf(it.getKey()))
                .sorted(Comparator.<String>comparingInt(it -> ORDER.contains(it) ? ORDER.indexOf(it) : ORDER.size())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** A code of RFC 3881 with DICOM's names, and with what the schema wants. */
    private static Map<String, Object> coded(String name, Map<?, ?> members) {
        var coded = new LinkedHashMap<String, Object>();
        members.forEach((member, value) -> coded.put(String.valueOf(member), value));
        rename(coded, "code", "csd-code");
        rename(coded, "displayName", "originalText");
        coded.remove("codeSystem");
        coded.putIfAbsent("csd-code", "unknown");
        Object unsaid = name.equals("EventID") ? DCM : "RFC-3881"; // what such a code is taken for
        Object system = members.get("codeSystem") == null ? unsaid : members.get("codeSystem");
        coded.putIfAbsent("codeSystemName", system);
        coded.putIfAbsent("originalText", coded.get("csd-code"));
        return coded;
    }

    private static void rename(Map<String, Object> members, String from, String to) {
        if (!members.containsKey(to) && members.containsKey(from)) {
            members.put(to, members.remove(from));
        }
    }

    /** What XML 1.0 can say; the exact text is in what the message carries. */
    private static String legal(String text) {
        var legal = new StringBuilder(text.length());
        text.codePoints()
                .map(it -> it == '\n' || it == '\r' || it == '\t' || (it >= ' ' && it != 0xFFFE && it != 0xFFFF)
                        ? it
                        : 0xFFFD)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }

    private static Map<String, Object> original(RecordedEvent recorded) {
        var message = new LinkedHashMap<String, Object>(recorded.event().details());
        message.remove(AtnaMessage.SYSLOG);
        if (!recorded.redacted().isEmpty()) {
            message.putIfAbsent(
                    AtnaMessage.PARTICIPANT, List.of(Map.of("UserID", "redacted", "UserIsRequestor", "false")));
            message.putIfAbsent(AtnaMessage.SOURCE, List.of(Map.of("AuditSourceID", "redacted")));
        }
        return message;
    }

    private Map<String, Object> mapped(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        var message = new LinkedHashMap<String, Object>();
        message.put(AtnaMessage.EVENT, List.of(event(event)));
        message.put(AtnaMessage.PARTICIPANT, List.of(participant(event)));
        message.put(
                AtnaMessage.SOURCE,
                List.of(Map.of("AuditSourceID", event.source().orElse("audit-db"))));
        message.put(AtnaMessage.OBJECT, objects(recorded));
        return message;
    }

    private static Map<String, Object> event(AuditEvent event) {
        var members = new LinkedHashMap<String, Object>();
        members.put("EventActionCode", Verb.of(event.action()).code());
        members.put("EventDateTime", EventTime.text(event.occurredAt()));
        members.put("EventOutcomeIndicator", OUTCOMES.get(event.status()));
        var types = new ArrayList<Object>();
        String signOn = event.action().startsWith("auth.") ? Verb.word(event.action()) : "";
        if (signOn.equals("login")) {
            types.add(code(DicomCodes.LOGIN, DCM, "Login"));
        } else if (signOn.equals("logout")) {
            types.add(code(DicomCodes.LOGOUT, DCM, "Logout"));
        }
        members.put(
                "EventID",
                List.of(
                        !types.isEmpty()
                                ? code(DicomCodes.USER_AUTHENTICATION, DCM, "User Authentication")
                                : event.subject().isPresent()
                                        ? code(DicomCodes.PATIENT_RECORD, DCM, "Patient Record")
                                        : code(DicomCodes.APPLICATION_ACTIVITY, DCM, "Application Activity")));
        types.add(code(event.action(), "audit-db", event.action()));
        members.put("EventTypeCode", types);
        event.outcome().ifPresent(it -> members.put("EventOutcomeDescription", List.of(Map.of(XmlTree.TEXT, it))));
        event.purpose().ifPresent(it -> members.put("PurposeOfUse", List.of(code(it, "audit-db", it))));
        return members;
    }

    private static Map<String, Object> code(String code, String system, String text) {
        var coded = new LinkedHashMap<String, Object>();
        coded.put("csd-code", code);
        coded.put("codeSystemName", system);
        coded.put("originalText", text);
        return coded;
    }

    private static Map<String, Object> participant(AuditEvent event) {
        var participant = new LinkedHashMap<String, Object>();
        participant.put(
                "UserID",
                event.principal().map(Principal::id).filter(it -> !it.isEmpty()).orElse("unknown"));
        event.principal().map(Principal::name).ifPresent(it -> participant.put("UserName", it));
        participant.put("UserIsRequestor", "true");
        event.session().map(Session::ip).ifPresent(ip -> {
            participant.put("NetworkAccessPointID", ip);
            participant.put("NetworkAccessPointTypeCode", "2");
        });
        return participant;
    }

    private List<Object> objects(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        var objects = new ArrayList<Object>();
        event.subject()
                .filter(it -> !it.id().isEmpty())
                .ifPresent(it -> objects.add(object(it.id(), "1", "1", code("2", "RFC-3881", "Patient Number"))));
        event.target()
                .filter(it -> it.id() != null && !it.type().isEmpty())
                .ifPresent(it -> objects.add(object(it.id(), "2", "3", code(it.type(), "audit-db", it.type()))));
        Map<String, Object> itself =
                object("urn:uuid:" + event.id(), "2", "13", code(CarriedEvent.NAME, "audit-db", "Audit event"));
        String line = Base64.getEncoder().encodeToString(carried.write(recorded).getBytes(StandardCharsets.UTF_8));
        itself.put("ParticipantObjectDetail", List.of(Map.of("type", CarriedEvent.NAME, "value", line)));
        objects.add(itself);
        return objects;
    }

    private static Map<String, Object> object(String id, String type, String role, Map<String, Object> idType) {
        var object = new LinkedHashMap<String, Object>();
        object.put("ParticipantObjectID", id);
        object.put("ParticipantObjectTypeCode", type);
        object.put("ParticipantObjectTypeCodeRole", role);
        object.put("ParticipantObjectIDTypeCode", List.of(idType));
        return object;
    }
}
