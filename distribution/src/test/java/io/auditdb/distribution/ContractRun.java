package io.auditdb.distribution;

import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.contract.Capability;
import io.auditdb.testing.contract.PluginContracts;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * Opens the whole platform with all plugins that need no other server, and asks each extension what its kind promises. A program
 * of its own, to be run by any Java: {@code ContractRun VAR CONFIGURATION [PLUGINS]}, from jars in a directory in Felix, or
 * without one from the class path.
 */
final class ContractRun {
    private ContractRun() {}

    public static void main(String[] arguments) throws Exception {
        Path var = Path.of(arguments[0]);
        Configuration configuration = Configuration.load(Path.of(arguments[1]), Map.of());
        int broken = 0;
        try (AuditDb platform = arguments.length > 2
                ? AuditDb.open(configuration, var, Path.of(arguments[2]))
                : AuditDb.open(configuration, var)) {
            List<PluginContracts.Question> questions =
                    new PluginContracts(platform::extensions, EnumSet.allOf(Capability.class)).questions();
            for (PluginContracts.Question question : questions) {
                try {
                    question.check().run();
                } catch (Exception | AssertionError e) {
                    broken++;
                    System.out.println("BROKEN " + question.name() + ": " + e);
                }
            }
            System.out.println("asked " + questions.size() + ", broken " + broken + ", java "
                    + Runtime.version().feature());
        }
        System.exit(broken == 0 ? 0 : 1); // also when a library has left a thread
    }
}
