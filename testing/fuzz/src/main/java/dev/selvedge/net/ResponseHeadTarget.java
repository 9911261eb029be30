package dev.selvedge.net;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import dev.selvedge.net.ResponseHeadParser.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/** Heads of answers that an origin sends to a Worker's fetch. */
public final class ResponseHeadTarget implements Target {
    private final ClientOptions options = ClientOptions.standard(AddressPolicy.PUBLIC_ONLY);

    @Override
    public void attack(byte[] input) {
        Target.check(read(Cuts.of(input)).equals(read(Cuts.none(input))), "a head is the same however it is cut");
    }

    private List<String> read(List<byte[]> input) {
        ResponseHeadParser parser = new ResponseHeadParser(options);
        List<String> heads = new ArrayList<>();
        try {
            Pieces.feed(input, bytes -> {
                ResponseHead head = parser.parse(bytes);
                while (head != null) {
                    heads.add(told(head));
                    head = parser.parse(bytes);
                }
            });
        } catch (BadMessage bad) {
            heads.add("refused");
        }
        return heads;
    }

    private static String told(ResponseHead head) {
        Target.check(head.status() >= 100 && head.status() <= 999, "a status has three digits");
        Target.check(head.contentLength() < 0 || !head.chunked(), "a body has one length");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < head.headers().size(); i++) {
            Target.check(Octets.isToken(head.headers().name(i)), "a header's name is a token");
            text.append(head.headers().name(i)).append(head.headers().value(i)).append('\n');
        }
        return head.status() + head.reason() + head.version() + head.contentLength() + head.keepAlive() + text;
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "\u00ffHTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nabc",
                "\u0003HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n\r\n",
                "\u0001HTTP/1.0 304\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    }
}
