package io.auditdb.benchmarks;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What the access log of a hospital group looks like: eight clinics, two thousand staff, a hundred thousand patients;
 * mostly reads, in the order of time. The same seed gives the same events, whoever asks for which part.
 */
public final class HealthEvents {
    private static final List<String> ACTIONS = List.of(
            "fhir.patient.read",
            "fhir.observation.read",
            "fhir.observation.search",
            "fhir.medicationrequest.create",
            "fhir.diagnosticreport.read",
            "fhir.encounter.update",
            "auth.login.success",
            "data.export");
    private static final List<String> TARGETS =
            List.of("Patient", "Observation", "Observation", "MedicationRequest", "DiagnosticReport", "Encounter");
    private static final List<String> DEPARTMENTS =
            List.of("cardiology", "emergency", "oncology", "paediatrics", "radiology", "intensive care");
    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
            "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile",
            "hl7-gateway/4.2 (fhir-client; java)");

    private final long seed;
    private final Instant start;
    private final long microsBetween;

    /** Spreads {@code total} events over the {@code days} before {@code end}. */
    public HealthEvents(long seed, Instant end, int days, long total) {
        this.seed = seed;
        this.start = end.truncatedTo(ChronoUnit.SECONDS).minus(days, ChronoUnit.DAYS);
        this.microsBetween = Math.max(1, days * 86_400_000_000L / total);
    }

    /** Returns the events from {@code from} up to {@code to}. */
    public List<AuditEvent> events(long from, long to) {
        var events = new ArrayList<AuditEvent>((int) (to - from));
        for (long i = from; i < to; i++) {
            events.add(event(i));
        }
        return events;
    }

    /** Returns the event of this number, from zero. */
    public AuditEvent event(long i) {
        var random = new SplittableRandom(mixed(mixed(seed) + i));
        int staff = random.nextInt(2000);
        int patient = random.nextInt(100_000);
        int kind = random.nextInt(ACTIONS.size());
        return AuditEvent.builder()
                .id(uuid(random))
                .occurredAt(start.plus(i * microsBetween, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .tenant("clinic-" + staff % 8)
                .action(ACTIONS.get(kind))
                .status(random.nextInt(40) == 0 ? Status.FAILURE : Status.SUCCESS)
                .principal(new Principal("staff-" + staff, "Practitioner", "Dr. Staff Number " + staff))
                .subject(new Subject("patient-" + patient, "Patient"))
                .target(new Target(
                        TARGETS.get(kind % TARGETS.size()),
                        TARGETS.get(kind % TARGETS.size()) + "/" + random.nextInt(5_000_000)))
                .purpose("TREATMENT")
                .correlationId(uuid(random).toString())
                .session(new Session(
                        "session-" + staff + "-" + i / 50_000,
                        "10.20." + staff % 250 + "." + patient % 250,
                        AGENTS.get(staff % 3)))
                .source("ehr")
                .classification(Classification.PHI)
                .detail("department", DEPARTMENTS.get(staff % DEPARTMENTS.size()))
                .detail("path", "/fhir/" + TARGETS.get(kind % TARGETS.size()) + "?patient=" + patient)
                .detail("durationMs", (long) random.nextInt(400))
                .detail("breakGlass", random.nextInt(500) == 0)
                .build();
    }

    /** Neighbours must have nothing in common, so the bits are mixed (the finalizer of MurmurHash3). */
    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    private static UUID uuid(SplittableRandom random) {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
