package io.auditdb.kernel.plugin.jar;

import io.auditdb.kernel.plugin.jar.PluginUses.Means;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads the classes of a jar for what they would do. What is done by reflection is not seen. */
public final class ClassScan {
    private static final int NEWEST = Opcodes.V17;
    private static final String CONTEXT = "io/auditdb/api/plugin/PluginContext";

    private static final Map<Means, Pattern> OWNERS = Map.of(
            Means.NETWORK,
            Pattern.compile("java/net/(Socket|ServerSocket|DatagramSocket|MulticastSocket|URLConnection"
                    + "|HttpURLConnection|http/HttpClient)|java/nio/channels/\\w*(SocketChannel|DatagramChannel)"
                    + "|javax/net/.*"),
            Means.FILES,
            Pattern.compile("java/nio/file/Files|java/io/(File(Input|Output)Stream|FileReader|FileWriter"
                    + "|RandomAccessFile)|java/nio/channels/(Asynchronous)?FileChannel"),
            Means.PROCESSES,
            Pattern.compile("java/lang/ProcessBuilder"));

    private final Map<Means, Set<String>> means = new EnumMap<>(Means.class);
    private final Set<String> services = new TreeSet<>();
    private final Set<String> exits = new TreeSet<>();
    private final Set<String> hooks = new TreeSet<>();
    private final Set<String> tooNew = new TreeSet<>();
    private final Set<String> unread = new TreeSet<>();

    private ClassScan() {}

    /** Reads them all. */
    public static ClassScan of(JarFile jar) throws IOException {
        var scan = new ClassScan();
        jar.stream().map(JarEntry::getName).filter(it -> it.endsWith(".jar")).forEach(scan.unread::add);
        List<JarEntry> classes =
                jar.stream().filter(it -> it.getName().endsWith(".class")).toList();
        for (JarEntry entry : classes) {
            try (InputStream in = jar.getInputStream(entry)) {
                scan.read(entry.getName(), in.readAllBytes());
            }
        }
        return scan;
    }

    private void read(String entry, byte[] bytes) throws IOException {
        try {
            int version = ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
            if (version > NEWEST && !entry.startsWith("META-INF/versions/")) {
                tooNew.add(entry);
            }
            new ClassReader(bytes).accept(new Calls(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(entry + " is not a class that can be read", e);
        }
    }

    /** Where code uses something, by class. */
    public Map<Means, Set<String>> means() {
        return Map.copyOf(means);
    }

    /** The services and extensions that are asked for by a constant. */
    public Set<String> services() {
        return Set.copyOf(services);
    }

    /** Where the virtual machine would be ended. */
    public Set<String> exits() {
        return Set.copyOf(exits);
    }

    /** Where a shutdown hook is added, which keeps the plugin's classes for good. */
    public Set<String> hooks() {
        return Set.copyOf(hooks);
    }

    /** Jars inside the jar. */
    public Set<String> unread() {
        return Set.copyOf(unread);
    }

    /** Classes that need a newer Java than the platform. */
    public Set<String> tooNew() {
        return Set.copyOf(tooNew);
    }

    private final class Calls extends ClassVisitor {
        private String name;

        Calls() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            this.name = name.replace('/', '.');
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            String place = name + "." + method;
            return new MethodVisitor(Opcodes.ASM9) {
                private Object constant;

                @Override
                public void visitLdcInsn(Object value) {
                    constant = value;
                    refer(value);
                }

                @Override
                public void visitVarInsn(int opcode, int variable) {
                    constant = null;
                }

                @Override
                public void visitInvokeDynamicInsn(
                        String called, String calledDescriptor, Handle bootstrap, Object... constants) {
                    constant = null;
                    Arrays.stream(constants).forEach(this::refer);
                }

                private void refer(Object value) {
                    if (value instanceof Handle handle) {
                        call(place, handle.getOwner(), handle.getName());
                    }
                }

                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String called, String calledDescriptor, boolean isInterface) {
                    call(place, owner, called);
                    boolean isAsking = called.equals("service") || called.equals("extensions");
                    if (owner.equals(CONTEXT) && isAsking && constant instanceof Type type) {
                        String asked = type.getClassName();
                        services.add(asked.substring(Math.max(asked.lastIndexOf('.'), asked.lastIndexOf('$')) + 1));
                    }
                    constant = null;
                }
            };
        }

        private void call(String place, String owner, String called) {
            if (ExitGuard.ends(owner, called)) {
                exits.add(place);
            }
            if (owner.equals("java/lang/Runtime") && called.equals("addShutdownHook")) {
                hooks.add(place);
            }
            if (owner.equals("java/lang/Runtime") && called.equals("exec")) {
                add(Means.PROCESSES);
            }
            if (owner.equals("java/net/URL") && (called.equals("openConnection") || called.equals("openStream"))) {
                add(Means.NETWORK);
            }
            OWNERS.forEach((kind, pattern) -> {
                if (pattern.matcher(owner).matches()) {
                    add(kind);
                }
            });
        }

        private void add(Means kind) {
            means.computeIfAbsent(kind, key -> new TreeSet<>()).add(name);
        }
    }
}
