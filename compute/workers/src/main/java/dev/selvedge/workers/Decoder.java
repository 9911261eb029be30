package dev.selvedge.workers;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Unpacks one body piece by piece. On one thread. */
interface Decoder {
    /** The next packed bytes; only when {@link #take} gives nothing any more. The buffer stays the decoder's. */
    void give(ByteBuffer packed) throws DataFormatException;

    /** At most so many plain bytes, valid until the next call; none if more input is needed. */
    ByteBuffer take(int most) throws DataFormatException;

    /** Whether the body may end here. */
    boolean whole();

    void close();
}
