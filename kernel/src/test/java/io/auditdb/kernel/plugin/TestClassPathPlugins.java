package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.kernel.config.Configuration;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestClassPathPlugins {
    @TempDir
    Path directory;

    @Test
    void theSameJarRunsOnAClassPath() throws Exception {
        Path jar = new PluginJars(directory).sample("sample", "1.2.3", directory.resolve("lib"));
        var configuration =
                Configuration.builder().set("plugins.sample.answer", "hi").build();
        try (var loader = new URLClassLoader(
                        new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
                var host = new PluginHost(
                        configuration, PluginSource.classPath(loader), directory, (by, action, details) -> {})) {
            assertThat(host.load()).containsOnlyKeys("sample");
            host.startAll();
            RetentionGuard guard = host.service(RetentionGuard.class);
            assertThat(TestingHost.ask(guard, "t")).isEqualTo("1.2.3 hi");
            assertThat(host.list(TestingHost.OPERATOR))
                    .extracting(PluginInfo::version, PluginInfo::state)
                    .containsExactly(tuple("1.2.3", State.ACTIVE));

            host.swap(TestingHost.OPERATOR, "sample");
            assertThat(TestingHost.ask(guard, "t")).isEqualTo("1.2.3 hi");
            host.disable(TestingHost.OPERATOR, "sample");
            assertThat(host.configuration().enabledPlugins()).isEmpty();
            host.enable(TestingHost.OPERATOR, "sample");
            assertThat(TestingHost.ask(guard, "t")).isEqualTo("1.2.3 hi");

            var failure = catchThrowableOfType(AuditDbException.class, () -> host.install(TestingHost.OPERATOR, jar));
            assertThat(failure.code()).isEqualTo(StandardErrorCode.CONFLICT);
        }
    }
}
