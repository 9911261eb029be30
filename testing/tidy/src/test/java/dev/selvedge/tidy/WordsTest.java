package dev.selvedge.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.tidy.Repository.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a text of this repository may not say: whose machine it was written on, and what nobody will come back to. */
class WordsTest {
    /** Spelled apart, so that this file does not find itself. */
    private static final List<String> NOT_HERE = List.of(
            // paths of one machine, and of folders that stand beside a checkout
            "(?<![\\w.])/wor" + "k/(?:main|wt|shared|\\.)",
            "(?<![\\w.])/home/(?!web_user)[a-z]+/",
            "\\.\\./sha" + "red/",
            "/tmp/sel" + "vedge/",
            // registries: which one is asked is the machine's business
            "registry\\.np" + "mjs\\.org",
            "registry\\.ya" + "rnpkg\\.com",
            "repo1?\\.mav" + "en\\.(?:apache\\.)?org",
            "\"reso" + "lved\":",
            // the talk of those who build it, which means nothing to those who read it
            "CONTRACT\\.m" + "d",
            "(?i)\\b(?:this|the first|the next|next|previous) iss" + "ue\\b",
            "(?i)\\biss" + "ue #?\\d",
            "(?i)\\b(?:this|the next|a later|coding|agent) ses" + "sion\\b",
            "(?i)\\bby the hel" + "per\\b",
            "(?i)\\bas an (?:AI|language) mo" + "del\\b");

    private static final Pattern BANNED = Pattern.compile(String.join("|", NOT_HERE));

    /** A reminder must name where it is followed up: a number or a page. */
    private static final Pattern REMINDER =
            Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|X" + "XX|HA" + "CK)\\b(?!\\((?:#\\d+|https?:)[^)]*\\))");

    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\.sl" + "eep\\(|\\bTimeUnit\\.\\w+\\.sl" + "eep\\(");

    private static final Pattern TYPE_NAME =
            Pattern.compile("\\w*(?:Manager|Helper|Util|Utils|Impl)\\.(?:java|ts|mjs)");

    @Test
    void nothingTellsWhereOrByWhomItWasWritten() {
        assertThat(findings(BANNED, Source::text)).isEmpty();
    }

    @Test
    void noReminderIsLeftWithoutAReference() {
        assertThat(findings(REMINDER, source -> source.text() && !source.path().equals("LICENSE")))
                .isEmpty();
    }

    @Test
    void nobodySleepsToWait() {
        assertThat(findings(
                        SLEEP,
                        source -> source.endsWith(".java") && !source.path().startsWith("foundation/base/src/main/")))
                .isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(Repository.sources().stream()
                        .map(source -> source.path().substring(source.path().lastIndexOf('/') + 1))
                        .filter(name -> TYPE_NAME.matcher(name).matches()))
                .isEmpty();
    }

    private static List<String> findings(Pattern pattern, Predicate<Source> where) {
        List<String> found = new ArrayList<>();
        for (Source source : Repository.sources()) {
            if (!where.test(source)) {
                continue;
            }
            int line = 0;
            for (String text : source.lines()) {
                line++;
                if (pattern.matcher(text).find()) {
                    found.add(source + ":" + line + ": " + text.strip());
                }
            }
        }
        return found;
    }
}
