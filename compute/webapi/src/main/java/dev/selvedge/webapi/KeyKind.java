package dev.selvedge.webapi;

/** The families of keys that come in pairs. The numbers are told to JavaScript. */
enum KeyKind {
    RSA("RSA", 1),
    EC("EC", 2),
    ED25519("Ed25519", 3),
    X25519("X25519", 4);

    private final String javaName;
    private final int number;

    KeyKind(String javaName, int number) {
        this.javaName = javaName;
        this.number = number;
    }

    String javaName() {
        return javaName;
    }

    int number() {
        return number;
    }

    /** The kind that an algorithm of WebCrypto's works with. */
    static KeyKind of(String algorithm) {
        return switch (algorithm) {
            case "RSASSA-PKCS1-v1_5", "RSA-PSS", "RSA-OAEP", "RSA-RAW" -> RSA;
            case "ECDSA", "ECDH" -> EC;
            case "Ed25519", "NODE-ED25519" -> ED25519;
            case "X25519" -> X25519;
            default -> throw new HostException("NotSupportedError", "Unrecognized algorithm.");
        };
    }
}
