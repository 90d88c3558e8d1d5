package io.auditdb.client;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where the platform is, and what a client waits for. Immutable. */
public final class ClientSettings {
    private final Builder parts;

    private ClientSettings(Builder parts) {
        this.parts = parts;
    }

    /**
     * Starts with the defaults.
     *
     * @param url the base URL, {@code http} or {@code https}
     * @throws IllegalArgumentException when it is no such URL
     */
    public static Builder builder(URI url) {
        return new Builder(url);
    }

    /** Returns the base URL, without a slash at the end. */
    public URI url() {
        return parts.url;
    }

    /** Returns the bearer token, if there is one. */
    public Optional<String> token() {
        return Optional.ofNullable(parts.token);
    }

    /** Returns the longest wait for a connection; 5 s. */
    public Duration connectTimeout() {
        return parts.connectTimeout;
    }

    /** Returns the longest wait for the next bytes of an answer; 60 s. */
    public Duration readTimeout() {
        return parts.readTimeout;
    }

    /** Returns the longest wait for the answer to a bulk append after the last byte is sent; 10 min. */
    public Duration bulkTimeout() {
        return parts.bulkTimeout;
    }

    /** Returns how often a request that may be repeated is sent at most; 4. */
    public int maxAttempts() {
        return parts.maxAttempts;
    }

    /** Returns the wait before the second attempt, doubled for each further one; 200 ms. */
    public Duration retryDelay() {
        return parts.retryDelay;
    }

    /** Returns the longest wait before an attempt; when the platform asks for more, the client gives up; 30 s. */
    public Duration maxRetryDelay() {
        return parts.maxRetryDelay;
    }

    /** Returns the largest answer that is held in memory; streams are not; 64 MB. */
    public DataSize maxAnswerSize() {
        return parts.maxAnswerSize;
    }

    /** Returns the URL only: the token is a secret. */
    @Override
    public String toString() {
        return "ClientSettings[" + parts.url + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private final URI url;
        private String token;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration readTimeout = Duration.ofSeconds(60);
        private Duration bulkTimeout = Duration.ofMinutes(10);
        private int maxAttempts = 4;
        private Duration retryDelay = Duration.ofMillis(200);
        private Duration maxRetryDelay = Duration.ofSeconds(30);
        private DataSize maxAnswerSize = new DataSize(64L << 20);

        private Builder(URI url) {
            requireNonNull(url, "url is null");
            String scheme = url.getScheme();
            boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            if (!web || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
                throw new IllegalArgumentException("expected a URL such as http://127.0.0.1:8620");
            }
            if (url.getUserInfo() != null) {
                throw new IllegalArgumentException("the URL must not hold credentials: use a token");
            }
            String text = url.toString();
            this.url = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
        }

        private Builder(Builder other) {
            this.url = other.url;
            this.token = other.token;
            this.connectTimeout = other.connectTimeout;
            this.readTimeout = other.readTimeout;
            this.bulkTimeout = other.bulkTimeout;
            this.maxAttempts = other.maxAttempts;
            this.retryDelay = other.retryDelay;
            this.maxRetryDelay = other.maxRetryDelay;
            this.maxAnswerSize = other.maxAnswerSize;
        }

        /** Sets the bearer token; null for none. */
        public Builder token(String token) {
            if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException("a token is printable ASCII without spaces");
            }
            this.token = token;
            return this;
        }

        /** Sets {@link ClientSettings#connectTimeout()}. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = positive(connectTimeout);
            return this;
        }

        /** Sets {@link ClientSettings#readTimeout()}. */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = positive(readTimeout);
            return this;
        }

        /** Sets {@link ClientSettings#bulkTimeout()}. */
        public Builder bulkTimeout(Duration bulkTimeout) {
            this.bulkTimeout = positive(bulkTimeout);
            return this;
        }

        /** Sets {@link ClientSettings#maxAttempts()}; 1 for no retry. */
        public Builder maxAttempts(int maxAttempts) {
            if (maxAttempts < 1) {
                throw new IllegalArgumentException("there must be at least 1 attempt");
            }
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** Sets {@link ClientSettings#retryDelay()}. */
        public Builder retryDelay(Duration retryDelay) {
            this.retryDelay = positive(retryDelay);
            return this;
        }

        /** Sets {@link ClientSettings#maxRetryDelay()}. */
        public Builder maxRetryDelay(Duration maxRetryDelay) {
            this.maxRetryDelay = positive(maxRetryDelay);
            return this;
        }

        /** Sets {@link ClientSettings#maxAnswerSize()}. */
        public Builder maxAnswerSize(DataSize maxAnswerSize) {
            this.maxAnswerSize = requireNonNull(maxAnswerSize, "maxAnswerSize is null");
            return this;
        }

        /** Builds the settings. */
        public ClientSettings build() {
            return new ClientSettings(new Builder(this));
        }

        private static Duration positive(Duration duration) {
            long millis = duration.toMillis();
            if (millis < 1 || millis > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a wait must be from 1 ms to 24 days");
            }
            return duration;
        }
    }
}
