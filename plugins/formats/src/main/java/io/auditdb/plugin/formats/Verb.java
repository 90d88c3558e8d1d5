package io.auditdb.plugin.formats;

/** What an action does to what it is done to, by the last word of its name, as other formats want it told. */
enum Verb {
    CREATE("C"),
    READ("R"),
    UPDATE("U"),
    DELETE("D"),
    EXECUTE("E");

    private final String code;

    Verb(String code) {
        this.code = code;
    }

    /** The letter that FHIR and DICOM have for it. */
    String code() {
        return code;
    }

    /** The last word of an action. */
    static String word(String action) {
        return action.substring(action.lastIndexOf('.') + 1);
    }

    static Verb of(String action) {
        return switch (word(action)) {
            case "create", "add", "insert", "import", "upload" -> CREATE;
            case "read", "get", "list", "view", "search", "query", "export", "download" -> READ;
            case "update", "change", "patch", "set", "write" -> UPDATE;
            case "delete", "remove", "erase" -> DELETE;
            default -> EXECUTE;
        };
    }
}
