package dev.selvedge.durable;

import dev.selvedge.base.RandomSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Plays the engine's part for one actor, with pages instead of a database: it remembers what every commit left, so that any file
 * can be compared with what it ought to be.
 */
final class PagedActor {
    static final int PAGE = 512;

    private final ActorKey key;
    private final RandomSource random;
    private final Map<Long, byte[]> states = new HashMap<>();
    private List<byte[]> pages = new ArrayList<>();
    private long sequence;
    private long alarm = CommitImage.NO_ALARM;
    private Path path = Path.of("");

    PagedActor(ActorKey key, RandomSource random) {
        this.key = key;
        this.random = random;
        states.put(0L, new byte[0]);
    }

    ActorKey key() {
        return key;
    }

    Path path() {
        return path;
    }

    long sequence() {
        return sequence;
    }

    void alarm(long millis) {
        alarm = millis;
    }

    byte[] stateAt(long commit) {
        byte[] state = states.get(commit);
        if (state == null) {
            throw new IllegalStateException("no commit " + commit);
        }
        return state;
    }

    /** Opens the actor and goes on from what its file holds. */
    ActorFiles.Opened open(ActorFiles files) throws IOException {
        CompletableFuture<ActorFiles.Opened> opened = new CompletableFuture<>();
        files.open(key, (result, failure) -> complete(opened, result, failure));
        ActorFiles.Opened result = await(opened);
        path = result.path();
        sequence = result.sequence();
        byte[] content = content();
        states.putIfAbsent(sequence, content);
        pages = new ArrayList<>();
        for (int at = 0; at < content.length; at += PAGE) {
            pages.add(java.util.Arrays.copyOfRange(content, at, at + PAGE));
        }
        return result;
    }

    byte[] content() throws IOException {
        return Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
    }

    /** Changes some pages and commits; the file is left alone, as if all were in a write-ahead log. */
    CompletableFuture<Void> commit(ActorFiles files) {
        Map<Integer, byte[]> changed = new HashMap<>();
        int target = Math.max(1, pages.size() + random.nextInt(5) - (random.nextInt(4) == 0 ? 4 : 1));
        while (pages.size() > target) {
            pages.removeLast();
        }
        while (pages.size() < target) {
            pages.add(page(pages.size() + 1));
            changed.put(pages.size(), pages.getLast());
        }
        for (int count = random.nextInt(3) + 1; count > 0; count--) {
            int number = 1 + random.nextInt(target);
            pages.set(number - 1, page(number));
            changed.put(number, pages.get(number - 1));
        }
        // Behind the end: written, and cut off in the same commit.
        changed.put(target + 1, random.bytes(PAGE));
        sequence++;
        states.put(sequence, join());
        List<CommitImage> images = images(changed, target, 1 + random.nextInt(3));
        CommitImage last = images.removeLast();
        images.forEach(part -> files.part(key, part, () -> spoil(part)));
        CompletableFuture<Void> answer = new CompletableFuture<>();
        files.append(key, last, failure -> complete(answer, null, failure));
        return answer;
    }

    /** Its bytes are used for something else. */
    private static void spoil(CommitImage written) {
        ByteBuffer bytes = written.bytes();
        bytes.put(new byte[bytes.remaining()]);
    }

    /** All that a commit says but its end: the engine, or the node, goes before that comes. */
    void beginCommit(ActorFiles files) {
        sequence++;
        images(Map.of(1, page(1), 2, page(2), 3, page(3)), 3, 3)
                .forEach(part -> files.part(key, part, () -> spoil(part)));
        sequence--;
    }

    /** Whatever is in it; but the first begins as that of a database of one page. */
    private byte[] page(int number) {
        ByteBuffer page = ByteBuffer.wrap(random.bytes(PAGE));
        if (number == 1) {
            page.put(0, "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
            page.putShort(16, (short) PAGE).putInt(28, 1);
        }
        return page.array();
    }

    private List<CommitImage> images(Map<Integer, byte[]> changed, int pageCount, int parts) {
        List<Map.Entry<Integer, byte[]>> frames = new ArrayList<>(changed.entrySet());
        // A page that was written twice: the second counts.
        frames.addFirst(Map.entry(frames.getFirst().getKey(), random.bytes(PAGE)));
        List<CommitImage> images = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = part * frames.size() / parts;
            images.add(image(frames.subList(from, (part + 1) * frames.size() / parts), pageCount));
        }
        return images;
    }

    private CommitImage image(List<Map.Entry<Integer, byte[]>> frames, int pageCount) {
        ByteBuffer image = ByteBuffer.allocate((int) CommitImage.bytes(PAGE, frames.size()));
        CommitImage.putHeader(image, sequence, 0, alarm, PAGE, pageCount);
        frames.forEach(frame -> CommitImage.putFrame(image, frame.getKey(), MemorySegment.ofArray(frame.getValue())));
        return CommitImage.of(image.flip());
    }

    private byte[] join() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pages.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Copies everything into the file, as a checkpoint does, and says so. */
    void close(ActorFiles files) throws IOException {
        Files.write(path, join());
        files.closed(key, sequence, true);
    }

    /** The engine died in the middle of a checkpoint: some pages are in the file, and a write-ahead log lies about. */
    void die(ActorFiles files) throws IOException {
        byte[] file = content();
        byte[] now = join();
        byte[] mixed = java.util.Arrays.copyOf(file, random.nextInt(2) == 0 ? now.length : file.length);
        for (int at = 0; at + PAGE <= Math.min(mixed.length, now.length); at += PAGE) {
            if (random.nextInt(2) == 0) {
                System.arraycopy(now, at, mixed, at, PAGE);
            }
        }
        if (mixed.length > 0) {
            Files.write(path, mixed);
        }
        Files.write(ActorFolder.wal(path), new byte[] {1, 2, 3});
        files.closed(key, sequence, false);
    }

    static <T> void complete(CompletableFuture<T> future, @Nullable T result, @Nullable Throwable failure) {
        if (failure != null) {
            future.completeExceptionally(failure);
        } else {
            @SuppressWarnings("NullAway") // of Void
            boolean _ = future.complete(result);
        }
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
