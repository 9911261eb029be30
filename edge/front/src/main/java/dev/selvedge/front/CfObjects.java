package dev.selvedge.front;

import dev.selvedge.net.HttpVersion;
import java.util.EnumMap;

/**
 * What a Worker sees as {@code request.cf}. All that is known of a client on one's own machine is how it speaks, so there
 * is one text for each way of speaking, made once.
 */
public final class CfObjects {

    private final EnumMap<HttpVersion, String> plain = new EnumMap<>(HttpVersion.class);
    private final EnumMap<HttpVersion, String> secure = new EnumMap<>(HttpVersion.class);
    private final String usual;

    public CfObjects(String place) {
        for (HttpVersion version : HttpVersion.values()) {
            plain.put(version, json(place, version, false));
            secure.put(version, json(place, version, true));
        }
        usual = json(place, HttpVersion.HTTP_1_1, false);
        plain.put(HttpVersion.HTTP_1_1, "");
    }

    /** For HTTP/1.1 in the clear, which nearly everything on a developer's machine speaks. */
    public String usual() {
        return usual;
    }

    /** The object, or the empty text if it is the usual one. */
    String of(HttpVersion version, boolean tls) {
        return (tls ? secure : plain).getOrDefault(version, "");
    }

    private static String json(String place, HttpVersion version, boolean tls) {
        return """
                {"colo":"%s","country":"XX","continent":"","city":"","region":"","regionCode":"","postalCode":"",\
                "metroCode":"","latitude":"0","longitude":"0","timezone":"UTC","asn":0,"asOrganization":"",\
                "clientTcpRtt":0,"edgeRequestKeepAliveStatus":1,"requestPriority":"","clientAcceptEncoding":"",\
                "httpProtocol":"%s","tlsVersion":"%s","tlsCipher":"%s","tlsClientAuth":{"certPresented":"0",\
                "certVerified":"NONE","certRevoked":"0","certIssuerDN":"","certSubjectDN":"","certIssuerDNRFC2253":"",\
                "certSubjectDNRFC2253":"","certIssuerDNLegacy":"","certSubjectDNLegacy":"","certSerial":"",\
                "certIssuerSerial":"","certSKI":"","certIssuerSKI":"","certFingerprintSHA1":"",\
                "certFingerprintSHA256":"","certNotBefore":"","certNotAfter":""}}""".formatted(place, version.text(), tls ? "TLSv1.3" : "", tls ? "AEAD-AES128-GCM-SHA256" : "");
    }
}
