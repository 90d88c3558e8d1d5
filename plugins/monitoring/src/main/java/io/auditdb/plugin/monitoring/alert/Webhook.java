package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A URL that notices are posted to, signed: {@code X-Audit-Db-Signature: t=SECONDS,v1=HEX}, where the latter is the
 * HMAC-SHA256 of the seconds since 1970, a dot and the body. {@code X-Audit-Db-Delivery} is the same each time the same is
 * posted again.
 */
final class Webhook implements Destination {
    private static final String ALGORITHM = "HmacSHA256";

    private final Posting posting;
    private final byte[] secret;
    private final Json json;
    private final Clock clock;

    Webhook(Posting posting, byte[] secret, Json json, Clock clock) {
        this.posting = posting;
        this.secret = secret.clone();
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook " + posting.place();
    }

    @Override
    public void deliver(String key, List<Notice> notices) throws IOException {
        String body = json.write(Map.of(
                "delivery", key, "alerts", notices.stream().map(NoticeJson::of).toList()));
        long seconds = clock.instant().getEpochSecond();
        posting.post(
                body,
                Map.of(
                        "X-Audit-Db-Delivery",
                        key,
                        "X-Audit-Db-Signature",
                        "t=" + seconds + ",v1=" + sign(seconds + "." + body)));
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
