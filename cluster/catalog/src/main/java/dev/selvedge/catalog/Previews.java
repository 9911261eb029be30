package dev.selvedge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hosts that name one version: {@code <first 8 digits of the version id>-<worker>} and {@code <alias>-<worker>}. */
final class Previews {

    /** Key of the annotation that gives a version its alias. */
    static final String ALIAS = "workers/alias";

    private static final int ID_DIGITS = 8;

    private Previews() {}

    static @Nullable Target find(State state, Account account, String label) {
        for (int dash = label.indexOf('-'); dash > 0; dash = label.indexOf('-', dash + 1)) {
            Script script = state.scriptsByKey().get(new ScriptKey(account.id(), label.substring(dash + 1)));
            if (script != null && script.previewsEnabled()) {
                Version version = versionOf(script, label.substring(0, dash));
                if (version != null) {
                    return new Target(account, script, version);
                }
            }
        }
        return null;
    }

    private static @Nullable Version versionOf(Script script, String name) {
        List<Version> versions = script.versions();
        for (int i = versions.size() - 1; i >= 0; i--) {
            Version version = versions.get(i);
            if (name.equals(version.annotations().get(ALIAS)) || isPrefix(name, version.id())) {
                return version;
            }
        }
        return null;
    }

    private static boolean isPrefix(String name, VersionId id) {
        return name.length() == ID_DIGITS && id.toString().startsWith(name);
    }
}
