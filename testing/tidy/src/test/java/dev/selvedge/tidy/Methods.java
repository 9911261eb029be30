package dev.selvedge.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import dev.selvedge.tidy.Repository.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** How long methods are: in Java by the compiler's own parser, elsewhere by indentation, which the formatters keep true. */
final class Methods {
    /** The first line of something with a body: a function, a method or a shell function. */
    private static final Pattern OPENING = Pattern.compile(
            "^(\\s*)(?:(?:export |default |async |static |get |set |private |public |protected )*(?:function\\b.*|"
                    + "[#\\w$]+\\(.*\\)(?:: .+)?|(?:const|let) \\w+ = (?:async )?\\(.*\\)(?:: .+)? =>)) \\{$|^(\\s*)\\w+\\(\\) \\{$");

    private static final Pattern STATEMENT = Pattern.compile("^\\s*(?:if|for|while|switch|catch|with|do|else)\\b.*");

    private Methods() {}

    record Method(String path, String name, int lines) {
        @Override
        public String toString() {
            return path + ": " + name + " has " + lines + " lines";
        }
    }

    static List<Method> inJava(List<Source> sources) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tidy needs a JDK");
        List<Method> methods = new ArrayList<>();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var units = files.getJavaFileObjectsFromPaths(sources.stream()
                    .map(source -> Repository.root().resolve(source.path()))
                    .toList());
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(unit, positions, methods).scan(unit, null);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return methods;
    }

    static List<Method> byIndentation(Source source) {
        List<String> lines = source.lines();
        List<Method> methods = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher opening = OPENING.matcher(lines.get(i));
            if (!opening.matches() || STATEMENT.matcher(lines.get(i)).matches()) {
                continue;
            }
            String indent = opening.group(1) == null ? opening.group(3) : opening.group(1);
            int end = i + 1;
            while (end < lines.size() && !lines.get(end).startsWith(indent + "}")) {
                end++;
            }
            methods.add(new Method(source.path(), lines.get(i).strip(), end - i + 1));
        }
        return methods;
    }

    private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Method> methods;
        private String owner = "";

        Scanner(CompilationUnitTree unit, SourcePositions positions, List<Method> methods) {
            this.unit = unit;
            this.positions = positions;
            this.methods = methods;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            String outer = owner;
            owner = type.getSimpleName().toString();
            super.visitClass(type, null);
            owner = outer;
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            if (method.getBody() != null) {
                add(owner + "." + method.getName(), method);
            }
            return super.visitMethod(method, null);
        }

        private void add(String name, MethodTree tree) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
            methods.add(new Method(unit.getSourceFile().getName(), name, (int) (last - first + 1)));
        }
    }
}
