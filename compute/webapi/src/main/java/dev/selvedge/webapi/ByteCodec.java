package dev.selvedge.webapi;

/**
 * One stream of bytes on its way through zlib. What goes in is held by reference and read piece by piece as the output is taken,
 * so a few bytes that stand for gigabytes never become more than one piece at a time.
 */
interface ByteCodec extends AutoCloseable {
    /** Most bytes that {@link #take} gives at once. */
    int PIECE = 64 * 1024;

    /** Hands over the next input. All output of the input before it must have been taken. */
    void put(byte[] input);

    /** The next output: as long as {@link #PIECE} if there may be more of it, shorter when the input is used up. */
    byte[] take();

    /** Says that there is no more input; {@link #take} gives what is left. */
    void finish();

    /** Gives zlib's memory back. Closing twice is nothing. */
    @Override
    void close();
}
