package dev.selvedge.net;

import dev.selvedge.fuzz.Target;
import java.nio.ByteBuffer;
import java.util.List;

/** Header blocks that an engine claims to be an answer's: nothing of them may break the framing of the connection. */
public final class HeaderBlockTarget implements Target {
    private final HeaderBlock block = new HeaderBlock();

    @Override
    public void attack(byte[] input) {
        if (!block.take(ByteBuffer.wrap(input))) {
            return;
        }
        Headers headers = block.lines().headers();
        for (int i = 0; i < headers.size(); i++) {
            Target.check(Octets.isToken(headers.name(i)), "a header's name is a token");
            Target.check(
                    headers.value(i).chars().allMatch(c -> Octets.isFieldValue((byte) c)),
                    "a header's value ends where its line ends");
            Target.check(
                    !List.of("transfer-encoding", "connection", "content-length", "upgrade")
                            .contains(headers.name(i)),
                    "framing is ours");
        }
        Target.check(block.contentLength() >= -1, "a length is a number");
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "content-type: text/plain\r\nset-cookie: a=b\r\nset-cookie: c=d\r\n",
                "Content-Length: 12\r\ncontent-length: 12\r\ntransfer-encoding: chunked\r\ndate: now\r\n",
                "a:\r\nb: \t\r\nc: \u00e9\r\n");
    }
}
