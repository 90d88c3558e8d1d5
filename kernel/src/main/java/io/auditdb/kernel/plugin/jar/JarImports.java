package io.auditdb.kernel.plugin.jar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.stream.Collectors;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Compares what a bundle imports with what the host has. Source: OSGi Core 8, 3.6.4. */
public final class JarImports {
    private JarImports() {}

    /**
     * Says what is missing, in sentences; empty when nothing is.
     *
     * @param host the packages that the host passes on, with their versions, as an {@code Export-Package} header
     */
    public static List<String> problems(Attributes manifest, String host) {
        Map<String, List<Version>> there = PackageClause.parse(host).stream()
                .collect(Collectors.groupingBy(
                        PackageClause::name,
                        Collectors.mapping(it -> Version.parseVersion(it.version()), Collectors.toList())));
        // Who exports a package may import it from himself
        Set<String> own = PackageClause.parse(manifest.getValue("Export-Package")).stream()
                .map(PackageClause::name)
                .collect(Collectors.toSet());
        var problems = new ArrayList<String>();
        for (PackageClause imported : PackageClause.parse(manifest.getValue("Import-Package"))) {
            String name = imported.name();
            var range = VersionRange.valueOf(imported.version());
            if (imported.optional() || own.contains(name) || isOfFramework(name) || isOfJdk(name)) {
                continue;
            }
            List<Version> versions = there.get(name);
            if (versions == null) {
                problems.add("it imports " + name + ", which the platform does not have; put it into the jar");
            } else if (versions.stream().noneMatch(range::includes)) {
                problems.add("it is built for version " + range + " of " + name + ", this platform has "
                        + versions.get(versions.size() - 1));
            }
        }
        return problems;
    }

    private static boolean isOfFramework(String name) {
        return name.startsWith("org.osgi.");
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java.")
                || ModuleLayer.boot().modules().stream()
                        .filter(it ->
                                it.getName().startsWith("java.") || it.getName().startsWith("jdk."))
                        .anyMatch(it -> it.getPackages().contains(name) && it.isExported(name));
    }
}
