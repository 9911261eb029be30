package dev.selvedge.commitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The folder that a log lives in, and all that it asks of the operating system: tests put one here that fails. */
public interface Disk extends AutoCloseable {

    /** Names of the files there, in alphabetical order. */
    List<String> list() throws IOException;

    /** Opens a file that is there for reading and writing. */
    DiskFile open(String name) throws IOException;

    /** Makes an empty file, in the place of what may have had that name. Its name is durable after {@link #syncNames}. */
    DiskFile create(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Gives a file another name, in the place of what may have had that. It is durable after {@link #syncNames}. */
    void rename(String from, String to) throws IOException;

    /** Makes durable which files there are. */
    void syncNames() throws IOException;

    /** What a message may call this folder. */
    String describe();

    /** Lets go of the folder: another log may have it. */
    @Override
    void close() throws IOException;

    /** A file, read and written at any place. Several threads may read while one writes. */
    interface DiskFile extends AutoCloseable {

        /** Writes some of the bytes, at least one, and moves the buffer's position. */
        void write(ByteBuffer bytes, long place) throws IOException;

        /** Reads some bytes and returns how many, or -1 at the end. */
        int read(ByteBuffer target, long place) throws IOException;

        /** Makes what was written durable. After it failed nobody knows what is on the disk. */
        void sync() throws IOException;

        void truncate(long length) throws IOException;

        long length() throws IOException;

        @Override
        void close() throws IOException;
    }
}
