package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.plugin.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whom alerts are mailed to, and by which server. */
public record MailSettings(
        @Setting("Mail server; nothing is mailed without one")
        Optional<String> host,

        @Setting(value = "Its port: 587 for submission, 465 for tls, 25 for relays", defaultValue = "587")
        int port,

        @Setting(
                value =
                        "starttls, tls from the start, or none; the server's certificate has to be for its name, and trusted",
                defaultValue = "starttls")
        Security security,

        @Setting("User that the server knows; none for a relay that asks for none")
        Optional<String> user,

        @Setting("File with the password of this user") Optional<String> passwordFile,

        @Setting("Address that mails are from") Optional<String> from,

        @Setting("Addresses that they go to") List<String> to) {
    private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^<>,;\"\\\\]]+@[A-Za-z0-9.\\-\\[\\]:]+");
    private static final int LAST_PORT = 65_535;

    /** How the connection is kept from being read. */
    public enum Security {
        /** Encrypted after the greeting (RFC 3207); a server that does not offer it is not spoken to. */
        STARTTLS,
        /** Encrypted from the start (RFC 8314). */
        TLS,
        /** Not at all: for a relay on the same machine. */
        NONE
    }

    /** Checks what belongs together; says everything that is wrong. */
    public MailSettings {
        to = List.copyOf(to);
        var problems = new ArrayList<String>();
        if (host.isPresent() && (from.isEmpty() || to.isEmpty())) {
            problems.add("mail.host needs mail.from and mail.to");
        }
        if (user.isPresent() != passwordFile.isPresent()) {
            problems.add("mail.user and mail.password-file need each other");
        }
        if (user.isPresent() && security == Security.NONE) {
            problems.add("mail.user needs mail.security, for a password is not sent in the clear");
        }
        if (port < 1 || port > LAST_PORT) {
            problems.add("mail.port must be between 1 and " + LAST_PORT);
        }
        var addresses = new ArrayList<>(to);
        from.ifPresent(addresses::add);
        if (!addresses.stream().allMatch(it -> ADDRESS.matcher(it).matches())) {
            problems.add("mail.from and mail.to must be addresses such as ops@example.org");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}
