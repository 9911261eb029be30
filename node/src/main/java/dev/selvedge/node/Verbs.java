package dev.selvedge.node;

import java.util.List;

/** All verbs, in the order in which somebody new meets them. */
final class Verbs {

    static final List<Verb> ALL = List.of(
            new UpVerb(),
            new EnvVerb(),
            new StatusVerb(),
            new LogsVerb(),
            new DoctorVerb(),
            new TokenVerb(),
            new ConfigVerb(),
            new VersionVerb(),
            new HelpVerb());

    private Verbs() {}
}
