package io.auditdb.plugin.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The hash and the signature that the earlier system put on an event: SHA-256 over eight of its fields, and HMAC-SHA256
 * over the hash as hexadecimal text. What they do not cover they do not protect. Safe for use by many threads.
 */
final class LegacySeal {
    /** In the order of their names, which is that of the canonical form. */
    private static final List<String> FIELDS = List.of(
            "action",
            "organizationId",
            "outcomeDescription",
            "principalId",
            "status",
            "targetResourceId",
            "targetResourceType",
            "timestamp");

    private final Json json;
    private final Optional<SecretKeySpec> key;

    /** What a check says; in the details in lower case. */
    enum Finding {
        /** It matches. */
        VERIFIED,
        /** It does not. */
        MISMATCH,
        /** There is none. */
        ABSENT,
        /** It is made in a way that cannot be checked here. */
        UNCHECKED
    }

    /** Checks signatures with this key, or none when it is null. */
    LegacySeal(Json json, byte[] key) {
        this.json = json;
        this.key = Optional.ofNullable(key).map(bytes -> new SecretKeySpec(bytes, "HmacSHA256"));
    }

    /** Reads the key from its file, where one is set; a line end after it does not count. */
    static LegacySeal open(Json json, AuditLogSettings settings) throws IOException {
        byte[] key = null;
        if (settings.signatureKeyFile().isPresent()) {
            key = Files.readString(settings.signatureKeyFile().get())
                    .stripTrailing()
                    .getBytes(UTF_8);
            if (key.length == 0) {
                throw new IOException("plugins.formats.audit-log.signature-key-file is empty");
            }
        }
        return new LegacySeal(json, key);
    }

    boolean checksSignatures() {
        return key.isPresent();
    }

    Finding hash(Map<String, Object> record) {
        Object stated = record.get("hash");
        if (stated == null) {
            return Finding.ABSENT;
        }
        if (!"SHA-256".equals(record.getOrDefault("hashAlgorithm", "SHA-256"))) {
            return Finding.UNCHECKED;
        }
        return finding(stated, hashOf(record));
    }

    Finding signature(Map<String, Object> record) {
        Object stated = record.get("signature");
        if (stated == null) {
            return Finding.ABSENT;
        }
        if (!"HMAC-SHA256".equals(record.getOrDefault("algorithm", "HMAC-SHA256"))) {
            return Finding.UNCHECKED;
        }
        return finding(stated, signatureOf(hashOf(record)));
    }

    private static Finding finding(Object stated, String expected) {
        boolean same =
                stated instanceof String text && MessageDigest.isEqual(text.getBytes(UTF_8), expected.getBytes(UTF_8));
        return same ? Finding.VERIFIED : Finding.MISMATCH;
    }

    String hashOf(Map<String, Object> record) {
        String canonical = FIELDS.stream()
                .map(field -> field + ":" + stringified(record.get(field)))
                .collect(Collectors.joining("|"));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String signatureOf(String hash) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.orElseThrow());
            return HexFormat.of().formatHex(mac.doFinal(hash.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** As JSON.stringify writes it (ECMA-262, 25.5.2); what is empty counts as missing. */
    private String stringified(Object value) {
        if (value == null || value.equals("")) {
            return "null";
        }
        if (!(value instanceof String text)) {
            return json.write(value);
        }
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c < 0x20 ? "\\u00" + HexFormat.of().toHexDigits((byte) c) : c);
            }
        }
        return quoted.append('"').toString();
    }
}
