package io.auditdb.spring;

import io.auditdb.api.operations.Health;
import io.auditdb.kernel.AuditDb;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Adds the platform's health to that of applications that have one. */
@AutoConfiguration(after = AuditDbAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnSingleCandidate(AuditDb.class)
public class AuditDbHealthAutoConfiguration {
    /** The platform's own report. */
    @Bean
    @ConditionalOnMissingBean(name = "auditDbHealthIndicator")
    public HealthIndicator auditDbHealthIndicator(AuditDb platform) {
        return new AuditDbHealthIndicator(platform.service(Health.class));
    }
}
