package dev.selvedge.webapi;

import dev.selvedge.base.RandomSource;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * RSA key pairs (FIPS 186-5, A.1.3). The providers' generators cannot be stopped, and a large key takes them seconds: the search for
 * primes stands here, and asks between two candidates whether it is still wanted.
 */
final class RsaPairs {
    /** As the JDK has it: a composite number passes once in 2^100. */
    private static final int CERTAINTY = 100;

    /** Beyond this, one step of the work takes longer than a watchdog waits. */
    private static final int MOST_BITS = 8192;

    /** Half of all numbers show the factors. */
    private static final int MOST_TRIES = 40;

    private static final int TRIAL_LIMIT = 2_000;
    private static final BigInteger SMALL_PRIMES = smallPrimes();

    private static final int LEAST_BITS = 512;

    private RsaPairs() {}

    /** Number: bits of the modulus. Data: the public exponent. */
    static KeyPair generate(Call call, RandomSource random, Patience patience) throws GeneralSecurityException {
        int bits = call.number();
        if (bits < LEAST_BITS) {
            throw new HostException("OperationError", "RSA key size is too small.");
        }
        if (bits > MOST_BITS) {
            throw new HostException(
                    "OperationError", "RSA keys of more than " + MOST_BITS + " bits are not generated.");
        }
        BigInteger e = new BigInteger(1, call.bytes(0));
        while (true) {
            BigInteger one = prime((bits + 1) / 2, e, random, patience);
            BigInteger two = prime(bits / 2, e, random, patience);
            BigInteger p = one.max(two);
            BigInteger q = one.min(two);
            // Primes that lie close together give each other away.
            if (p.multiply(q).bitLength() == bits && p.subtract(q).bitLength() > bits / 2 - 100) {
                return pair(p, q, e);
            }
        }
    }

    private static BigInteger prime(int bits, BigInteger e, RandomSource random, Patience patience) {
        while (true) {
            // Both highest bits, so that the product of two has all of its bits.
            BigInteger candidate = new BigInteger(1, random.bytes((bits + 7) / 8))
                    .mod(BigInteger.ONE.shiftLeft(bits))
                    .setBit(bits - 1)
                    .setBit(bits - 2)
                    .setBit(0);
            if (isCoprime(candidate, SMALL_PRIMES) && isCoprime(candidate.subtract(BigInteger.ONE), e)) {
                patience.check();
                if (candidate.isProbablePrime(CERTAINTY)) {
                    return candidate;
                }
            }
        }
    }

    private static boolean isCoprime(BigInteger one, BigInteger two) {
        return one.gcd(two).equals(BigInteger.ONE);
    }

    private static BigInteger smallPrimes() {
        BigInteger product = BigInteger.ONE;
        for (BigInteger prime = BigInteger.valueOf(3);
                prime.intValueExact() < TRIAL_LIMIT;
                prime = prime.nextProbablePrime()) {
            product = product.multiply(prime);
        }
        return product;
    }

    /**
     * The whole private key where only its modulus and exponents are known (NIST SP 800-56B, appendix C): for a g of small order, some
     * square in the sequence of g^((de-1)/2^t) has a root of 1 that is neither 1 nor -1, and that divides the modulus.
     */
    static PrivateKey privateKey(BigInteger n, BigInteger e, BigInteger d) throws GeneralSecurityException {
        BigInteger k = d.multiply(e).subtract(BigInteger.ONE);
        if (n.bitLength() > MOST_BITS || d.compareTo(n) >= 0 || k.signum() <= 0 || k.testBit(0)) {
            throw new InvalidKeyException();
        }
        int twos = k.getLowestSetBit();
        for (int g = 2; g < MOST_TRIES; g++) {
            BigInteger x = BigInteger.valueOf(g).modPow(k.shiftRight(twos), n);
            for (int i = 0; i < twos && !x.equals(BigInteger.ONE); i++) {
                BigInteger square = x.multiply(x).mod(n);
                BigInteger factor = x.subtract(BigInteger.ONE).gcd(n);
                if (square.equals(BigInteger.ONE) && factor.bitLength() > 1 && !factor.equals(n)) {
                    BigInteger other = n.divide(factor);
                    return pair(factor.max(other), factor.min(other), e).getPrivate();
                }
                x = square;
            }
        }
        throw new InvalidKeyException();
    }

    private static KeyPair pair(BigInteger p, BigInteger q, BigInteger e) throws GeneralSecurityException {
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger d = e.modInverse(p1.multiply(q1).divide(p1.gcd(q1)));
        BigInteger n = p.multiply(q);
        KeyFactory factory = Providers.keyFactory("RSA");
        RSAPrivateCrtKeySpec spec = new RSAPrivateCrtKeySpec(n, e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p));
        return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(n, e)), factory.generatePrivate(spec));
    }
}
