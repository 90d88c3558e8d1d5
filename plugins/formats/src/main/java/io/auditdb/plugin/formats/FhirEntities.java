package io.auditdb.plugin.formats;

import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Whose data it was, and what was done to which of it. */
final class FhirEntities {
    private static final String PATIENT = "Patient";
    private static final String PERSON_TYPE = "1";
    private static final String PATIENT_ROLE = "1";
    private static final String SEARCH_BY_POST = "/_search";

    private final List<Members> entities;

    FhirEntities(List<Members> entities) {
        this.entities = entities;
    }

    /** The patient, or null when none is named. */
    Subject subject() {
        return patient()
                .map(it -> FhirReference.of(it.object("what")))
                .filter(it -> it.id() != null)
                .map(it -> new Subject(it.id(), PATIENT))
                .orElse(null);
    }

    private Optional<Members> patient() {
        return entities.stream().filter(FhirEntities::isPatient).findFirst();
    }

    private static boolean isPatient(Members entity) {
        boolean isSaid = FhirCoding.is(entity.object("type"), FhirCoding.ENTITY_TYPE, PERSON_TYPE)
                && FhirCoding.is(entity.object("role"), FhirCoding.ENTITY_ROLE, PATIENT_ROLE);
        return isSaid || FhirReference.of(entity.object("what")).names(PATIENT);
    }

    /** What it was done to: a resource, else what was searched for, else the patient; null when nothing is named. */
    Target target() {
        for (Members entity : entities) {
            FhirReference what = FhirReference.of(entity.object("what"));
            if (!isPatient(entity) && !isTechnical(entity) && (what.id() != null || what.type() != null)) {
                return new Target(type(entity, what), what.id());
            }
        }
        String searched = searched();
        Subject subject = subject();
        return searched != null
                ? new Target(searched, null)
                : subject == null ? null : new Target(PATIENT, subject.id());
    }

    private static String type(Members entity, FhirReference what) {
        if (what.type() != null) {
            return what.type();
        }
        Members type = entity.object("type");
        String said = Members.firstOf(type.id("display"), type.id("code"));
        return said == null ? "entity" : said;
    }

    private static boolean isTechnical(Members entity) {
        return FhirCoding.BALP_ENTITY_TYPE.equals(entity.object("type").text("system"));
    }

    /** The type of resource that a search asked for, or null. */
    private String searched() {
        return entities.stream()
                .map(it -> it.text("query"))
                .filter(it -> it != null)
                .map(it -> searched(decoded(it)))
                .filter(it -> it.matches("[A-Z][A-Za-z]{1,63}"))
                .findFirst()
                .orElse(null);
    }

    /** The last part of the path, of a URL or of a request's first line. */
    private static String searched(String query) {
        String path = query.split("\\?", 2)[0].strip();
        String resource =
                path.endsWith(SEARCH_BY_POST) ? path.substring(0, path.length() - SEARCH_BY_POST.length()) : path;
        return resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(' ')) + 1);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            return ""; // stays in the details as it is
        }
    }

    /** What the client called the request, or null. */
    String requestId() {
        return entities.stream()
                .filter(it -> FhirCoding.is(it.object("type"), FhirCoding.BALP_ENTITY_TYPE, "XrequestId"))
                .map(it -> it.object("what").object("identifier").id("value"))
                .filter(it -> it != null)
                .findFirst()
                .orElse(null);
    }
}
