package dev.selvedge.durable;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Hex;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A state of an actor's storage, as text: four groups of hexadecimal digits that sort as the states did. The last group binds it
 * to its actor, so that nobody restores with another's by mistake.
 *
 * @param sequence the commit that it is the state after
 * @param untilRestored whether it means the last state before the storage was taken back, however many commits came in between
 */
record Bookmark(long sequence, boolean untilRestored) {

    private static final Pattern TEXT =
            Pattern.compile("([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{32})", Pattern.CASE_INSENSITIVE);
    private static final int LAST = 0xffffffff;

    String text(ActorKey key) {
        String groups =
                String.format(Locale.ROOT, "%08x-%08x-%08x", sequence >>> 32, (int) sequence, untilRestored ? LAST : 0);
        return groups + "-" + proof(key, groups);
    }

    /** Null if the text is no bookmark of this actor. */
    static @Nullable Bookmark parse(ActorKey key, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String groups = text.substring(0, matcher.start(4) - 1).toLowerCase(Locale.ROOT);
        int third = Integer.parseUnsignedInt(matcher.group(3), 16);
        if (!proof(key, groups).equalsIgnoreCase(matcher.group(4)) || (third != 0 && third != LAST)) {
            return null;
        }
        long sequence = Long.parseUnsignedLong(matcher.group(1) + matcher.group(2), 16);
        return sequence < 0 ? null : new Bookmark(sequence, third == LAST);
    }

    private static String proof(ActorKey key, String groups) {
        return Hex.encode(Bytes.sha256(Bytes.utf8("selvedge bookmark " + key + " " + groups)))
                .substring(0, 32);
    }
}
