package dev.selvedge.v8;

import com.caoccao.javet.exceptions.BaseJavetScriptingException;
import com.caoccao.javet.exceptions.JavetCompilationException;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetScriptingError;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns Javet's exceptions into this module's. */
final class Failures {
    private Failures() {}

    static RuntimeException of(JavetException e) {
        if (e instanceof JavetTerminatedException) {
            return new JsTerminated(e);
        }
        if (e instanceof BaseJavetScriptingException scripting) {
            return scripting(scripting);
        }
        return new IllegalStateException(e.getMessage(), e);
    }

    private static JsException scripting(BaseJavetScriptingException e) {
        JavetScriptingError error = e.getScriptingError();
        return new JsException(
                e instanceof JavetCompilationException,
                orEmpty(error.getMessage()),
                orEmpty(error.getResourceName()),
                error.getLineNumber(),
                error.getLineNumber() == 0 ? 0 : error.getStartColumn() + 1,
                orEmpty(error.getStack()),
                e.getCause());
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
