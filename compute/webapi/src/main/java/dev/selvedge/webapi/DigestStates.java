package dev.selvedge.webapi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Hashes that are being made of streams, by the isolate's number for the stream. The isolate drops those whose streams it has
 * collected; the bound is for one that makes them faster than it collects.
 */
final class DigestStates {
    private static final int MOST = 10_000;

    private final Map<Integer, State> states = new HashMap<>();

    /** A hash that is fed piece by piece. */
    private sealed interface State {
        void update(ByteBuffer data);

        byte[] end();
    }

    private record Hash(MessageDigest digest) implements State {
        @Override
        public void update(ByteBuffer data) {
            digest.update(data);
        }

        @Override
        public byte[] end() {
            return digest.digest();
        }
    }

    private record Sum(Checksum checksum, int bytes) implements State {
        @Override
        public void update(ByteBuffer data) {
            checksum.update(data);
        }

        @Override
        public byte[] end() {
            ByteBuffer all = ByteBuffer.allocate(Long.BYTES).putLong(0, checksum.getValue());
            byte[] last = new byte[bytes];
            all.get(Long.BYTES - bytes, last);
            return last;
        }
    }

    /** Number: the stream. Data: what was written to it. */
    boolean update(Call call) throws GeneralSecurityException {
        State state = states.get(call.number());
        if (state == null) {
            if (states.size() >= MOST) {
                throw new HostException("OperationError", "Too many digests are unfinished.");
            }
            state = fresh(call.detail());
            states.put(call.number(), state);
        }
        state.update(call.buffer(0));
        return true;
    }

    /** As {@link #update}, and the hash of it all. */
    byte[] end(Call call) throws GeneralSecurityException {
        update(call);
        return Objects.requireNonNull(states.remove(call.number())).end();
    }

    boolean drop(Call call) {
        return states.remove(call.number()) != null;
    }

    private static State fresh(String hash) throws GeneralSecurityException {
        return switch (hash) {
            case "crc32" -> new Sum(new CRC32(), Integer.BYTES);
            case "crc32c" -> new Sum(new CRC32C(), Integer.BYTES);
            case "crc64nvme" -> new Sum(new Crc64(), Long.BYTES);
            default -> new Hash(Providers.digest(Digests.javaName(hash)));
        };
    }
}
