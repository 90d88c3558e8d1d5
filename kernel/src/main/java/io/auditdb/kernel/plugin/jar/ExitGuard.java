package io.auditdb.kernel.plugin.jar;

import java.util.Arrays;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Takes from a class the power to end the virtual machine: calls of {@code System.exit}, {@code Runtime.exit} and {@code
 * Runtime.halt}, and references to them, go to a method added to the class, which throws. Calls by reflection are not seen.
 */
public final class ExitGuard {
    private static final String REFUSED = "auditdb$endRefused";
    private static final String MESSAGE = "A plugin must not end the process; throw an exception instead";

    /** The tag of a text among the constants of a class, JVMS 4.4.7. */
    private static final byte UTF8 = 1;

    private static final byte[] EXIT = {'e', 'x', 'i', 't'};
    private static final byte[] HALT = {'h', 'a', 'l', 't'};

    private ExitGuard() {}

    static boolean ends(String owner, String method) {
        return switch (owner) {
            case "java/lang/System" -> method.equals("exit");
            case "java/lang/Runtime" -> method.equals("exit") || method.equals("halt");
            default -> false;
        };
    }

    /** Returns the class without such calls; empty when it has none. */
    public static Optional<byte[]> guard(byte[] original) {
        var reader = new ClassReader(original);
        if (!namesAnEnd(reader, original)) {
            return Optional.empty();
        }
        var writer = new ClassWriter(reader, 0);
        var guarded = new Guarded(writer);
        reader.accept(guarded, 0);
        return guarded.isChanged() ? Optional.of(writer.toByteArray()) : Optional.empty();
    }

    /** Whether the constants of a class have the name of such a method: of the thousands that a plugin brings, few do. */
    private static boolean namesAnEnd(ClassReader reader, byte[] original) {
        for (int i = 1; i < reader.getItemCount(); i++) {
            int place = reader.getItem(i);
            boolean isText = place > 0 && original[place - 1] == UTF8;
            if (isText && (isAt(original, place, EXIT) || isAt(original, place, HALT))) {
                return true;
            }
        }
        return false;
    }

    /** A text is its length in two bytes, then its bytes. */
    private static boolean isAt(byte[] original, int place, byte[] text) {
        return original[place] == 0
                && original[place + 1] == text.length
                && Arrays.equals(original, place + 2, place + 2 + text.length, text, 0, text.length);
    }

    private static final class Guarded extends ClassVisitor {
        private String name;
        private boolean isInterface;
        private boolean ofSystem;
        private boolean ofRuntime;

        Guarded(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        boolean isChanged() {
            return ofSystem || ofRuntime;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            this.name = name;
            this.isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, name, signature, parent, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String called, String calledDescriptor, boolean ofInterface) {
                    if (!ends(owner, called)) {
                        super.visitMethodInsn(opcode, owner, called, calledDescriptor, ofInterface);
                        return;
                    }
                    boolean isStatic = opcode == Opcodes.INVOKESTATIC;
                    ofSystem |= isStatic;
                    ofRuntime |= !isStatic;
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, name, REFUSED, refusal(isStatic), isInterface);
                }

                @Override
                public void visitInvokeDynamicInsn(
                        String called, String calledDescriptor, Handle bootstrap, Object... constants) {
                    Object[] guarded =
                            Arrays.stream(constants).map(it -> guarded(it)).toArray();
                    super.visitInvokeDynamicInsn(called, calledDescriptor, bootstrap, guarded);
                }

                @Override
                public void visitLdcInsn(Object value) {
                    super.visitLdcInsn(guarded(value));
                }
            };
        }

        /** A reference to a method that ends the process becomes one to the method that refuses. */
        private Object guarded(Object constant) {
            if (!(constant instanceof Handle handle) || !ends(handle.getOwner(), handle.getName())) {
                return constant;
            }
            boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC;
            ofSystem |= isStatic;
            ofRuntime |= !isStatic;
            return new Handle(Opcodes.H_INVOKESTATIC, name, REFUSED, refusal(isStatic), isInterface);
        }

        private static String refusal(boolean ofSystem) {
            return ofSystem ? "(I)V" : "(Ljava/lang/Runtime;I)V";
        }

        @Override
        public void visitEnd() {
            if (ofSystem) {
                addRefusal(true);
            }
            if (ofRuntime) {
                addRefusal(false);
            }
            super.visitEnd();
        }

        private void addRefusal(boolean system) {
            String exception = Type.getInternalName(IllegalStateException.class);
            MethodVisitor code = super.visitMethod(
                    Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                    REFUSED,
                    refusal(system),
                    null,
                    null);
            code.visitCode();
            code.visitTypeInsn(Opcodes.NEW, exception);
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(MESSAGE);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, exception, "<init>", "(Ljava/lang/String;)V", false);
            code.visitInsn(Opcodes.ATHROW);
            code.visitMaxs(3, 2);
            code.visitEnd();
        }
    }
}
