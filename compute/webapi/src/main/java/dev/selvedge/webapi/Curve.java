package dev.selvedge.webapi;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The curves of NIST that WebCrypto names. */
final class Curve {
    /** Their places in this list are told to JavaScript. */
    static final List<Curve> ALL = List.of(
            new Curve("P-256", "secp256r1", "06082a8648ce3d030107"),
            new Curve("P-384", "secp384r1", "06052b81040022"),
            new Curve("P-521", "secp521r1", "06052b81040023"));

    /** In fact 00 to 04 (SEC 1, 2.3.3); the others are never written. */
    private static final int UNCOMPRESSED = 4;

    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final String webName;
    private final String javaName;
    private final byte[] oid;
    private final ECParameterSpec parameters;

    private Curve(String webName, String javaName, String oid) {
        this.webName = webName;
        this.javaName = javaName;
        this.oid = HexFormat.of().parseHex(oid);
        try {
            AlgorithmParameters found = AlgorithmParameters.getInstance("EC");
            found.init(new ECGenParameterSpec(javaName));
            this.parameters = found.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no curve " + webName, e);
        }
    }

    static Curve named(String name) {
        for (Curve curve : ALL) {
            if (curve.webName.equals(name)) {
                return curve;
            }
        }
        throw new HostException(
                "NotSupportedError", "Unrecognized or unimplemented EC curve \"" + name + "\" requested.");
    }

    /** The curve that these are the parameters of; null if it is another one. */
    static @Nullable Curve of(ECParameterSpec given) {
        for (Curve curve : ALL) {
            if (curve.parameters.getOrder().equals(given.getOrder())
                    && curve.parameters.getCurve().equals(given.getCurve())) {
                return curve;
            }
        }
        return null;
    }

    String javaName() {
        return javaName;
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /** The name of the curve, as DER has it. */
    byte[] oid() {
        return oid.clone();
    }

    /** Bytes of one coordinate. */
    int bytes() {
        return (parameters.getCurve().getField().getFieldSize() + 7) / 8;
    }

    private BigInteger prime() {
        return ((ECFieldFp) parameters.getCurve().getField()).getP();
    }

    private BigInteger right(BigInteger x) {
        BigInteger a = parameters.getCurve().getA();
        return x.multiply(x)
                .add(a)
                .multiply(x)
                .add(parameters.getCurve().getB())
                .mod(prime());
    }

    /** Whether the point lies on the curve. Not every provider asks, and an agreement with one that does not tells the private key. */
    boolean contains(ECPoint point) {
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        return x.compareTo(prime()) < 0
                && y.compareTo(prime()) < 0
                && y.multiply(y).mod(prime()).equals(right(x));
    }

    /** The point in its long form. */
    byte[] encoded(ECPoint point) {
        byte[] out = new byte[1 + 2 * bytes()];
        out[0] = UNCOMPRESSED;
        System.arraycopy(Unsigned.bytes(point.getAffineX(), bytes()), 0, out, 1, bytes());
        System.arraycopy(Unsigned.bytes(point.getAffineY(), bytes()), 0, out, 1 + bytes(), bytes());
        return out;
    }

    /** The point that these bytes are, in the long or the compressed form; refused in BoringSSL's words if they are none. */
    ECPoint decoded(byte[] bytes) {
        int form = bytes.length == 0 ? 0 : bytes[0];
        boolean compressed = form == 2 || form == 3;
        if (compressed ? bytes.length != 1 + bytes() : form != UNCOMPRESSED || bytes.length != 1 + 2 * bytes()) {
            throw refused(": Invalid point encoding..");
        }
        BigInteger x = new BigInteger(1, bytes, 1, bytes());
        BigInteger y = compressed ? root(x, form == 3) : new BigInteger(1, bytes, 1 + bytes(), bytes());
        if (x.compareTo(prime()) >= 0 || y.compareTo(prime()) >= 0) {
            throw refused(".");
        }
        ECPoint point = new ECPoint(x, y);
        if (!contains(point)) {
            throw refused(compressed ? ": Invalid compressed point.." : ": Point is not on curve..");
        }
        return point;
    }

    private static HostException refused(String why) {
        return new HostException("DataError", "Failed to import raw EC key data" + why);
    }

    /** The y that belongs to an x, if there is one: all three primes are 3 modulo 4. */
    private BigInteger root(BigInteger x, boolean odd) {
        BigInteger root = right(x).modPow(prime().add(BigInteger.ONE).shiftRight(2), prime());
        return root.testBit(0) == odd ? root : prime().subtract(root);
    }

    /**
     * The public point of a private number. Takes a time that depends on the number, and is used only where the native provider,
     * which tells the point with the key, did not load.
     */
    ECPoint publicPoint(BigInteger number) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        ECPoint doubled = parameters.getGenerator();
        for (int bit = 0; bit < number.bitLength(); bit++) {
            if (number.testBit(bit)) {
                sum = add(sum, doubled);
            }
            doubled = add(doubled, doubled);
        }
        return sum;
    }

    private ECPoint add(ECPoint one, ECPoint two) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return two;
        }
        BigInteger p = prime();
        BigInteger x1 = one.getAffineX();
        BigInteger y1 = one.getAffineY();
        BigInteger slope;
        if (!x1.equals(two.getAffineX())) {
            slope = two.getAffineY()
                    .subtract(y1)
                    .multiply(two.getAffineX().subtract(x1).modInverse(p))
                    .mod(p);
        } else if (y1.equals(two.getAffineY())) {
            BigInteger top =
                    x1.multiply(x1).multiply(THREE).add(parameters.getCurve().getA());
            slope = top.multiply(y1.shiftLeft(1).modInverse(p)).mod(p);
        } else {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger x =
                slope.multiply(slope).subtract(x1).subtract(two.getAffineX()).mod(p);
        return new ECPoint(x, slope.multiply(x1.subtract(x)).subtract(y1).mod(p));
    }
}
