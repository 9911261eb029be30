package dev.selvedge.webapi;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** AES key wrap (RFC 3394). What is wrapped has been checked to be a multiple of eight bytes. */
final class KeyWrap {
    /** Six passes of single blocks: beyond this it would hold the thread for longer than the watchdog is patient. */
    private static final int MOST_BYTES = 1 << 20;

    private KeyWrap() {}

    /** Data: wrapping key, what is to be wrapped. */
    static byte[] wrap(Call call) throws GeneralSecurityException {
        return run(Cipher.ENCRYPT_MODE, call, "AES-KW key wrapping failed.");
    }

    /** Data: wrapping key, what was wrapped. */
    static byte[] unwrap(Call call) throws GeneralSecurityException {
        return run(Cipher.DECRYPT_MODE, call, "AES-KW key unwrapping failed.");
    }

    private static byte[] run(int direction, Call call, String failure) throws GeneralSecurityException {
        if (call.buffer(1).remaining() > MOST_BYTES) {
            throw new HostException("OperationError", failure);
        }
        Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
        cipher.init(direction, new SecretKeySpec(call.bytes(0), "AES"));
        try {
            return cipher.doFinal(call.bytes(1));
        } catch (GeneralSecurityException e) {
            throw new HostException("OperationError", failure);
        }
    }
}
