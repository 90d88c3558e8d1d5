package io.auditdb.plugin.monitoring.statement;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A statement as far as it is the same one on all servers and all partitions: PostgreSQL's own identifiers are not (they hold
 * the numbers of tables, and differ between versions).
 *
 * @param id of what is the same
 * @param text of one of them, on the event table
 */
record Shape(long id, String text) {
    /** The rest: statements that took too little to be kept one by one. */
    static final long OTHERS = 0;

    private static final int MAX_TEXT = 10_000;
    private static final int ID_BYTES = Long.BYTES;
    /** Also comments to the end of the line, which would swallow the rest of a single one. */
    private static final Pattern SPACE = Pattern.compile("(?:--[^\\n]*|\\s)+");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String EVENTS = "audit_event";
    private static final Pattern PARAMETER = Pattern.compile("\\$\\d+");
    /** As many values as somebody asked for, which PostgreSQL shows as a comment from 18 on. */
    private static final Pattern LIST = Pattern.compile("\\(\\$(?: /\\*, \\.\\.\\. \\*/|(?:, ?\\$)+)\\)");

    /** Returns the shape of a statement, in which the names of partitions stand for the event table. */
    static Shape of(String statement, Set<String> partitions) {
        String text = NAME.matcher(SPACE.matcher(statement).replaceAll(" ").strip())
                .replaceAll(name -> partitions.contains(name.group()) ? EVENTS : name.group());
        String same = LIST.matcher(PARAMETER.matcher(text).replaceAll("\\$")).replaceAll("(\\$...)");
        return new Shape(hash(same), text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...");
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long id = ByteBuffer.wrap(digest, 0, ID_BYTES).getLong();
            return id == OTHERS ? 1 : id;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Returns an identifier as reports show it. */
    static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    /** Returns whether it could be explained: what was cut short cannot. */
    static boolean isWhole(String text) {
        return text.length() <= MAX_TEXT;
    }
}
