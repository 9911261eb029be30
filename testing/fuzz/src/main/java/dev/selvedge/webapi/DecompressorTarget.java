package dev.selvedge.webapi;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** DecompressionStream's Java half, in each of its formats. */
public final class DecompressorTarget implements Target {
    private static final List<String> FORMATS = List.of("gzip", "deflate", "deflate-raw");
    private static final int PUT = 1;
    private static final int MORE = 2;
    private static final int FINISH = 3;
    private static final long ENDLESS = 1L << 30;

    @Override
    public void attack(byte[] input) {
        for (String format : FORMATS) {
            String cut = unpacked(Cuts.of(input), format);
            String whole = unpacked(Cuts.none(input), format);
            Target.check(cut.equals(whole), format + " is the same however it is cut: " + cut + " or " + whole);
        }
    }

    private static String unpacked(List<byte[]> pieces, String format) {
        CRC32 sum = new CRC32();
        long bytes = 0;
        try (Codecs codecs = new Codecs()) {
            int id = codecs.open(format, false);
            for (byte[] piece : pieces) {
                byte[] plain = codecs.step(PUT, id, piece);
                while (true) {
                    sum.update(plain);
                    bytes += plain.length;
                    Target.check(bytes < ENDLESS, "a stream ends");
                    if (plain.length < ByteCodec.PIECE) {
                        break;
                    }
                    plain = codecs.step(MORE, id, new byte[0]);
                }
            }
            codecs.step(FINISH, id, new byte[0]);
            return bytes + " bytes, " + sum.getValue();
        } catch (HostException broken) {
            return "broken";
        }
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String format : FORMATS) {
            try (Codecs codecs = new Codecs()) {
                int id = codecs.open(format, true);
                byte[] begun = codecs.step(PUT, id, "hello, hello, hello".getBytes(StandardCharsets.US_ASCII));
                byte[] ended = codecs.step(FINISH, id, new byte[0]);
                byte[] seed = new byte[1 + begun.length + ended.length];
                seed[0] = (byte) 0xff;
                System.arraycopy(begun, 0, seed, 1, begun.length);
                System.arraycopy(ended, 0, seed, 1 + begun.length, ended.length);
                seeds.add(seed);
            }
        }
        return seeds;
    }
}
