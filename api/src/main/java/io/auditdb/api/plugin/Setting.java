package io.auditdb.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a component of a configuration record. The key is the component's name in kebab case: {@code idleTimeout}
 * is set as {@code idle-timeout}.
 *
 * <p>A component may be a {@link String}, int, long, boolean, double, an enum, {@link java.time.Duration} ({@code 30s},
 * {@code 10m}, {@code 250ms}, {@code 7d}), {@link DataSize} ({@code 100MB}), {@link java.nio.file.Path}, {@link
 * java.net.URI}, a {@code List<String>}, a {@code Map<String, String>}, an {@link java.util.Optional} of a scalar, or
 * another such record.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** Says what the setting does, for the reference and for {@code config show}. */
    String value();

    /**
     * The value when nothing is configured, as it would be written; empty for none, which makes the key required. For a
     * component that is another record: the defaults of its settings that differ here, as {@code failures=3, window=15s}.
     */
    String defaultValue() default "";

    /** Whether the value is never to be shown. */
    boolean secret() default false;
}
