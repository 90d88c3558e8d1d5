package io.auditdb.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.Setting;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.testing.contract.Capability;
import io.auditdb.testing.contract.PluginContracts;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every plugin must keep to. A plugin's test module has one subclass of it, which names the plugin:
 *
 * <pre>{@code
 * class TestHelloPlugin extends BasePluginTest {
 *     TestHelloPlugin() {
 *         super(HelloPlugin.class);
 *     }
 * }
 * }</pre>
 */
public abstract class BasePluginTest {
    private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;
    /** Threads of the JDK that serve whoever comes and end, or stay, on their own terms. */
    private static final Set<String> JDK_THREADS =
            Set.of("process reaper", "ForkJoinPool.commonPool", "Common-Cleaner", "Cleaner-", "Attach Listener");

    private final Class<? extends Plugin> type;

    private final List<PluginHost> started = new ArrayList<>();

    @TempDir
    private Path directory;

    /** Names the plugin. */
    protected BasePluginTest(Class<? extends Plugin> type) {
        this.type = type;
    }

    /** Adds what the plugin needs to start beyond its defaults, such as a service; nothing unless overridden. */
    protected void prepare(TestingPluginContext.Builder context) {}

    /** Says what the plugin's extensions can do without the platform: everything unless overridden. */
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /** Asks each extension what its kind promises, through the handles that the platform calls. */
    @TestFactory
    public final Stream<DynamicTest> extensionsKeepWhatTheirKindPromises() throws Exception {
        Plugin plugin = plugin();
        PluginHost host = context(plugin).host();
        host.startAll();
        started.add(host);
        Set<Capability> alone = EnumSet.noneOf(Capability.class);
        alone.addAll(capabilities());
        alone.remove(Capability.WITH_PLATFORM);
        return new PluginContracts(host::extensions, alone)
                .questions().stream()
                        .map(it -> DynamicTest.dynamicTest(
                                it.name(), () -> it.check().run()));
    }

    /** Ends what was started to be asked. */
    @AfterEach
    public final void closeHosts() {
        started.forEach(PluginHost::close);
        started.clear();
    }

    /** A plugin's directory can be reached by other users, who may not look into it. */
    @BeforeEach
    public final void openDirectory() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** The name is part of configuration keys and of environment variables. */
    @Test
    public final void hasANameInLowerCaseWithDashes() throws Exception {
        assertThat(plugin().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    }

    /** The host makes instances by reflection. */
    @Test
    public final void isPublicWithAPublicConstructor() throws Exception {
        assertThat(type).isPublic();
        assertThat(type.getConstructor().getModifiers() & Modifier.PUBLIC).isNotZero();
    }

    /** The host finds it through its declaration. */
    @Test
    public final void isDeclaredAsAService() {
        List<Class<? extends Plugin>> declared = ServiceLoader.load(Plugin.class, type.getClassLoader()).stream()
                .map(ServiceLoader.Provider::type)
                .collect(Collectors.toList());
        assertThat(declared).containsOnlyOnce(type);
    }

    /** The reference and {@code config show} are made of the descriptions. */
    @Test
    public final void describesItsSettings() throws Exception {
        assertThat(Arrays.stream(plugin().settings().getRecordComponents())
                        .filter(component -> description(component).isBlank()))
                .as("components without a description")
                .isEmpty();
    }

    private static String description(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        return setting == null ? "" : setting.value();
    }

    /** Enabling a plugin by its name alone is enough. */
    @Test
    public final void startsWithDefaultsAndEndsItsThreads() throws Exception {
        Set<Thread> before = threads();
        Plugin plugin = plugin();
        try {
            plugin.start(context(plugin));
            for (Method extensions : extensionPoints()) {
                assertThat((List<?>) extensions.invoke(plugin))
                        .as(extensions.getName())
                        .isNotNull()
                        .doesNotContainNull();
            }
        } finally {
            plugin.close();
        }
        assertThat(threadsSince(before)).as("threads that outlive the plugin").isEmpty();
    }

    private static List<Method> extensionPoints() {
        return Stream.of(Plugin.class.getMethods())
                .filter(method -> method.getReturnType() == List.class)
                .toList();
    }

    /** A host closes also what failed to start. */
    @Test
    public final void closesWithoutHavingStarted() throws Exception {
        Set<Thread> before = threads();
        plugin().close();
        assertThat(threadsSince(before)).isEmpty();
    }

    /** A restart is a new instance on the same directory. */
    @Test
    public final void startsAgainAsANewInstance() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Plugin plugin = plugin()) {
                plugin.start(context(plugin));
            }
        }
    }

    private Plugin plugin() throws ReflectiveOperationException {
        return type.getConstructor().newInstance();
    }

    private TestingPluginContext context(Plugin plugin) {
        var context = TestingPluginContext.builder(plugin.name(), directory);
        prepare(context);
        return context.build();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> JDK_THREADS.stream().noneMatch(thread.getName()::startsWith))
                .collect(Collectors.toSet());
    }

    /** Threads may take a moment to end after they were told to. */
    private static Set<Thread> threadsSince(Set<Thread> before) throws InterruptedException {
        long deadline = System.nanoTime() + THREADS_END_WITHIN.toNanos();
        Set<Thread> since = threads();
        since.removeAll(before);
        while (!since.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
            since.removeIf(thread -> !thread.isAlive());
        }
        return since;
    }
}
