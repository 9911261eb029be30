package dev.selvedge.engine;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.webapi.Codecs;
import dev.selvedge.webapi.EncodingTables;
import dev.selvedge.webapi.HostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What JavaScript may ask of Java while it runs, for one Worker. Called on the thread that runs the isolate. */
final class HostOps implements AutoCloseable {
    private static final int PART = 1;
    private static final int SLOT = 2;
    private static final int SLOT_FREE = 3;
    private static final int IMPORT = 4;
    private static final int RANDOM = 5;
    private static final int UTF8_ENCODE = 6;
    private static final int UTF8_DECODE = 7;
    private static final int CRYPTO = 9;
    private static final int CODEC_OPEN = 10;
    private static final int CODEC_STEP = 11;
    private static final int MAP_STACK = 12;
    private static final int ASSET = 13;
    private static final int REQUIRE = 14;
    private static final int ENCODING_TABLE = 15;
    private static final int LATIN1_ENCODE = 16;
    private static final int LATIN1_DECODE = 17;

    private static final int ACTOR_ID = 20;

    private static final int MOST_RANDOM = 65_536;

    /** The cryptography of the web platform, for one Worker. */
    interface Crypto {
        /** Memory to be shared with the isolate, in which questions are asked and short answers given. */
        ByteBuffer memory();

        /** Returns what can cross into JavaScript; what is lent is the isolate's own memory. */
        @Nullable
        Object ask(List<ByteBuffer> lent);
    }

    /** What all Workers of an engine share. */
    record Shared(
            CoreImage image,
            Slots slots,
            RandomSource random,
            Function<BooleanSupplier, Crypto> crypto,
            Clock clock,
            @Nullable ObjectsFolder objects) {}

    private final int isolateId;
    private final CoreIsolate core;
    private final Shared shared;
    private final Modules modules;
    private final SourceMaps maps;
    private final Codecs codecs = new Codecs();
    private final CommitWriter.Voice voice;
    private final BooleanSupplier stopped;
    private @Nullable Crypto crypto;
    private @Nullable ActorStorages storages;
    private @Nullable ActorIds actorIds;
    private boolean usesSlots;

    /**
     * Long host operations ask now and then whether they have been stopped: what the watchdog does to JavaScript does not reach
     * Java.
     */
    HostOps(
            int isolateId,
            CoreIsolate core,
            Shared shared,
            Modules modules,
            SourceMaps maps,
            CommitWriter.Voice voice,
            BooleanSupplier stopped) {
        this.voice = voice;
        this.isolateId = isolateId;
        this.core = core;
        this.shared = shared;
        this.modules = modules;
        this.maps = maps;
        this.stopped = stopped;
    }

    /** Whether this Worker has ever asked for a slot: only then its records are looked at for them. */
    boolean usesSlots() {
        return usesSlots;
    }

    /** What the Worker's objects have stored; null as long as none has asked for anything. */
    @Nullable
    ActorStorages storages() {
        return storages;
    }

    /** The first argument says which; see the constants. */
    @Nullable
    Object call(@Nullable Object[] arguments) {
        int op = arguments.length > 0 && arguments[0] instanceof Integer number ? number : 0;
        try {
            return call(op, arguments);
        } catch (HostException e) {
            throw new HostFailure(e.name(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object call(int op, @Nullable Object[] arguments) {
        return switch (op) {
            case PART -> part(Arguments.text(arguments, 1));
            case SLOT -> {
                usesSlots = true;
                yield shared.slots().take(isolateId);
            }
            case SLOT_FREE -> {
                shared.slots().giveBack(isolateId, Arguments.number(arguments, 1));
                yield null;
            }
            case IMPORT -> modules.importDynamically(Arguments.text(arguments, 1), Arguments.text(arguments, 2));
            case RANDOM -> random(Arguments.number(arguments, 1));
            case UTF8_ENCODE -> Utf8.encode(Arguments.text(arguments, 1));
            case UTF8_DECODE -> decode(arguments, StandardCharsets.UTF_8);
            case LATIN1_ENCODE -> Arguments.text(arguments, 1).getBytes(StandardCharsets.ISO_8859_1);
            case LATIN1_DECODE -> decode(arguments, StandardCharsets.ISO_8859_1);
            case CRYPTO -> crypto(arguments);
            case CODEC_OPEN -> codecs.open(Arguments.text(arguments, 1), Boolean.TRUE.equals(arguments[2]));
            case CODEC_STEP ->
                codecs.step(
                        Arguments.number(arguments, 1),
                        Arguments.number(arguments, 2),
                        Arguments.optionalBytes(arguments, 3));
            case MAP_STACK -> maps.map(Arguments.text(arguments, 1));
            case ASSET -> modules.asset(Arguments.text(arguments, 1));
            case REQUIRE -> modules.require(Arguments.text(arguments, 1), Arguments.text(arguments, 2));
            case ENCODING_TABLE -> EncodingTables.table(Arguments.text(arguments, 1));
            case ACTOR_ID -> actorId(arguments);
            default -> actorStorage(op, arguments);
        };
    }

    private Object actorId(@Nullable Object[] arguments) {
        ActorIds mine = actorIds;
        if (mine == null) {
            mine = new ActorIds(shared.random());
            actorIds = mine;
        }
        return mine.call(arguments);
    }

    private @Nullable Object actorStorage(int op, @Nullable Object[] arguments) {
        ObjectsFolder folder = shared.objects();
        if (!ActorStorages.isOperation(op) || folder == null) {
            throw new HostFailure("Error", "no host operation " + op);
        }
        ActorStorages mine = storages;
        if (mine == null) {
            mine = new ActorStorages(folder, shared.clock(), new CommitWriter(voice), stopped);
            storages = mine;
        }
        return mine.call(op, arguments);
    }

    private @Nullable Object part(String name) {
        CoreImage.Part part = shared.image().part(name);
        return core.isolate().eval(part.name(), part.source(), part.cache());
    }

    private byte[] random(int count) {
        if (count < 0 || count > MOST_RANDOM) {
            throw new HostFailure("QuotaExceededError", count + " random bytes are more than " + MOST_RANDOM);
        }
        return shared.random().bytes(count);
    }

    private static String decode(@Nullable Object[] arguments, Charset charset) {
        ByteBuffer part =
                slice(Arguments.memory(arguments, 1), Arguments.number(arguments, 2), Arguments.number(arguments, 3));
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return new String(bytes, charset);
    }

    /** Without an argument: the memory that is shared. Else an answer, to a question for which pairs of buffer and offset are lent. */
    private @Nullable Object crypto(@Nullable Object[] arguments) {
        Crypto mine = crypto;
        if (mine == null) {
            mine = shared.crypto().apply(stopped);
            crypto = mine;
        }
        if (arguments.length == 1) {
            return mine.memory();
        }
        List<ByteBuffer> lent = new ArrayList<>();
        for (int at = 1; at + 1 < arguments.length; at += 2) {
            ByteBuffer memory = Arguments.memory(arguments, at);
            int offset = Arguments.number(arguments, at + 1);
            lent.add(slice(memory, offset, memory.capacity() - offset));
        }
        return mine.ask(lent);
    }

    private static ByteBuffer slice(ByteBuffer memory, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, memory.capacity());
        return memory.slice(offset, length);
    }

    /** Gives back what the Worker had open outside of V8. */
    @Override
    public void close() {
        codecs.close();
        ActorStorages mine = storages;
        if (mine != null) {
            mine.close();
        }
    }
}
