package dev.selvedge.net;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Chunked bodies: the same bytes and the same end however they are cut, and never more than the limit. */
public final class ChunkedBodyTarget implements Target {
    private static final int LIMIT = 1 << 16;

    /** What a reader heard. */
    private static final class Heard implements BodyReader, BodyIntake.Source {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void chunk(ByteBuffer bytes) {
            text.append(StandardCharsets.ISO_8859_1.decode(bytes));
        }

        @Override
        public void end() {
            text.append("|end");
        }

        @Override
        public void broken(NetFailure failure) {
            text.append("|broken");
        }

        @Override
        public void consumed(int bytes) {
            Target.check(bytes > 0, "what was taken was something");
        }

        @Override
        public void demandChanged() {
            // The bytes come anyway.
        }
    }

    @Override
    public void attack(byte[] input) {
        Target.check(read(Cuts.of(input)).equals(read(Cuts.none(input))), "a body is the same however it is cut");
    }

    private static String read(List<byte[]> input) {
        Heard heard = new Heard();
        BodyIntake intake = new BodyIntake(heard);
        intake.read(heard);
        intake.allow(Integer.MAX_VALUE);
        BodyDecoder decoder = new BodyDecoder();
        decoder.chunked(LIMIT);
        boolean[] whole = {false};
        try {
            Pieces.feed(input, bytes -> {
                if (!whole[0] && decoder.decode(bytes, intake)) {
                    whole[0] = true;
                    intake.end();
                }
            });
        } catch (BadMessage bad) {
            Target.check(bad.status() >= 400, "a refusal has a status");
            return "refused";
        }
        Target.check(intake.received() <= LIMIT, "a body keeps to its limit");
        return heard.text.toString();
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "\u00ff5\r\nhello\r\n0\r\n\r\n",
                "\u0002a;name=value\r\n0123456789\r\n1\r\nx\r\n0\r\nTrailer: yes\r\n\r\nGET /",
                "\u0001FFFF\r\n",
                "\u0005000000\r\n\r\n");
    }
}
