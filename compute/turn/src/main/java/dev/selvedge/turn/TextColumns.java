package dev.selvedge.turn;

import java.util.Arrays;

/**
 * Which columns of a record are lengths of text parts, in the order in which the parts follow one another.
 *
 * <p>Both sides need it: the node to cut what an engine sent into parts without believing it, the engine to re-encode a turn's
 * text where it holds more than ASCII.
 */
public enum TextColumns {
    FROM_NODE(fromNode()),
    FROM_ISOLATE(fromIsolate());

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

    private static final Part[] UNKNOWN = new Part[0];

    private final Part[][] byKind;

    TextColumns(Part[][] byKind) {
        this.byKind = byKind;
    }

    /** Whether there is such a kind in this direction. */
    public boolean known(int kind) {
        return kind > 0 && kind < byKind.length && byKind[kind] != UNKNOWN;
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

    private static Part[][] fromNode() {
        Part[][] table = unknown(Wire.In.WS_CLOSE);
        table[Wire.In.REQUEST] = latin1(B, C, D, F);
        table[Wire.In.EVENT] = latin1(B);
        table[Wire.In.SLOT] = latin1();
        table[Wire.In.BYTES] = latin1(A);
        table[Wire.In.END] = latin1();
        table[Wire.In.BROKEN] = latin1(B);
        table[Wire.In.REPLY] = latin1(B, C, D, F);
        table[Wire.In.REFUSED] = latin1(B);
        table[Wire.In.VALUE] = latin1(A);
        table[Wire.In.CREDIT] = latin1();
        table[Wire.In.ABORT] = latin1();
        table[Wire.In.WS_TEXT] = latin1(A);
        table[Wire.In.WS_BINARY] = latin1(A);
        table[Wire.In.WS_CLOSE] = latin1(B);
        return table;
    }

    private static Part[][] fromIsolate() {
        Part[][] table = unknown(Wire.Out.FAILED);
        table[Wire.Out.RESPONSE] = new Part[] {latin1Part(C), latin1Part(D), new Part(E, Encoding.BODY)};
        table[Wire.Out.SLOT] = latin1();
        table[Wire.Out.BYTES] = new Part[] {new Part(A, Encoding.CHUNK)};
        table[Wire.Out.END] = latin1();
        table[Wire.Out.BROKEN] = utf8(B);
        table[Wire.Out.FETCH] = new Part[] {utf8Part(C), latin1Part(D), new Part(E, Encoding.BODY)};
        table[Wire.Out.TIMER] = latin1();
        table[Wire.Out.CANCEL] = latin1();
        table[Wire.Out.CREDIT] = latin1();
        table[Wire.Out.DONE] = utf8(C);
        table[Wire.Out.WS_TEXT] = utf8(A);
        table[Wire.Out.WS_BINARY] = latin1(A);
        table[Wire.Out.WS_CLOSE] = utf8(B);
        table[Wire.Out.FAILED] = latin1();
        return table;
    }

    private static Part[][] unknown(int lastKind) {
        Part[][] table = new Part[lastKind + 1][];
        Arrays.fill(table, UNKNOWN);
        return table;
    }

    private static Part[] latin1(int... columns) {
        return Arrays.stream(columns).mapToObj(TextColumns::latin1Part).toArray(Part[]::new);
    }

    private static Part[] utf8(int... columns) {
        return Arrays.stream(columns).mapToObj(TextColumns::utf8Part).toArray(Part[]::new);
    }

    private static Part latin1Part(int column) {
        return new Part(column, Encoding.LATIN1);
    }

    private static Part utf8Part(int column) {
        return new Part(column, Encoding.UTF8);
    }
}
