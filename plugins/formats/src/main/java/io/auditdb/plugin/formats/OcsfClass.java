package io.auditdb.plugin.formats;

import io.auditdb.api.event.AuditEvent;
import java.util.Map;

/** The classes of OCSF that audit events belong to, with their activities ({@code https://schema.ocsf.io/1.8.0}). */
enum OcsfClass {
    AUTHENTICATION(3002, "Authentication", 3, "Identity & Access Management"),
    ENTITY_MANAGEMENT(3004, "Entity Management", 3, "Identity & Access Management"),
    API_ACTIVITY(6003, "API Activity", 6, "Application Activity"),
    DATASTORE_ACTIVITY(6005, "Datastore Activity", 6, "Application Activity");

    static final int OTHER = 99;

    private static final Map<Long, String> SIGN_ONS = Map.of(1L, "Logon", 2L, "Logoff");
    private static final Map<Long, String> CHANGES = Map.of(1L, "Create", 2L, "Read", 3L, "Update", 4L, "Delete");
    private static final Map<Long, String> ACCESSES = Map.of(
            1L, "Read", 2L, "Update", 3L, "Connect", 4L, "Query", 5L, "Write", 6L, "Create", 7L, "Delete", 8L, "List");

    private final int uid;
    private final String text;
    private final int category;
    private final String categoryText;

    OcsfClass(int uid, String text, int category, String categoryText) {
        this.uid = uid;
        this.text = text;
        this.category = category;
        this.categoryText = categoryText;
    }

    int uid() {
        return uid;
    }

    String text() {
        return text;
    }

    int category() {
        return category;
    }

    String categoryText() {
        return categoryText;
    }

    /** The class with this number, or null. */
    static OcsfClass of(long uid) {
        for (OcsfClass each : values()) {
            if (each.uid == uid) {
                return each;
            }
        }
        return null;
    }

    /** The class that an event is told as. */
    static OcsfClass of(AuditEvent event) {
        if (event.action().startsWith("auth.")) {
            return AUTHENTICATION;
        } else if (event.action().startsWith("data.")) {
            return DATASTORE_ACTIVITY;
        }
        boolean isChange = event.target().filter(it -> !it.type().isEmpty()).isPresent()
                && Verb.of(event.action()) != Verb.EXECUTE;
        return isChange ? ENTITY_MANAGEMENT : API_ACTIVITY;
    }

    /** The number of what an action does. */
    int activity(String action) {
        return switch (this) {
            case AUTHENTICATION ->
                switch (Verb.word(action)) {
                    case "login", "logon" -> 1;
                    case "logout", "logoff" -> 2;
                    default -> OTHER;
                };
            case ENTITY_MANAGEMENT, API_ACTIVITY ->
                switch (Verb.of(action)) {
                    case CREATE -> 1;
                    case READ -> 2;
                    case UPDATE -> 3;
                    case DELETE -> 4;
                    case EXECUTE -> OTHER;
                };
            case DATASTORE_ACTIVITY ->
                switch (Verb.of(action)) {
                    case READ -> Verb.word(action).equals("query") ? 4 : 1;
                    case UPDATE -> 2;
                    case CREATE -> 6;
                    case DELETE -> 7;
                    case EXECUTE -> OTHER;
                };
        };
    }

    /** What an activity is called; null for one that is not known here. */
    String activityText(long activity) {
        Map<Long, String> activities = switch (this) {
            case AUTHENTICATION -> SIGN_ONS;
            case ENTITY_MANAGEMENT, API_ACTIVITY -> CHANGES;
            case DATASTORE_ACTIVITY -> ACCESSES;
        };
        return activities.get(activity);
    }
}
