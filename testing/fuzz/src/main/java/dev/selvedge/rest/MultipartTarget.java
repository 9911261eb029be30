package dev.selvedge.rest;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Forms: a content type of the fuzzer's, and a body that says the same however it is cut. */
public final class MultipartTarget implements Target {
    private static final MultipartLimits LIMITS = new MultipartLimits(8, 512, 1 << 14);

    /** Gives one piece for each read. */
    private static final class Pieces extends InputStream {
        private final Iterator<byte[]> pieces;
        private byte[] piece = {};
        private int at;

        Pieces(List<byte[]> pieces) {
            this.pieces = pieces.iterator();
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("nobody reads bytes one by one");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            while (at == piece.length) {
                if (!pieces.hasNext()) {
                    return -1;
                }
                piece = pieces.next();
                at = 0;
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, count);
            at += count;
            return count;
        }
    }

    @Override
    public void attack(byte[] input) throws IOException {
        try {
            MultipartReader.boundaryOf(Target.text(input));
        } catch (RestException refused) {
            Target.check(refused.getMessage() != null, "a refusal says why");
        }
        List<String> inPieces = read(Cuts.of(input), true);
        Target.check(inPieces.equals(read(Cuts.none(input), true)), "a form is the same however it is cut");
        List<String> skipped = read(Cuts.of(input), false);
        boolean whole = inPieces.contains("end");
        Target.check(!whole || inPieces.size() == skipped.size(), "a part that is not read is still a part");
    }

    private static List<String> read(List<byte[]> pieces, boolean contents) throws IOException {
        MultipartReader form = new MultipartReader(new Pieces(pieces), "b", LIMITS);
        List<String> parts = new ArrayList<>();
        int bytes = 0;
        try {
            for (MultipartReader.Part part = form.next(); part != null; part = form.next()) {
                byte[] content = contents ? form.content() : new byte[0];
                bytes += content.length;
                parts.add(part + Arrays.toString(content));
            }
            parts.add("end");
        } catch (RestException refused) {
            parts.add("refused");
        }
        Target.check(bytes <= LIMITS.totalBytes() && parts.size() <= LIMITS.parts() + 1, "a form keeps to its limits");
        return parts;
    }

    @Override
    public List<byte[]> seeds() {
        String name = "Content-Disposition: form-data; name=\"a\"";
        return Target.texts(
                "multipart/form-data; charset=x; boundary=\"a b\"; more",
                "\u00ff--b\r\n" + name + "\r\n\r\nvalue\r\n--b--\r\n",
                "\u0003--b\r\n" + name
                        + "; filename=\"x%22.js\"\r\nContent-Type: text/plain; x\r\n\r\n\r\n--\r\n--b\r\n" + name
                        + "\r\n\r\n\r\n--b--");
    }
}
