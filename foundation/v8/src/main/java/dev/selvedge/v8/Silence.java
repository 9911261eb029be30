package dev.selvedge.v8;

import com.caoccao.javet.interfaces.IJavetLogger;

/** Javet's warnings cost more than the calls that they are about; what matters arrives as an exception. */
final class Silence implements IJavetLogger {
    @Override
    public void debug(String message) {}

    @Override
    public void error(String message) {}

    @Override
    public void error(String message, Throwable cause) {}

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message) {}
}
