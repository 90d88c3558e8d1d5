package io.auditdb.kernel.verifier;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.signature.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An entry, and the fields that are shown of it (RFC 9901, 7.1). For one thread and one entry. */
final class DisclosedEntry {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Json json;
    private final Map<String, Object> shown = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<Object> digests = new HashSet<>();
    private String id;

    DisclosedEntry(Json json, String entry, List<String> disclosures) {
        this.json = json;
        read(entry);
        disclosures.forEach(this::show);
    }

    /** Returns the id of the event; null when it cannot be read. */
    String id() {
        return id;
    }

    /** Returns the fields that verify, by name. */
    Map<String, Object> shown() {
        return shown;
    }

    List<String> problems() {
        return problems;
    }

    private void read(String text) {
        if (!(value(text) instanceof Map<?, ?> entry)) {
            problems.add("the entry is not a JSON object");
            return;
        }
        id = entry.get("id") instanceof String stated ? stated : null;
        boolean known = Long.valueOf(1).equals(entry.get("v")) && "sha-256".equals(entry.get("_sd_alg"));
        if (id == null || !known || !(entry.get("_sd") instanceof List<?> list)) {
            problems.add("the entry is not of a version that is known here");
            return;
        }
        digests.addAll(list);
    }

    private void show(String disclosure) {
        if (!digests.remove(digest(disclosure))) {
            problems.add("a disclosure is not what the entry commits to");
            return;
        }
        // what the digest covers is what the log saw, so this can only fail for what was never a field
        if (value(decoded(disclosure)) instanceof List<?> parts
                && parts.size() == 3
                && parts.get(1) instanceof String name
                && !shown.containsKey(name)) {
            shown.put(name, parts.get(2));
        } else {
            problems.add("a disclosure is not a salt, a name and a value");
        }
    }

    private static String digest(String disclosure) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return BASE64.encodeToString(sha256.digest(disclosure.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String decoded(String disclosure) {
        try {
            return new String(StrictBase64.url(disclosure), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Returns null for what is not JSON. */
    private Object value(String text) {
        try {
            return json.read(text);
        } catch (AuditDbException e) {
            return null;
        }
    }
}
