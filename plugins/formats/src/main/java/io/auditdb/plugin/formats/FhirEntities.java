package io.auditdb.plugin.formats;

import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Whose data it was, and what was done to which of it. */
final class FhirEntities {
    private static final String PATIENT = "Patient";
    private static final String PERSON_TYPE = "1";
    private static final String PATIENT_ROLE = "1";
    private static final String SEARCH_BY_POST = "/_search";

    private final List<Entity> entities;

    /** For {@code servers} see {@link FhirReference}. */
    FhirEntities(List<Members> entities, List<String> servers) {
        this.entities = entities.stream().map(it -> Entity.of(it, servers)).toList();
    }

    private record Entity(Members members, FhirReference what, boolean isPatient) {
        static Entity of(Members members, List<String> servers) {
            FhirReference what = FhirReference.of(members.object("what"), servers);
            boolean isSaid = FhirCoding.is(members.object("type"), FhirCoding.ENTITY_TYPE, PERSON_TYPE)
                    && FhirCoding.is(members.object("role"), FhirCoding.ENTITY_ROLE, PATIENT_ROLE);
            return new Entity(members, what, isSaid || what.names(PATIENT));
        }

        boolean isTechnical() {
            return FhirCoding.BALP_ENTITY_TYPE.equals(members.object("type").text("system"));
        }

        boolean isNamed() {
            return what.id() != null || what.type() != null;
        }
    }

    /** The patient, or null when none is named. */
    Subject subject() {
        return entities.stream()
                .filter(Entity::isPatient)
                .findFirst()
                .filter(it -> it.what().id() != null)
                .map(it -> new Subject(it.what().id(), PATIENT))
                .orElse(null);
    }

    /** What it was done to: a resource, else what was searched for, else the patient; null when nothing is named. */
    Target target() {
        for (Entity entity : entities) {
            if (!entity.isPatient() && !entity.isTechnical() && entity.isNamed()) {
                return new Target(
                        type(entity.members(), entity.what()), entity.what().id());
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

    /** The type of resource that a search asked for, or null. */
    private String searched() {
        return entities.stream()
                .map(it -> it.members().text("query"))
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
                .map(Entity::members)
                .filter(it -> FhirCoding.is(it.object("type"), FhirCoding.BALP_ENTITY_TYPE, "XrequestId"))
                .map(it -> it.object("what").object("identifier").id("value"))
                .filter(it -> it != null)
                .findFirst()
                .orElse(null);
    }
}
