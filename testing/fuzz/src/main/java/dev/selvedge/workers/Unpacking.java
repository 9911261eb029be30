package dev.selvedge.workers;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/** Unpacks hostile bodies: the same however they are cut, in pieces of the size that was asked for, and to an end. */
final class Unpacking {
    private static final int PIECE = 4096;
    /** More than a few hundred bytes can stand for; what goes on above it goes on for ever. */
    private static final long ENDLESS = 1L << 30;

    private Unpacking() {}

    static void attack(byte[] input, ContentCoding coding) {
        String cut = unpacked(Cuts.of(input), coding);
        String whole = unpacked(Cuts.none(input), coding);
        Target.check(cut.equals(whole), "a body is the same however it is cut: " + cut + " or " + whole);
    }

    private static String unpacked(List<byte[]> pieces, ContentCoding coding) {
        Decoder decoder = coding.decoder();
        CRC32 sum = new CRC32();
        long bytes = 0;
        try {
            for (byte[] piece : pieces) {
                decoder.give(ByteBuffer.wrap(piece));
                for (ByteBuffer plain = decoder.take(PIECE); plain.hasRemaining(); plain = decoder.take(PIECE)) {
                    Target.check(plain.remaining() <= PIECE, "no more comes than was asked for");
                    bytes += plain.remaining();
                    sum.update(plain);
                    Target.check(bytes < ENDLESS, "a body ends");
                }
            }
            return bytes + " bytes, " + sum.getValue() + (decoder.whole() ? " whole" : " cut short");
        } catch (DataFormatException broken) {
            return "broken";
        } finally {
            decoder.close();
        }
    }
}
