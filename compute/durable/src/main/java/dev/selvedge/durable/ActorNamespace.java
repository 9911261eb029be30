package dev.selvedge.durable;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.RandomSource;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the ids of one namespace. The proof in an id keeps ids of different namespaces apart; it is no secret, since
 * its key follows from the namespace's id. Safe for use from several threads.
 */
public final class ActorNamespace {

    private static final Pattern ID = Pattern.compile("[0-9a-z-]{1,64}");
    private static final int IDENTITY_BYTES = 16;

    private final String id;
    private final Mac prototype;

    public ActorNamespace(String id) {
        this.id = id;
        try {
            prototype = Mac.getInstance("HmacSHA256");
            byte[] key = Bytes.sha256(Bytes.utf8("selvedge durable object namespace " + id));
            prototype.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether the text may be the id of a namespace. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public String id() {
        return id;
    }

    /** The one object of that name under that jurisdiction. */
    public ActorId named(Jurisdiction jurisdiction, String name) {
        Mac mac = mac();
        mac.update(Bytes.utf8(jurisdiction.label()));
        mac.update((byte) 0);
        return proven(jurisdiction, mac.doFinal(Bytes.utf8(name)));
    }

    /** An object that nobody has had before. */
    public ActorId unique(Jurisdiction jurisdiction, RandomSource random) {
        return proven(jurisdiction, random.bytes(IDENTITY_BYTES - 1));
    }

    /** The id that the text spells, or null if the text is no id or one of another namespace. */
    public @Nullable ActorId parse(String text) {
        ActorId read = ActorId.read(text);
        return read != null && owns(read) ? read : null;
    }

    /** Whether the id was made for this namespace, and with a jurisdiction that exists. */
    public boolean owns(ActorId actor) {
        return Jurisdiction.ofCode(actor.code()) != null
                && prove(actor.high(), actor.low()).equals(actor);
    }

    public ActorKey key(ActorId actor) {
        return new ActorKey(id, actor);
    }

    private ActorId proven(Jurisdiction jurisdiction, byte[] identity) {
        ByteBuffer bytes = ByteBuffer.allocate(IDENTITY_BYTES);
        bytes.put((byte) jurisdiction.code())
                .put(identity, 0, IDENTITY_BYTES - 1)
                .flip();
        return prove(bytes.getLong(), bytes.getLong());
    }

    private ActorId prove(long high, long low) {
        byte[] identity =
                ByteBuffer.allocate(IDENTITY_BYTES).putLong(high).putLong(low).array();
        ByteBuffer proof = ByteBuffer.wrap(mac().doFinal(identity));
        return new ActorId(high, low, proof.getLong(), proof.getLong());
    }

    /** A copy of the one that has its key: cheaper than asking the providers again, and of one thread. */
    private Mac mac() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the platform's HmacSHA256 can be copied", e);
        }
    }
}
