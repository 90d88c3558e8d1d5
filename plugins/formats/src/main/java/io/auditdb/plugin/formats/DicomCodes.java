package io.auditdb.plugin.formats;

import io.auditdb.api.event.Status;
import java.util.Map;
import java.util.Set;

/** What DICOM's codes for audit events mean (PS3.16, DCM), which FHIR R4 and IHE's ATNA share. */
final class DicomCodes {
    static final String APPLICATION_ACTIVITY = "110100";
    static final String PATIENT_RECORD = "110110";
    static final String USER_AUTHENTICATION = "110114";
    static final String LOGIN = "110122";
    static final String LOGOUT = "110123";
    static final String APPLICATION = "110150";
    static final String LAUNCHER = "110151";
    static final String DESTINATION = "110152";
    static final String SOURCE = "110153";
    /** Roles of programs rather than people. */
    static final Set<String> MACHINES = Set.of(APPLICATION, LAUNCHER, DESTINATION, SOURCE);

    private static final Map<String, String> EVENTS = Map.ofEntries(
            Map.entry(APPLICATION_ACTIVITY, "application-activity"),
            Map.entry("110101", "audit-log-used"),
            Map.entry("110102", "begin-transferring"),
            Map.entry("110103", "instances-accessed"),
            Map.entry("110104", "instances-transferred"),
            Map.entry("110105", "study-deleted"),
            Map.entry("110106", "export"),
            Map.entry("110107", "import"),
            Map.entry("110108", "network-entry"),
            Map.entry("110109", "order-record"),
            Map.entry(PATIENT_RECORD, "patient-record"),
            Map.entry("110111", "procedure-record"),
            Map.entry("110112", "query"),
            Map.entry("110113", "security-alert"),
            Map.entry(USER_AUTHENTICATION, "user-authentication"));
    private static final Map<String, String> SIGN_ONS = Map.of(LOGIN, "auth.login", LOGOUT, "auth.logout");
    private static final Map<String, String> VERBS =
            Map.of("C", "create", "R", "read", "U", "update", "D", "delete", "E", "execute");

    private DicomCodes() {}

    /** The event's name, or null. */
    static String event(String code) {
        return code == null ? null : EVENTS.get(code);
    }

    /** The action of a log-in or log-out, or null for anything else. */
    static String signOn(String typeCode) {
        return typeCode == null ? null : SIGN_ONS.get(typeCode);
    }

    /** What {@code C}, {@code R}, {@code U}, {@code D} or {@code E} stand for, or null. */
    static String verb(String actionCode) {
        return actionCode == null ? null : VERBS.get(actionCode);
    }

    /** What an outcome says, {@code 0}, {@code 4}, {@code 8} or {@code 12}; null for anything else. */
    static Status status(String outcome) {
        return outcome == null
                ? null
                : switch (outcome) {
                    case "0" -> Status.SUCCESS;
                    case "4", "8", "12" -> Status.FAILURE;
                    default -> null;
                };
    }
}
