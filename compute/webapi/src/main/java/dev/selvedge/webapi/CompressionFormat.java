package dev.selvedge.webapi;

/** The formats of the Compression Streams standard, which differ in what surrounds the same deflated bytes. */
enum CompressionFormat {
    /** RFC 1952: a header, CRC-32 and length. */
    GZIP,
    /** RFC 1950: two bytes of header, Adler-32. */
    DEFLATE,
    /** RFC 1951 as it is. */
    DEFLATE_RAW;

    static CompressionFormat named(String name) {
        return switch (name) {
            case "gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "deflate-raw" -> DEFLATE_RAW;
            default -> throw new HostException("TypeError", "no compression format " + name);
        };
    }
}
