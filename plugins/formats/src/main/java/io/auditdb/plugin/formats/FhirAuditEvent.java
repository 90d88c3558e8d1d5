package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One AuditEvent of FHIR R4 ({@code http://hl7.org/fhir/R4/auditevent.html}) and what is wrong with it. What R4 requires is
 * checked and reported; any other member that is not as it should be is left where it is, in the details, and not mapped.
 */
final class FhirAuditEvent {
    static final String RESOURCE = "AuditEvent";
    static final String ID = "id";
    static final String RECORDED = "recorded";

    /** Those that hold nothing but what was observed of patients, done to them, or planned for them. */
    private static final Set<String> CLINICAL = Set.of(
            "AllergyIntolerance",
            "CarePlan",
            "CareTeam",
            "Condition",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "Goal",
            "ImagingStudy",
            "Immunization",
            "MedicationRequest",
            "MedicationStatement",
            "Observation",
            "Patient",
            "Procedure");

    private final Members members;
    private final List<String> servers;
    private final List<Fault> faults = new ArrayList<>();

    private FhirAuditEvent(Members members, List<String> servers) {
        this.members = members;
        this.servers = servers;
    }

    /**
     * What is the same for all resources of an input.
     *
     * @param tenant whose events they are, or null
     * @param servers the base URLs of which references are as good as relative ones, each with a slash at its end
     */
    record Context(String tenant, int maxIdLength, List<String> servers) {}

    /** {@code id} is the one that the event has when the resource has none of the platform's form; null for none. */
    static Decoded decode(long number, Object value, UUID id, Context context) {
        if (!(value instanceof Map<?, ?> object)) {
            return Decoded.faulty(number, List.of(new Fault("", "a resource must be an object")));
        }
        if (!RESOURCE.equals(object.get("resourceType"))) {
            return Decoded.faulty(number, List.of(new Fault("/resourceType", "must be " + RESOURCE)));
        }
        var resource = new FhirAuditEvent(new Members(object, context.maxIdLength()), context.servers());
        AuditEvent event = resource.event(context.tenant(), id);
        return resource.faults.isEmpty() ? Decoded.of(number, event) : Decoded.faulty(number, resource.faults);
    }

    private AuditEvent event(String tenant, UUID id) {
        var entities = new FhirEntities(members.objects("entity"), servers);
        String interaction = interaction();
        var agents = new FhirAgents(members.objects("agent"), interaction, servers);
        if (agents.isEmpty()) {
            faults.add(new Fault("/agent", "must name at least one agent"));
        }
        if (members.object("source").object("observer").isEmpty()) {
            faults.add(new Fault("/source/observer", "is missing"));
        }
        if (tenant == null) {
            faults.add(new Fault("", "names no tenant, and none was given for the whole"));
        }
        Subject subject = entities.subject();
        Target target = entities.target();
        return AuditEvent.builder()
                .id(id)
                .occurredAt(recorded())
                .tenant(tenant)
                .action(action(interaction, target))
                .status(status())
                .outcome(members.text("outcomeDesc"))
                .principal(agents.principal())
                .subject(subject)
                .target(target)
                .purpose(purpose())
                .correlationId(entities.requestId())
                .session(agents.session())
                .source(source())
                .classification(classification(subject, target))
                .details(rest(id))
                .build();
    }

    /** What the event's own members do not say just as it was said here; {@link FhirWriter} puts them back. */
    private Map<String, Object> rest(UUID id) {
        Map<String, Object> rest = members.all();
        if (id != null && id.toString().equals(rest.get(ID))) {
            rest.remove(ID);
        }
        OffsetDateTime time = recordedAt(members.text(RECORDED));
        if (time != null && EventTime.text(time).equals(rest.get(RECORDED))) {
            rest.remove(RECORDED);
        }
        return rest;
    }

    private OffsetDateTime recorded() {
        String text = members.text(RECORDED);
        OffsetDateTime time = recordedAt(text);
        if (time == null) {
            faults.add(new Fault(
                    "/" + RECORDED,
                    text == null ? "is missing" : "must be an instant such as 2026-03-01T08:30:00.123Z"));
        }
        return time;
    }

    /** To the microsecond; finer digits stay in the details. Null for what is no instant. */
    private static OffsetDateTime recordedAt(String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The one of the REST interface that the subtype names, versions and kinds of search taken together, or null. */
    private String interaction() {
        String code = FhirCoding.code(members.objects("subtype"), FhirCoding.INTERACTION);
        if (code == null) {
            return null;
        }
        return code.equals("vread")
                ? "read"
                : code.startsWith("search") ? "search" : code.startsWith("history") ? "history" : code;
    }

    private String action(String interaction, Target target) {
        Members type = members.object("type");
        String code = type.text("code");
        if (code == null) {
            faults.add(new Fault("/type/code", "is missing"));
            return null;
        }
        String verb = DicomCodes.verb(members.text("action"));
        if (interaction != null || FhirCoding.is(type, FhirCoding.EVENT_TYPE, "rest")) {
            String resource = target == null || !target.type().matches("[A-Z][A-Za-z]*") ? "resource" : target.type();
            return "fhir." + resource.toLowerCase(Locale.ROOT) + "."
                    + Members.firstOf(interaction, Members.firstOf(verb, "other"));
        }
        String signOn = DicomCodes.signOn(FhirCoding.code(members.objects("subtype"), FhirCoding.DICOM));
        if (signOn != null) {
            return signOn;
        }
        String event = FhirCoding.DICOM.equals(type.text("system")) ? DicomCodes.event(code) : null;
        String name = event != null
                ? "dicom." + event
                : "fhir.audit." + code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return verb == null ? name : name + "." + verb;
    }

    private Status status() {
        String outcome = members.text("outcome");
        if (outcome == null) {
            return Status.ATTEMPT; // how it ended is not said
        }
        Status status = DicomCodes.status(outcome);
        if (status == null) {
            faults.add(new Fault("/outcome", "must be 0, 4, 8 or 12"));
        }
        return status;
    }

    private String purpose() {
        String purpose = FhirCoding.first(members.first("purposeOfEvent"));
        return members.objects("agent").stream()
                .map(agent -> FhirCoding.first(agent.first("purposeOfUse")))
                .filter(it -> it != null && purpose == null)
                .findFirst()
                .orElse(purpose);
    }

    private String source() {
        Members source = members.object("source");
        FhirReference observer = FhirReference.of(source.object("observer"), servers);
        return Members.firstOf(Members.firstOf(observer.relative(), observer.display()), source.id("site"));
    }

    private static Classification classification(Subject subject, Target target) {
        boolean isClinical = subject != null || (target != null && CLINICAL.contains(target.type()));
        return isClinical ? Classification.PHI : Classification.CONFIDENTIAL;
    }
}
