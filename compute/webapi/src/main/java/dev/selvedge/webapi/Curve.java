package dev.selvedge.webapi;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/** The curves of NIST that WebCrypto names. */
final class Curve {
    private Curve() {}

    static String javaName(String curve) {
        return switch (curve) {
            case "P-256" -> "secp256r1";
            case "P-384" -> "secp384r1";
            case "P-521" -> "secp521r1";
            default ->
                throw new HostException(
                        "NotSupportedError", "Unrecognized or unimplemented EC curve \"" + curve + "\" requested.");
        };
    }

    static ECParameterSpec parameters(String curve) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(javaName(curve)));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /** WebCrypto's name of a key's curve. */
    static String nameOf(ECParameterSpec parameters) {
        return "P-" + parameters.getCurve().getField().getFieldSize();
    }

    /** Bytes of one coordinate. */
    static int bytes(ECParameterSpec parameters) {
        return (parameters.getCurve().getField().getFieldSize() + 7) / 8;
    }

    /** Whether the point lies on the curve: Java does not ask, and an agreement with one that does not tells the private key. */
    static boolean contains(ECPoint point, ECParameterSpec parameters) {
        BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.pow(3)
                .add(parameters.getCurve().getA().multiply(x))
                .add(parameters.getCurve().getB())
                .mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right);
    }

    /**
     * The public point of a private number. Only for writing a private key out: it takes time that depends on the number, which is
     * about to be told anyway.
     */
    static ECPoint publicPoint(BigInteger number, ECParameterSpec parameters) {
        BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger a = parameters.getCurve().getA();
        ECPoint sum = ECPoint.POINT_INFINITY;
        ECPoint doubled = parameters.getGenerator();
        for (int bit = 0; bit < number.bitLength(); bit++) {
            if (number.testBit(bit)) {
                sum = add(sum, doubled, p, a);
            }
            doubled = add(doubled, doubled, p, a);
        }
        return sum;
    }

    private static ECPoint add(ECPoint one, ECPoint two, BigInteger p, BigInteger a) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return two;
        }
        if (two.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        BigInteger x1 = one.getAffineX();
        BigInteger y1 = one.getAffineY();
        BigInteger x2 = two.getAffineX();
        BigInteger y2 = two.getAffineY();
        BigInteger slope;
        if (!x1.equals(x2)) {
            slope = y2.subtract(y1).multiply(x2.subtract(x1).modInverse(p)).mod(p);
        } else if (y1.equals(y2) && y1.signum() != 0) {
            BigInteger top = x1.pow(2).multiply(BigInteger.valueOf(3)).add(a);
            slope = top.multiply(y1.shiftLeft(1).modInverse(p)).mod(p);
        } else {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger x = slope.pow(2).subtract(x1).subtract(x2).mod(p);
        return new ECPoint(x, slope.multiply(x1.subtract(x)).subtract(y1).mod(p));
    }
}
