package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Notices as a mail (RFC 5322), in plain text. */
final class MailText {
    private static final int LINE = 76;
    private static final String END = "\r\n";
    private static final int LONGEST_SUBJECT = 150;

    private MailText() {}

    /** The key names the mail, so that a mailbox can tell when it comes twice. */
    static String of(String from, List<String> to, String key, Instant now, List<Notice> notices) {
        byte[] body = body(notices).getBytes(StandardCharsets.UTF_8);
        return "From: audit-db <" + from + ">" + END
                + "To: " + String.join("," + END + " ", to) + END
                + "Subject: " + subject(notices) + END
                + "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + END
                + "Message-ID: <" + key + "@audit-db.invalid>" + END
                + "Auto-Submitted: auto-generated" + END
                + "MIME-Version: 1.0" + END
                + "Content-Type: text/plain; charset=UTF-8" + END
                + "Content-Transfer-Encoding: base64" + END
                + END
                + Base64.getMimeEncoder(LINE, END.getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(body)
                + END;
    }

    private static String subject(List<Notice> notices) {
        String text = notices.stream()
                .map(it -> it.alert().rule() + " " + word(it) + " (" + severity(it.alert()) + ")")
                .collect(Collectors.joining(", ", "[audit-db] ", ""))
                .replaceAll("[^ -~]", "?"); // also what would begin another header
        return text.length() <= LONGEST_SUBJECT ? text : text.substring(0, LONGEST_SUBJECT) + "...";
    }

    private static String body(List<Notice> notices) {
        return notices.stream().map(MailText::paragraph).collect(Collectors.joining("\n"));
    }

    private static String paragraph(Notice notice) {
        Alert alert = notice.alert();
        return alert.rule() + " " + word(notice) + " (" + severity(alert) + ")\n"
                + alert.labels().entrySet().stream()
                        .map(it -> "  " + it.getKey() + " = " + it.getValue() + "\n")
                        .collect(Collectors.joining())
                + "  " + alert.condition() + ", now " + alert.value() + "\n"
                + "  since " + alert.since() + "\n"
                + (notice.kind() == Notice.Kind.RESOLVED
                        ? ""
                        : "  audit-db alert acknowledge " + alert.id() + " --note \"on it\"\n");
    }

    private static String word(Notice notice) {
        return switch (notice.kind()) {
            case FIRED -> "fires";
            case RESOLVED -> "is over";
            case ESCALATED -> "still fires, and nobody looks after it";
        };
    }

    private static String severity(Alert alert) {
        return alert.severity().name().toLowerCase(Locale.ROOT);
    }
}
