package dev.selvedge.turn;

import java.util.List;
import java.util.Map;

/**
 * Which columns of a record are lengths of text parts, in the order in which the parts follow one another.
 *
 * <p>Both sides need it: the node to cut what an engine sent into parts without believing it, the engine to re-encode a turn's
 * text where it holds more than ASCII.
 */
public final class TextColumns {
    public static final TextColumns FROM_NODE = new TextColumns(fromNode());
    public static final TextColumns FROM_ISOLATE = new TextColumns(fromIsolate());

    /** How a part's characters become bytes. */
    public enum Encoding {
        /** One byte per char: headers, and bytes that travel as chars. */
        LATIN1,
        UTF8,
        /** A whole body: LATIN1, unless the body kind in the flags is {@link Wire.Body#TEXT}. */
        BODY,
        /** A chunk of a stream: LATIN1 if column b is 1, else UTF8. */
        CHUNK
    }

    private record Part(int column, Encoding encoding) {}

    private static final int A = 2;
    private static final int B = 3;
    private static final int C = 4;
    private static final int D = 5;
    private static final int E = 6;
    private static final int F = 7;

    private static final int MOST_KINDS = 25;

    private final boolean[] known = new boolean[MOST_KINDS];
    private final Part[][] byKind = new Part[MOST_KINDS][0];

    private TextColumns(Map<Integer, List<Part>> table) {
        table.forEach((kind, parts) -> {
            known[kind] = true;
            byKind[kind] = parts.toArray(Part[]::new);
        });
    }

    /** Whether there is such a kind in this direction. */
    public boolean known(int kind) {
        return kind > 0 && kind < MOST_KINDS && known[kind];
    }

    /** Number of text parts of a record of this known kind. */
    public int count(int kind) {
        return byKind[kind].length;
    }

    /** Which int of the record (2 is column a) holds the length of its n-th part. */
    public int column(int kind, int part) {
        return byKind[kind][part].column();
    }

    public Encoding encoding(int kind, int part) {
        return byKind[kind][part].encoding();
    }

    private static Map<Integer, List<Part>> fromNode() {
        return Map.ofEntries(
                entry(Wire.In.REQUEST, latin1(B), latin1(C), latin1(D), latin1(F)),
                entry(Wire.In.EVENT, latin1(B)),
                entry(Wire.In.SLOT),
                entry(Wire.In.BYTES, latin1(A)),
                entry(Wire.In.END),
                entry(Wire.In.BROKEN, latin1(B)),
                entry(Wire.In.REPLY, latin1(B), latin1(C), latin1(D), latin1(F)),
                entry(Wire.In.REFUSED, latin1(B)),
                entry(Wire.In.VALUE, latin1(A)),
                entry(Wire.In.CREDIT),
                entry(Wire.In.ABORT),
                entry(Wire.In.WS_TEXT, latin1(A)),
                entry(Wire.In.WS_BINARY, latin1(A)),
                entry(Wire.In.WS_CLOSE, latin1(B)),
                entry(Wire.In.ACTOR, latin1(A)),
                entry(Wire.In.SOCKET_EVENT, latin1(D)),
                entry(Wire.In.EVICT),
                entry(Wire.In.AUTO_RESPONDED));
    }

    private static Map<Integer, List<Part>> fromIsolate() {
        return Map.ofEntries(
                entry(Wire.Out.RESPONSE, latin1(C), latin1(D), new Part(E, Encoding.BODY)),
                entry(Wire.Out.SLOT),
                entry(Wire.Out.BYTES, new Part(A, Encoding.CHUNK)),
                entry(Wire.Out.END),
                entry(Wire.Out.BROKEN, utf8(B)),
                entry(Wire.Out.FETCH, utf8(C), latin1(D), new Part(E, Encoding.BODY)),
                entry(Wire.Out.TIMER),
                entry(Wire.Out.CANCEL),
                entry(Wire.Out.CREDIT),
                entry(Wire.Out.DONE, utf8(C)),
                entry(Wire.Out.WS_TEXT, utf8(A)),
                entry(Wire.Out.WS_BINARY, latin1(A)),
                entry(Wire.Out.WS_CLOSE, utf8(B)),
                entry(Wire.Out.FAILED, utf8(C)),
                entry(Wire.Out.COMMIT, latin1(A)),
                entry(Wire.Out.ACTOR_RESET, utf8(A)),
                entry(Wire.Out.ACTOR_CLOSED),
                entry(Wire.Out.SYNC),
                entry(Wire.Out.BOOKMARK, utf8(B)),
                entry(Wire.Out.SOCKET, utf8(B)),
                entry(Wire.Out.SOCKET_SEND, new Part(C, Encoding.CHUNK)),
                entry(Wire.Out.AUTO_RESPONSE, utf8(A), utf8(B)),
                entry(Wire.Out.FACET, utf8(B), utf8(C)));
    }

    private static Map.Entry<Integer, List<Part>> entry(int kind, Part... parts) {
        return Map.entry(kind, List.of(parts));
    }

    private static Part latin1(int column) {
        return new Part(column, Encoding.LATIN1);
    }

    private static Part utf8(int column) {
        return new Part(column, Encoding.UTF8);
    }
}
