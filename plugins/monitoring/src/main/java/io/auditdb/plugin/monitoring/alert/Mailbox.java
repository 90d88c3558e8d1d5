package io.auditdb.plugin.monitoring.alert;

import io.auditdb.plugin.monitoring.alert.MailSettings.Security;
import java.io.IOException;
import java.io.Writer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient.AUTH_METHOD;
import org.apache.commons.net.smtp.SMTPReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some addresses that notices are mailed to, by one server (RFC 5321). For one thread. */
final class Mailbox implements Destination {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    /** What is introduced as: it accepts no mail, so its name is nobody's business. */
    private static final String GREETING = "[127.0.0.1]";

    private final MailSettings settings;
    private final String host;
    private final Optional<String> password;
    private final Duration timeout;
    private final SSLContext trust;
    private final Clock clock;

    /** Trusts those certificates that {@code trust} does. */
    Mailbox(MailSettings settings, Optional<String> password, Duration timeout, SSLContext trust, Clock clock) {
        this.settings = settings;
        this.host = settings.host().orElseThrow();
        this.password = password;
        this.timeout = timeout;
        this.trust = trust;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "mail by " + host + ":" + settings.port();
    }

    @Override
    public void deliver(String key, List<Notice> notices) throws IOException {
        var client = new AuthenticatingSMTPClient(settings.security() == Security.TLS, trust);
        client.setEndpointCheckingEnabled(true);
        client.setConnectTimeout((int) timeout.toMillis());
        client.setDefaultTimeout((int) timeout.toMillis());
        try {
            client.connect(host, settings.port());
            require(SMTPReply.isPositiveCompletion(client.getReplyCode()), client);
            require(client.elogin(GREETING), client);
            secure(client);
            logIn(client);
            send(client, key, notices);
            leave(client);
        } finally {
            client.disconnect();
        }
    }

    /** The server is greeted again, because what it said before may have been said by somebody else. */
    private void secure(AuthenticatingSMTPClient client) throws IOException {
        if (settings.security() == Security.STARTTLS) {
            require(client.execTLS(), client);
            require(client.elogin(GREETING), client);
        }
    }

    private void logIn(AuthenticatingSMTPClient client) throws IOException {
        if (password.isPresent()) {
            try {
                require(client.auth(AUTH_METHOD.PLAIN, settings.user().orElseThrow(), password.get()), client);
            } catch (GeneralSecurityException e) {
                throw new IOException(name() + " could not be logged in to", e);
            }
        }
    }

    private void send(AuthenticatingSMTPClient client, String key, List<Notice> notices) throws IOException {
        String from = settings.from().orElseThrow();
        require(client.setSender(from), client);
        require(isAnybodyThere(client), client);
        Writer data = client.sendMessageData();
        if (data == null) {
            throw refused(client);
        }
        try (data) {
            data.write(MailText.of(from, settings.to(), key, clock.instant(), notices));
        }
        require(client.completePendingCommand(), client);
    }

    /** One address that is no more does not keep the others from being told. */
    private boolean isAnybodyThere(AuthenticatingSMTPClient client) throws IOException {
        boolean isAnybody = false;
        for (String address : settings.to()) {
            if (client.addRecipient(address)) {
                isAnybody = true;
            } else {
                log.warn("{} does not take mail for {}: {}", name(), address, client.getReplyCode());
            }
        }
        return isAnybody;
    }

    /** The mail was taken; whatever happens now, it is not to be sent again. */
    private void leave(AuthenticatingSMTPClient client) {
        try {
            client.logout();
        } catch (IOException e) {
            log.debug("{} did not say goodbye", name(), e);
        }
    }

    private void require(boolean done, AuthenticatingSMTPClient client) throws IOException {
        if (!done) {
            throw refused(client);
        }
    }

    private IOException refused(AuthenticatingSMTPClient client) {
        return new IOException(name() + " answered " + client.getReplyCode());
    }
}
